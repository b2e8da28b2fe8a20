"""What of applications needs somebody."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Value
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from handschlag.events.models import Event
from handschlag.foundation import reading
from handschlag.foundation.outbox import dead
from handschlag.registration import finding, queries
from handschlag.registration.models import Applicant, Application, Question
from handschlag.registration.states import ApplicationState, Stage
from handschlag.registration.work_list.registry import Line, Rule, about, offer

S = ApplicationState
WAITS_LONG = timedelta(days=3)
LAPSES_SOON = timedelta(hours=24)
ENOUGH = frozenset({"B1", "B2", "C1", "C2", "native"})
"""Levels at which somebody can talk without help."""


def register() -> None:
    """Offer all of these."""
    for rule in RULES:
        offer(rule)


def _late(event: Event, _now: datetime) -> Iterable[Line]:
    for one in _in_state(event, S.LATE_REQUEST):
        yield _line(event, one, one.late_reason or _("asks to be let in late"), step="late")


def _claims(event: Event, _now: datetime) -> Iterable[Line]:
    rows = Application.objects.filter(queries.IS_CLAIMED, event=event)
    for one in rows.select_related("organisation", "claimed").order_by("submitted_at", "pk"):
        yield _line(event, one, _("says that it is %(name)s, which is to be confirmed") % {"name": one.claimed})


def _objections(event: Event, _now: datetime) -> Iterable[Line]:
    return (_line(event, one, one.objection) for one in _in_state(event, S.OBJECTED))


def _lapsing(event: Event, now: datetime) -> Iterable[Line]:
    rows = _in_state(event, S.OFFERED).filter(offered_until__lte=now + LAPSES_SOON).order_by("offered_until")
    for one in rows:
        zone = event.time_zone
        if one.offered_until is not None:
            until = f"{reading.day(one.offered_until, zone, 'short')}, {reading.clock(one.offered_until, zone)}"
            yield _line(event, one, _("The place is kept until %(until)s.") % {"until": until}, step="accept")


def _undecided(event: Event, now: datetime) -> Iterable[Line]:
    rows = _in_state(event, S.SUBMITTED).filter(submitted_at__lte=now - WAITS_LONG)
    return (_line(event, one, _("waits for a decision for more than three days"), step="approve") for one in rows)


def _held_back(event: Event, _now: datetime) -> Iterable[Line]:
    rows = _in_state(event, S.WAITING).filter(is_held_back=True)
    return (_line(event, one, _("is held back on the waiting list by a rule")) for one in rows)


def _incomplete(event: Event, _now: datetime) -> Iterable[Line]:
    return (_line(event, one, reading.plain(one.reason), step="complete") for one in _in_state(event, S.INCOMPLETE))


def _nobody(event: Event, _now: datetime) -> Iterable[Line]:
    named = Applicant.objects.filter(application=OuterRef("pk"))
    rows = _in_state(event, S.APPROVED).filter(~Exists(named))
    return (_line(event, one, _("is approved, and nobody is named who comes")) for one in rows)


def _no_participant(event: Event, _now: datetime) -> Iterable[Line]:
    rows = _in_state(event, S.APPROVED).filter(participant=None)
    return (_line(event, one, _("is approved, but its organisation or side is not chosen yet")) for one in rows)


def _no_language(event: Event, _now: datetime) -> Iterable[Line]:
    """None of those who come speaks a language of the event well enough."""
    wanted = frozenset(event.languages)
    for one in _in_state(event, S.APPROVED).prefetch_related("applicants"):
        people = list(one.applicants.all())
        spoken = {skill["language"] for row in people for skill in row.languages if skill["level"] in ENOUGH}
        if people and not spoken & wanted:
            yield _line(event, one, _no_language_because(spoken, wanted))


def _no_language_because(spoken: set[str], wanted: frozenset[str]) -> Any:
    if not spoken:
        return _("No language is known of those who come.")
    return _("Those who come speak %(spoken)s; the event is held in %(wanted)s.") % {
        "spoken": ", ".join(map(reading.language_name, sorted(spoken))),
        "wanted": ", ".join(map(reading.language_name, sorted(wanted))),
    }


def _unanswered(event: Event, _now: datetime) -> Iterable[Line]:
    """Questions that are asked after approval and have to be answered."""
    for question in Question.objects.filter(event=event, stage=Stage.APPROVED, is_required=True):
        rows = _in_state(event, S.APPROVED).filter(_asked(question))
        given = Count("answers", filter=Q(answers__question=question), distinct=True)
        needed = Count("applicants", distinct=True) if question.is_for_each else Value(1)
        missing: list[Application] = [*rows.annotate(given=given, needed=needed).filter(given__lt=F("needed"))]
        for one in missing:
            line = _line(event, one, _("has not answered: %(question)s") % {"question": reading.plain(question.label)})
            yield Line(
                f"{one.public_id[:11]}{question.public_id[:11]}",
                *(line.title, line.why, line.address, line.since, line.telephone, line.email),
            )


def _asked(question: Question) -> Q:
    return Q(side=question.side_id) if question.side_id else Q()


def _duplicates(event: Event, _now: datetime) -> Iterable[Line]:
    rows = finding.candidates(event.pk).defer("reason", "conditions", "objection", "late_reason", "found_by")
    for earlier, later in finding.twins(rows):
        address = reverse("registration:merge", args=[event.slug, earlier.public_id, later.public_id])
        yield about(later, _("may be the same as %(who)s") % {"who": earlier}, address=address)


def _unreachable(event: Event, _now: datetime) -> Iterable[Line]:
    rows = Application.objects.filter(event=event).exclude(state__in=[S.DRAFT, S.MERGED, S.CANCELLED, S.REFUSED])
    gone = dead.among(rows.exclude(email="").values_list("email", flat=True))
    for one in rows.filter(email__in=gone).select_related("organisation"):
        yield _line(event, one, _("Nothing arrives at %(email)s.") % {"email": one.email})


def _in_state(event: Event, state: ApplicationState) -> QuerySet[Application]:
    """The earliest first: whoever has waited longest."""
    rows = Application.objects.filter(event=event, state=state).select_related("organisation")
    return rows.order_by("submitted_at", "pk")


def _line(event: Event, one: Application, why: Any, *, step: str = "") -> Line:
    address = reverse("registration:application_desk", args=[event.slug, one.public_id])
    return about(one, why, address=address, since=one.decided_at or one.submitted_at, step=step)


RULES = (
    Rule("offer", _("Offers about to lapse"), _lapsing, place=10),
    Rule("late", _("Late applications"), _late, place=20),
    Rule("objection", _("Objections"), _objections, place=20),
    Rule("claim", _("Organisations to be confirmed"), _claims, place=25),
    Rule("undecided", _("Waiting for a decision"), _undecided, place=30),
    Rule("held_back", _("Held back on the waiting list"), _held_back, place=35),
    Rule("incomplete", _("Incomplete applications"), _incomplete, place=40),
    Rule("unreachable", _("Mails that do not arrive"), _unreachable, place=45),
    Rule("no_participant", _("Organisation or side is missing"), _no_participant, place=50),
    Rule("nobody", _("Nobody is named"), _nobody, place=55),
    Rule("language", _("No shared language"), _no_language, place=60),
    Rule("unanswered", _("Unanswered questions"), _unanswered, place=70),
    Rule("duplicate", _("Possible duplicates"), _duplicates, place=80),
)
