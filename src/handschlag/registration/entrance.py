"""All that the form of an application needs to know of its event before it is shown or read, in one statement."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from django.db.models import CharField, DateTimeField, Exists, Model, OuterRef, Q, QuerySet
from django.db.models.expressions import Combinable

from handschlag.accounts import by_code
from handschlag.accounts.models import User
from handschlag.engine.language import Text
from handschlag.events.models import Event, Side, Tag, TagKind
from handschlag.foundation.enclosed import enclosed
from handschlag.foundation.prepared import Prepared
from handschlag.registration import queries
from handschlag.registration.models import Application, ApplicationInvitation, Question
from handschlag.registration.states import Stage

Row = TypeVar("Row", bound=Model)
SIDE = ("id", "key", "name", "number")
TAG = ("id", "slug", "name", "number")
QUESTION = (
    *("id", "public_id", "number", "stage", "side_id", "is_for_each", "kind", "label", "help", "options"),
    *("is_required", "is_sensitive"),
)


@dataclass(frozen=True, slots=True)
class Offered:
    """What can be chosen and is asked at an event. The rows hold what a form shows, and no more."""

    sides: list[Side]
    sectors: list[Tag]
    questions: list[Question]
    """Of all sides."""

    def asked(self, side: int | None) -> list[Question]:
        return [one for one in self.questions if one.side_id in (None, side)]


@dataclass(frozen=True, slots=True)
class Entrance:
    """An event that everybody sees, and whether somebody may be known there already, by her address."""

    event: Event
    offered: Offered
    email: str
    """Whom it was asked for; in small letters, may be empty."""
    account: User | None
    """Whose address it is."""
    has_begun: bool
    is_invited: bool


def entrance(slug: str, *, email: str, now: datetime) -> Entrance | None:
    """None for an event that nobody sees. ``event.takes_late``: whether one may ask to be let in after the deadline."""
    found = _ENTRANCES.ask(slug=slug, now=now, email=email.lower())
    if not found:
        return None
    event: Any = found[0]
    account = by_code.account(event.account_here)
    return Entrance(event, _offered(event), email.lower(), account, event.has_begun, event.is_invited)


def offered(event: Event) -> Offered:
    """The same of an event that is at hand."""
    return Offered(
        sides=list(event.sides.all()),
        sectors=list(event.host.tags.filter(kind=TagKind.SECTOR)),
        questions=list(Question.objects.filter(queries.asked_at(Stage.APPLY), event=event)),
    )


def _entrances(slug: Combinable, now: Combinable, email: Combinable) -> QuerySet[Event]:
    here = {"event": OuterRef("pk")}
    hers = Q(user__email=email) | Q(user=None, email=email)
    return (
        Event.objects.filter(published_at__lte=now, slug=slug)
        .select_related("host")
        .annotate(
            takes_late=queries.takes_late(),
            sides_here=enclosed(Side.objects.filter(**here), *SIDE),
            sectors_here=enclosed(Tag.objects.filter(host=OuterRef("host"), kind=TagKind.SECTOR), *TAG),
            questions_here=enclosed(Question.objects.filter(queries.asked_at(Stage.APPLY), **here), *QUESTION),
            account_here=enclosed(User.objects.filter(email=email), *by_code.ACCOUNT),
            has_begun=Exists(Application.objects.filter(hers, **here)),
            is_invited=Exists(ApplicationInvitation.objects.filter(email=email, **here)),
        )
    )


_ENTRANCES: Prepared[Event] = Prepared(_entrances, slug=CharField(), now=DateTimeField(), email=CharField())


def _offered(event: Any) -> Offered:
    return Offered(
        sides=_in_order(_read(Side, one, event=event) for one in event.sides_here),
        sectors=sorted(
            (_read(Tag, one, host=event.host) for one in event.sectors_here), key=lambda one: (one.number, one.slug)
        ),
        questions=_in_order(_read(Question, one, event=event) for one in event.questions_here),
    )


def _in_order(rows: Iterable[Any]) -> list[Any]:
    return sorted(rows, key=lambda one: (one.number, one.pk))


def _read(model: type[Row], enclosed_row: dict[str, Any], **whose: Model) -> Row:
    """A row from what came enclosed in another one."""
    facts = {
        name: Text.read(value or {}) if name in ("name", "label", "help") else value
        for name, value in enclosed_row.items()
    }
    row = model(**facts, **whose)
    row._state.adding, row._state.db = False, "default"
    return row
