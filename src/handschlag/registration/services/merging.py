"""Two applications turn out to be one; and if that was a mistake, they are two again."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from handschlag.accounts.models import User
from handschlag.companies.models import Organisation
from handschlag.events.models import Side
from handschlag.foundation.errors import RuleBroken
from handschlag.registration import queries, verbs
from handschlag.registration.models import Applicant, Application, Merge
from handschlag.registration.services import applying, approval, becoming, places, waiting
from handschlag.registration.services.steps import note, step
from handschlag.registration.states import HOLDING, OVER, PARTING, ApplicationState

S = ApplicationState
FILLED = (
    *("organisation_id", "side_id", "size", "country", "region", "contact_name", "email", "discount_code"),
    "came_by_id",
)
"""What the kept one takes over where it says nothing itself."""
BACK = {S.OFFERED: S.WAITING, S.OBJECTED: S.SUBMITTED}
"""What somebody becomes again whose state has lost its time."""


@transaction.atomic
def merge(kept: Application, dropped: Application, *, by: User, now: datetime) -> Merge:
    """Move people, answers and notes to the one that is kept, fill its gaps, and give back what the other one held.

    Nobody is written to: those who applied see one application instead of two. Raises ``RuleBroken``: "same", "event",
    "state", "full" (the kept one would fall under a quota that has no place).
    """
    if kept.pk == dropped.pk:
        raise RuleBroken(_("Please choose two different applications."), code="same")
    if kept.event_id != dropped.event_id:
        raise RuleBroken(_("These applications are to different events."), code="event")
    kept, rules = places.locked(kept)
    dropped, _rules = places.locked(dropped)
    if kept.state in OVER or kept.state == S.DRAFT:
        raise RuleBroken(_("The application that is kept is over. Please keep the other one."), code="state")
    kept_of_dropped = ("state", "queue_number", "ticket", "is_held_back")
    what: dict[str, Any] = {name: getattr(dropped, name) for name in kept_of_dropped}
    _drop(dropped, by=by, now=now)
    what |= {"facts": _fill(kept, dropped), "applicants": _move_people(kept, dropped)}
    what |= {"answers": _move_answers(kept, dropped), "notes": _moved(kept, dropped.notes.all())}
    row = Merge.objects.create(kept=kept, dropped=dropped, at=now, by=by, what=what)
    if kept.state == S.APPROVED:
        approval.set_fee(kept)
        becoming.take_part(kept, by=by, now=now)
    waiting.promote(rules, now=now)
    note(verbs.MERGED, kept, by=by, now=now, dropped=dropped.public_id)
    return row


@transaction.atomic
def part(row: Merge, *, by: User, now: datetime) -> Application:
    """Undo a merge: what was moved goes back, and the dropped one is what it was, if there is still a place for it.

    Raises ``RuleBroken``: "state", "full", "applied".
    """
    kept, rules = places.locked(row.kept)
    dropped, _rules = places.locked(row.dropped)
    state = S(BACK.get(row.what["state"], row.what["state"]))
    PARTING.check(dropped.state, state)
    if kept.state == S.MERGED:
        raise RuleBroken(_("This one was merged with a third one later. Please undo that first."), code="state")
    if "organisation_id" in row.what["facts"]:
        becoming.leave(kept, by=by, now=now)
    _give_back_facts(kept, dropped, row.what["facts"])
    Applicant.objects.filter(application=kept, public_id__in=row.what["applicants"]).update(application=dropped)
    kept.answers.filter(pk__in=row.what["answers"]).update(application=dropped)
    kept.notes.filter(public_id__in=row.what["notes"]).update(application=dropped)
    _revive(dropped, state, row.what, by=by, now=now)
    if kept.state == S.APPROVED:
        approval.set_fee(kept)
    row.delete()
    waiting.promote(rules, now=now)
    note(verbs.PARTED, kept, by=by, now=now, dropped=dropped.public_id)
    return dropped


def _drop(dropped: Application, *, by: User, now: datetime) -> None:
    was_holding = dropped.state in HOLDING
    step(dropped, S.MERGED, ticket=None, offered_until=None, queue_number=None, is_held_back=False)
    if was_holding:
        places.give_back(places.quotas_of(dropped))
        becoming.leave(dropped, by=by, now=now)
        if dropped.participant is not None:  # it stays as history; the kept one may become it again
            dropped.participant = None
            dropped.save(update_fields=["participant", "changed_at"])


def _fill(kept: Application, dropped: Application) -> dict[str, Any]:
    """What it was before, by name; places follow what is filled."""
    before = {name: getattr(kept, name) for name in FILLED if not getattr(kept, name) and getattr(dropped, name)}
    every = list(queries.quotas(kept.event_id))
    held = places.quotas_of(kept, every)
    for name in before:
        setattr(kept, name, getattr(dropped, name))
    applying.check_is_the_only_one(kept)
    sectors = [] if kept.sectors.exists() else list(dropped.sectors.values_list("pk", flat=True))
    kept.sectors.add(*sectors)
    kept.save(update_fields=[*(name.removesuffix("_id") for name in before), "changed_at"])
    if kept.state in HOLDING:
        places.move(held, places.quotas_of(kept, every))
    kept.organisation = Organisation.objects.filter(pk=kept.organisation_id or 0).first()
    kept.side = Side.objects.filter(pk=kept.side_id or 0).first()
    return before | {"sectors": sectors}


def _give_back_facts(kept: Application, dropped: Application, before: dict[str, Any]) -> None:
    """What was filled is empty again, but for what somebody has put right since."""
    every = list(queries.quotas(kept.event_id))
    held = places.quotas_of(kept, every)
    filled = {name: value for name, value in before.items() if name != "sectors"}
    facts = {name: value for name, value in filled.items() if getattr(kept, name) == getattr(dropped, name)}
    for name, value in facts.items():
        setattr(kept, name, value)
    if kept.state not in OVER:
        applying.check_is_the_only_one(kept)
    kept.sectors.remove(*before["sectors"])
    kept.save(update_fields=[*(name.removesuffix("_id") for name in facts), "changed_at"])
    if kept.state in HOLDING:
        places.move(held, places.quotas_of(kept, every))


def _move_people(kept: Application, dropped: Application) -> list[str]:
    """Those who are not named there already; the others stay with the dropped one."""
    rows = kept.applicants.values_list("name", "email")
    named = {word for row in rows for word in row if word}
    moved = [one for one in dropped.applicants.all() if not {one.name, one.email} & named]
    return _moved(kept, Applicant.objects.filter(pk__in=[one.pk for one in moved]))


def _move_answers(kept: Application, dropped: Application) -> list[int]:
    """Answers to questions that the kept one has not answered; those of a representative go with her."""
    answered = set(kept.answers.filter(applicant=None).values_list("question", flat=True))
    rows = dropped.answers.filter(applicant=None).exclude(question__in=answered)
    theirs = dropped.answers.filter(applicant__application=kept)
    moved = [*rows.values_list("pk", flat=True), *theirs.values_list("pk", flat=True)]
    dropped.answers.filter(pk__in=moved).update(application=kept)
    return moved


def _moved(kept: Application, rows: QuerySet[Any]) -> list[str]:
    moved = list(rows.values_list("public_id", flat=True))
    rows.model._default_manager.filter(public_id__in=moved).update(application=kept)
    return moved


def _revive(dropped: Application, state: ApplicationState, what: dict[str, Any], *, by: User, now: datetime) -> None:
    if state not in OVER and queries.another(dropped) is not None:
        raise RuleBroken(
            _("There is an application to this event already, of this organisation or under this address."),
            code="applied",
        )
    if state in HOLDING:
        if not places.take(places.quotas_of(dropped)):
            raise places.full()
        step(dropped, state, table=PARTING, ticket=what["ticket"])
        becoming.take_part(dropped, by=by, now=now)
    elif state == S.WAITING:
        held_back = what.get("is_held_back", False)
        step(dropped, state, table=PARTING, queue_number=what["queue_number"], is_held_back=held_back)
    else:
        step(dropped, state, table=PARTING)
