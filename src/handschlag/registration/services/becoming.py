"""An approved application becomes a participant with representatives, and no longer is one."""

from __future__ import annotations

from datetime import datetime

from handschlag.accounts.models import User
from handschlag.accounts.services import people
from handschlag.companies.models import LanguageSkill, Participant, Person, Representative
from handschlag.events.models import Membership
from handschlag.events.roles import Role
from handschlag.events.services import granting, membership
from handschlag.foundation import revisions
from handschlag.registration import leaving
from handschlag.registration.models import Applicant, Application


def take_part(application: Application, *, by: User | None, now: datetime) -> Participant | None:
    """The participant, as soon as it is known which organisation comes on which side; until then none."""
    if application.organisation is None or application.side is None:
        return None
    event = application.event
    participant, is_new = Participant.objects.get_or_create(
        event=event, organisation=application.organisation, defaults={"side": application.side}
    )
    if not is_new and (participant.side_id != application.side_id or participant.withdrawn_at is not None):
        participant.side, participant.withdrawn_at = application.side, None
        participant.save(update_fields=["side", "withdrawn_at", "changed_at"])
    if not is_new:
        # Whoever came back: the earlier application was cancelled, and its participant had stayed as history.
        Application.objects.filter(participant=participant).exclude(pk=application.pk).update(participant=None)
    application.participant = participant
    application.save(update_fields=["participant", "changed_at"])
    for applicant in _applicants(application):
        speak(applicant, participant, by=by, now=now)
    revisions.bump(event.slug, "public")
    return participant


def speak(applicant: Applicant, participant: Participant, *, by: User | None, now: datetime) -> Representative:
    """Somebody named in the application speaks for the participant from now on."""
    user = _account(applicant)
    person = _person(applicant, user)
    representative, is_new = Representative.objects.get_or_create(
        participant=participant,
        person=person,
        defaults={"office": applicant.office, "is_head": applicant.is_contact},
    )
    if is_new and user is not None:
        event = participant.event
        granting.grant(user, Role.REPRESENTATIVE, host=event.host, event=event, by=by, now=now)
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
    named = list(application.applicants.all())
    if named or not application.contact_name:
        return named
    contact = Applicant.objects.create(
        application=application, name=application.contact_name, email=application.email, is_contact=True
    )
    return [contact]


def _account(applicant: Applicant) -> User | None:
    if not applicant.email:
        return None
    application = applicant.application
    if application.user is not None and application.user.email == applicant.email:
        return application.user  # whoever applies names herself
    language = application.language
    return people.open_account(applicant.email, name=applicant.name, language=language)


def _person(applicant: Applicant, user: User | None) -> Person:
    """Her row: the one that is known already by account or choice, else a new one with her languages."""
    person = applicant.person or (Person.objects.filter(user=user).first() if user is not None else None)
    if person is None:
        person = Person.objects.create(user=user, name=applicant.name, name_latin=applicant.name_latin)
        LanguageSkill.objects.bulk_create(
            LanguageSkill(person=person, language=one["language"], level=one["level"]) for one in applicant.languages
        )
    if applicant.person_id != person.pk:
        applicant.person = person
        applicant.save(update_fields=["person", "changed_at"])
    return person
