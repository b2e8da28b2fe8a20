"""An application is begun, filled in step by step, and sent."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from handschlag.accounts.models import User
from handschlag.engine.language import Text
from handschlag.events.models import Event, Tag
from handschlag.foundation.errors import RuleBroken
from handschlag.registration import brought, letters, queries, standing, verbs
from handschlag.registration.models import Applicant, Application, ApplicationInvitation, RegistrationRules
from handschlag.registration.services import admitting, places
from handschlag.registration.services.steps import note, step, write
from handschlag.registration.standing import Standing
from handschlag.registration.states import CHANGEABLE, ApplicationState, Stage

FACTS = (
    "email",
    "contact_name",
    "language",
    "organisation",
    "claimed",
    "organisation_name",
    "organisation_latin",
    "city",
    "side",
    "size",
    "country",
    "region",
    "late_reason",
    "discount_code",
    "came_by",
)
"""What a step of the form may say, beside sectors, representatives and answers."""


@dataclass(frozen=True, slots=True)
class Speaker:
    """Somebody who is to speak for the organisation; ``languages`` maps codes to levels."""

    name: str
    name_latin: str = ""
    email: str = ""
    office: Text = field(default_factory=Text)
    languages: Mapping[str, str] = field(default_factory=dict)
    is_contact: bool = False
    wants_photo: bool = False


def begin(event: Event, email: str, *, by: User | None = None, language: str = "de", **facts: Any) -> Application:
    """A draft: that which this person has begun already, else a new one."""
    if by is not None and not by.is_machine:
        mine = by.acting_for or by
        begun = Application.objects.filter(event=event, user=mine.pk, state=ApplicationState.DRAFT).first()
        if begun is not None:
            return begun
        facts.setdefault("user", mine)
    return Application.objects.create(event=event, email=email.strip().lower(), language=language, **facts)


@transaction.atomic
def save_step(
    application: Application,
    facts: Mapping[str, Any],
    *,
    sectors: Sequence[Tag] | None = None,
    speakers: Sequence[Speaker] | None = None,
) -> Application:
    """Keep what has been typed so far; it need not be complete. What is not named stays.

    Raises ``RuleBroken``: "state" (it was sent already), "side", "sector".
    """
    return write_step(application, facts, sectors=sectors, speakers=speakers)


def write_step(
    application: Application,
    facts: Mapping[str, Any],
    *,
    sectors: Sequence[Tag] | None = None,
    speakers: Sequence[Speaker] | None = None,
    is_sent: bool = False,
) -> Application:
    """The same in the caller's transaction; one that is no row yet is written for the first time.

    ``is_sent``: it is sent in this transaction, and written as it is then unless something has to refer to its row.
    """
    is_new = application._state.adding
    if not is_new:
        rows = Application.objects.select_for_update(of=("self",)).select_related("event__host")
        application = rows.get(pk=application.pk)
    if application.state not in CHANGEABLE:
        raise RuleBroken(_("This application was sent already. Changes are made on its page."), code="state")
    put(application, facts)
    check_belongs(application, sectors or (), named=facts)
    if is_new:
        _write_new(application, sectors or (), speakers or (), is_sent=is_sent)
        return application
    application.save(update_fields=[*facts, "changed_at"])
    if sectors is not None:
        application.sectors.set(sectors)
    if speakers is not None:
        _name(application, speakers)
    return application


def _write_new(application: Application, sectors: Sequence[Tag], speakers: Sequence[Speaker], *, is_sent: bool) -> None:
    application.named = [
        _described(Applicant(application=application), speaker, number)
        for number, speaker in enumerate(speakers, start=1)
    ]
    if sectors or not is_sent:
        write(application)
        application.sectors.add(*sectors)


@transaction.atomic
def submit(application: Application, *, by: User | None, now: datetime, is_from_office: bool = False) -> Application:
    """Send it: it is approved, waits or is looked at, as the event has it; after the deadline it asks to be let in.

    ``is_from_office``: somebody who decides enters it, and what is asked may be answered later. Raises
    ``RuleBroken``: "state", "history", "over", "not_open", "closed" (too late, and no reason given or none taken),
    "contact", "side", "unanswered", "applied" (there is another one), "full".
    """
    application, rules = places.locked(application)
    return submit_locked(application, rules, by=by, now=now, is_from_office=is_from_office)


def submit_locked(
    application: Application,
    rules: RegistrationRules,
    *,
    by: User | None,
    now: datetime,
    is_from_office: bool = False,
) -> Application:
    """The same in the transaction of a caller who has locked both."""
    if application.state not in CHANGEABLE:
        raise RuleBroken(_("This application was sent already."), code="state")
    return _submit(application, rules, by=by, now=now, is_from_office=is_from_office)


@transaction.atomic
def register(
    event: Event,
    facts: Mapping[str, Any],
    *,
    sectors: Sequence[Tag] = (),
    speakers: Sequence[Speaker] = (),
    by: User,
    now: datetime,
) -> Application:
    """Enter and send an application in one go, for those who decide about applications, and for programs.

    Raises what ``save_step`` and ``submit`` do.
    """
    rules = places.lock(event)  # first of all, so that of two who enter the same one the second one sees the first
    application = Application(event=rules.event, **known(facts))
    application.email = application.email.strip().lower()
    check_belongs(application, sectors, named=facts)
    _write_new(application, sectors, speakers, is_sent=True)
    return _submit(application, rules, by=by, now=now, is_from_office=True)


def is_late(application: Application, now: datetime) -> bool:
    """Whether it comes after the deadline; what was sent in time and is completed later does not."""
    closes_at = application.event.registration_closes_at
    return closes_at is not None and (application.submitted_at or now) > closes_at


def put(application: Application, facts: Mapping[str, Any]) -> None:
    """Let it say these facts, before anything is written."""
    for name, value in known(facts).items():
        setattr(application, name, value.strip().lower() if name == "email" else value)


def known(facts: Mapping[str, Any]) -> Mapping[str, Any]:
    """The same facts; those that nobody may set are a mistake of the caller."""
    if unknown := set(facts) - set(FACTS):
        raise ValueError(f"an application has nothing to change called {', '.join(sorted(unknown))}")
    return facts


def check_belongs(application: Application, sectors: Sequence[Tag], *, named: Collection[str]) -> None:
    """Raise ``RuleBroken``: "side", "sector", "came_by" for what is of another event or host.

    ``named``: the facts that are set now.
    """
    if application.side is not None and application.side.event_id != application.event_id:
        raise RuleBroken(_("This side does not belong to the event. Please choose one of the list."), code="side")
    if "came_by" in named:
        _check_brings(application)
    if any(tag.host_id != application.event.host_id for tag in sectors):
        raise RuleBroken(_("This sector is not known here. Please choose one of the list."), code="sector")


def _check_brings(application: Application) -> None:
    bringer = application.came_by
    if bringer is not None and not brought.bringers(application.event).filter(pk=bringer.pk).exists():
        raise RuleBroken(
            _("Applications come by a co-organiser of this event. Please choose one of them."), code="came_by"
        )


def check_is_the_only_one(application: Application) -> None:
    """Raise ``RuleBroken``: "applied"; the rules of the event are locked."""
    _check_alone(standing.standing(application))


def _check_alone(found: Standing) -> None:
    if found.has_another:
        raise RuleBroken(
            _("There is an application to this event already, of this organisation or under this address."),
            code="applied",
        )


def _submit(
    application: Application, rules: RegistrationRules, *, by: User | None, now: datetime, is_from_office: bool
) -> Application:
    found = standing.standing(application)
    if found.is_asked and not is_from_office and application._state.adding:
        write(application)  # answers that are there belong to a row
    _check_complete(application, found, is_from_office=is_from_office)
    _check_time(application, rules, now=now)  # before others count: after the deadline nobody learns who applied
    _check_alone(found)
    _send(application, rules, found, now=now)
    if found.is_invited and not is_from_office:
        ApplicationInvitation.objects.filter(
            event=application.event_id, email=application.email, application=None
        ).update(application=application)
    verb = verbs.LATE if application.state == ApplicationState.LATE_REQUEST else verbs.SUBMITTED
    note(verb, application, by=by, now=now, state=application.state)
    return application


def _check_time(application: Application, rules: RegistrationRules, *, now: datetime) -> None:
    event = application.event
    if event.is_history or now >= event.ends_at:
        raise RuleBroken(_("This event is over; one can no longer apply."), code="over")
    if event.registration_opens_at is not None and now < event.registration_opens_at:
        raise RuleBroken(_("Registration has not opened yet. Your entries are kept until then."), code="not_open")
    if application.state == ApplicationState.DRAFT and is_late(application, now):
        _check_late(application, rules)


def _send(application: Application, rules: RegistrationRules, found: Standing, *, now: datetime) -> None:
    late = application.state == ApplicationState.DRAFT and is_late(application, now)  # later it was let in already
    application.submitted_at = application.submitted_at or now
    application.is_late = late or application.is_late
    if late:
        step(application, ApplicationState.LATE_REQUEST)
        letters.tell(letters.LATE, application, now=now)
    else:
        admitting.admit(application, rules, now=now, standing=found)


def _check_late(application: Application, rules: RegistrationRules) -> None:
    if not rules.takes_late:
        raise RuleBroken(_("Registration is closed. Please write to the organiser."), code="closed")
    if rules.asks_late_reason and not application.late_reason.strip():
        raise RuleBroken(
            _("Registration is closed. You can ask to be let in late: please say why your application comes now."),
            code="closed",
        )


def _check_complete(application: Application, found: Standing, *, is_from_office: bool) -> None:
    if not application.email or not application.contact_name:
        raise RuleBroken(_("Please say who applies: a name and a mail address."), code="contact")
    if application.side_id is None and found.needs_side:
        raise RuleBroken(_("Please choose the side to which your organisation belongs."), code="side")
    missing = [] if is_from_office or not found.is_asked else queries.unanswered(application, Stage.APPLY)
    if missing:
        raise RuleBroken(
            _("Please answer these questions first: %(questions)s"),
            code="unanswered",
            params={"questions": "; ".join(str(question) for question in missing)},
        )


def _name(application: Application, speakers: Sequence[Speaker]) -> None:
    """These represent, and no others; who is named again keeps her row and her answers."""
    before: defaultdict[str, list[Applicant]] = defaultdict(list)
    for one in application.applicants.all():
        before[one.email or one.name].append(one)
    new: list[Applicant] = []
    for number, speaker in enumerate(speakers, start=1):
        same = before[speaker.email.strip().lower() or speaker.name]
        row = _described(same.pop(0) if same else Applicant(application=application), speaker, number)
        new.append(row) if row._state.adding else row.save()
    Applicant.objects.bulk_create(new)
    for gone in chain.from_iterable(before.values()):
        gone.delete()


def _described(row: Applicant, speaker: Speaker, number: int) -> Applicant:
    row.number, row.name, row.name_latin = number, speaker.name, speaker.name_latin
    row.email, row.office = speaker.email.strip().lower(), speaker.office
    row.languages = [{"language": code, "level": level} for code, level in speaker.languages.items()]
    row.is_contact, row.wants_photo = speaker.is_contact, speaker.wants_photo
    return row
