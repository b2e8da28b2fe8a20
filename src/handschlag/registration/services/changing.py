"""An application that was sent is changed; what it holds moves along, exactly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from handschlag.accounts.models import User
from handschlag.events.models import Tag
from handschlag.foundation.errors import RuleBroken
from handschlag.registration import queries, verbs
from handschlag.registration.models import Applicant, Application, Quota
from handschlag.registration.services import applying, approval, becoming, places, waiting
from handschlag.registration.services.applying import Speaker
from handschlag.registration.services.steps import note
from handschlag.registration.states import HOLDING, OVER, ApplicationState

PERSONAL = ("email", "contact_name", "late_reason", "came_by")
"""What the log says only that it was changed."""


@transaction.atomic
def change(
    application: Application,
    facts: Mapping[str, Any],
    *,
    sectors: Sequence[Tag] | None = None,
    by: User,
    now: datetime,
) -> Application:
    """Change facts of ``applying.FACTS`` and sectors; what is not named stays.

    Raises ``RuleBroken``: "state" (it is over), "side", "sector", "applied", "full" (no place where it would now fall
    under).
    """
    application, rules = places.locked(application)
    _check_goes_on(application)
    every = list(queries.quotas(application.event_id))
    before = places.quotas_of(application, every)
    changes = _changes(application, facts, sectors)
    if not changes:
        return application
    _write(application, facts, sectors)
    _move(application, before, every, by=by, now=now)
    waiting.promote(rules, now=now)
    note(verbs.CHANGED, application, by=by, now=now, changes=changes)
    return application


@transaction.atomic
def add_speaker(application: Application, speaker: Speaker, *, by: User, now: datetime) -> Applicant:
    """Name a further representative, also after approval. Raises ``RuleBroken``: "state", "named"."""
    application, _rules = places.locked(application)
    _check_goes_on(application)
    email = speaker.email.strip().lower()
    if email and application.applicants.filter(email=email).exists():
        raise RuleBroken(_("Somebody with this mail address is named already."), code="named")
    applicant = Applicant.objects.create(
        application=application,
        number=application.applicants.count() + 1,
        name=speaker.name,
        name_latin=speaker.name_latin,
        email=email,
        office=speaker.office,
        languages=[{"language": code, "level": level} for code, level in speaker.languages.items()],
        is_contact=speaker.is_contact,
        wants_photo=speaker.wants_photo,
    )
    if application.state == ApplicationState.APPROVED and application.participant is not None:
        application.participant.event = application.event
        becoming.speak(applicant, application.participant, by=by, now=now)
    note(verbs.CHANGED, application, by=by, now=now, changes={"applicants": ["", ""]})
    return applicant


def _check_goes_on(application: Application) -> None:
    if application.state in OVER:
        raise RuleBroken(_("This application is over and can no longer be changed."), code="state")


def _changes(application: Application, facts: Mapping[str, Any], sectors: Sequence[Tag] | None) -> dict[str, list[str]]:
    """What is really another one, before and after; the log does not keep what is somebody's own."""
    found = {
        name: ["", ""] if name in PERSONAL else [str(getattr(application, name) or ""), str(value or "")]
        for name, value in applying.known(facts).items()
        if getattr(application, name) != value
    }
    if sectors is not None:
        old, new = ({tag.slug for tag in tags} for tags in (application.sectors.all(), sectors))
        if old != new:
            found["sectors"] = [", ".join(sorted(old)), ", ".join(sorted(new))]
    return found


def _write(application: Application, facts: Mapping[str, Any], sectors: Sequence[Tag] | None) -> None:
    for name, value in facts.items():
        setattr(application, name, value.strip().lower() if name == "email" else value)
    applying.check_belongs(application, sectors or (), named=facts)
    if application.state != ApplicationState.DRAFT:
        applying.check_is_the_only_one(application)
    application.save(update_fields=[*facts, "changed_at"])
    if sectors is not None:
        application.sectors.set(sectors)


def _move(application: Application, before: list[Quota], every: list[Quota], *, by: User, now: datetime) -> None:
    """What it holds follows, and so does the participant that it has become."""
    if application.state not in HOLDING:
        return
    places.move(before, places.quotas_of(application, every))
    if application.state == ApplicationState.APPROVED:
        _follow(application, by=by, now=now)


def _follow(application: Application, *, by: User, now: datetime) -> None:
    approval.set_fee(application)
    if application.participant is not None and application.participant.organisation_id != application.organisation_id:
        becoming.leave(application, by=by, now=now)
    becoming.take_part(application, by=by, now=now)
