"""An approved application becomes a participant with representatives, and no longer is one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from handschlag.accounts.models import User
from handschlag.accounts.services import people
from handschlag.companies.models import LanguageSkill, Participant, Person, Representative
from handschlag.events.models import Membership
from handschlag.events.roles import Role
from handschlag.events.services import granting, membership
from handschlag.foundation import revisions
from handschlag.foundation.rows import create_or_get
from handschlag.registration import leaving
from handschlag.registration.models import Applicant, Application
from handschlag.registration.standing import Standing


class Joined(NamedTuple):
    """The participant that an application has become; ``is_new`` if it has never been one of this event before."""

    participant: Participant
    is_new: bool


class Speaking(NamedTuple):
    """Somebody who is to speak, with the row of her person, and her account if she has one."""

    applicant: Applicant
    person: Person
    user: User | None


def take_part(application: Application, *, by: User | None, now: datetime) -> Participant | None:
    """The participant, as soon as it is known which organisation comes on which side; until then none."""
    joined = join(application)
    if joined is None:
        return None
    application.participant = joined.participant
    application.save(update_fields=["participant", "changed_at"])
    let_speak(speakers(application), joined, by=by, now=now)
    return joined.participant


def join(application: Application, *, is_unknown: bool = False) -> Joined | None:
    """The row of the participant, to which the application has yet to refer.

    ``is_unknown``: as far as is known its organisation has never taken part in anything.
    """
    if application.organisation is None or application.side is None:
        return None
    rows, known = Participant.objects.all(), {"event": application.event, "organisation": application.organisation}
    find = create_or_get if is_unknown else type(rows).get_or_create
    participant, is_new = find(rows, **known, defaults={"side": application.side})
    if not is_new and (participant.side_id != application.side_id or participant.withdrawn_at is not None):
        participant.side, participant.withdrawn_at = application.side, None
        participant.save(update_fields=["side", "withdrawn_at", "changed_at"])
    if not is_new:
        # Whoever came back: the earlier application was cancelled, and its participant had stayed as history.
        Application.objects.filter(participant=participant).exclude(pk=application.pk).update(participant=None)
    return Joined(participant, is_new)


def speakers(application: Application, standing: Standing | None = None) -> list[Speaking]:
    """All who are named, with their persons: also of an application that is no row yet, and refers to them then."""
    is_unknown = standing is not None and not standing.is_person
    found: list[Speaking] = []
    for applicant in _applicants(application):
        found.append(_speaking(applicant, is_unknown=is_unknown))
        is_unknown = is_unknown and found[-1].user != application.user
    return found


def let_speak(speakers: Sequence[Speaking], joined: Joined, *, by: User | None, now: datetime) -> None:
    """From now on they speak for the participant, and everybody can see it."""
    for one in speakers:
        _represent(one, joined.participant, is_new=joined.is_new, by=by, now=now)
    revisions.bump(joined.participant.event.slug, "public")


def speak(applicant: Applicant, participant: Participant, *, by: User | None, now: datetime) -> Representative:
    """Somebody named in the application speaks for the participant from now on."""
    return _represent(_speaking(applicant), participant, by=by, now=now)


def _represent(
    one: Speaking, participant: Participant, *, is_new: bool = False, by: User | None, now: datetime
) -> Representative:
    rows, known = Representative.objects.all(), {"participant": participant, "person": one.person}
    find = create_or_get if is_new else type(rows).get_or_create
    about = {"office": one.applicant.office, "is_head": one.applicant.is_contact}
    representative, is_made = find(rows, **known, defaults=about)
    if is_made and one.user is not None:
        event = participant.event
        granting.grant(one.user, Role.REPRESENTATIVE, host=event.host, event=event, by=by, now=now)
    return representative


def leave(application: Application, *, by: User, now: datetime) -> None:
    """It no longer takes part. What others see of it stays as history; else it is as if it had never come."""
    participant = application.participant
    if participant is None:
        return
    if leaving.keeps(participant):
        participant.withdrawn_at = now
        participant.save(update_fields=["withdrawn_at", "changed_at"])
    else:
        _silence(participant, by=by, now=now)
        application.participant = None
        application.save(update_fields=["participant", "changed_at"])
        participant.delete()
    revisions.bump(application.event.slug, "public", "plan")


def _silence(participant: Participant, *, by: User, now: datetime) -> None:
    """Those who spoke for it speak no longer, unless for another one at the same event."""
    event = participant.event
    speakers = Person.objects.filter(representations__participant=participant, user__isnull=False)
    others = Representative.objects.filter(participant__event=event).exclude(participant=participant)
    silent = speakers.exclude(pk__in=others.values("person"))
    rows = Membership.objects.filter(event=event, role=Role.REPRESENTATIVE, user__person__in=silent)
    for row in rows.select_related("user", "host", "event__host"):
        membership.take_away(row, by=by, now=now)


def _applicants(application: Application) -> list[Applicant]:
    """Those named; where nobody is, whoever applied comes."""
    is_row = not application._state.adding
    named = list(application.applicants.all() if is_row else application.named)
    if named or not application.contact_name:
        return named
    contact = Applicant(
        application=application, name=application.contact_name, email=application.email, is_contact=True
    )
    if is_row:
        contact.save()
    else:
        application.named = [contact]
    return [contact]


def _speaking(applicant: Applicant, *, is_unknown: bool = False) -> Speaking:
    """``is_unknown``: whoever applied has no row of a person yet."""
    user = _account(applicant)
    known = applicant.person
    if known is None and user is not None and not (is_unknown and user == applicant.application.user):
        known = Person.objects.filter(user=user).first()
    person = known or _person(applicant, user)
    if applicant.person_id != person.pk:
        applicant.person = person
        if not applicant._state.adding:
            applicant.save(update_fields=["person", "changed_at"])
    return Speaking(applicant, person, user)


def _account(applicant: Applicant) -> User | None:
    if not applicant.email:
        return None
    application = applicant.application
    if application.user is not None and application.user.email == applicant.email:
        return application.user  # whoever applies names herself
    language = application.language
    return people.open_account(applicant.email, name=applicant.name, language=language)


def _person(applicant: Applicant, user: User | None) -> Person:
    """A new row for her, with her languages."""
    person = Person.objects.create(user=user, name=applicant.name, name_latin=applicant.name_latin)
    LanguageSkill.objects.bulk_create(
        LanguageSkill(person=person, language=one["language"], level=one["level"]) for one in applicant.languages
    )
    return person
