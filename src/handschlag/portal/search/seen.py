"""Which entries everybody may see now: the flats to which things belong are asked, nothing is remembered."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from handschlag.companies.models import Participant
from handschlag.companies.queries import SHOWN_PER_SIDE
from handschlag.events import queries as events
from handschlag.events.models import Event, Host
from handschlag.portal import queries
from handschlag.portal.models import SearchEntry


def everybodys(now: datetime, *, host: Host | None = None) -> QuerySet[SearchEntry]:
    """The entries of all that the public may see now; of one host, if it is named."""
    shown, notices = events.published(now), queries.everybodys(now).select_related(None)
    if host is not None:
        shown, notices = shown.filter(host=host), notices.filter(host=host)
    takes_part = _taking_part(shown).filter(organisation=OuterRef("organisation"))
    return SearchEntry.objects.filter(
        Q(notice__in=_numbers(notices))
        | Q(of_event__in=_numbers(shown))
        | (Q(organisation__isnull=False) & Q(Exists(takes_part)))
    )


def where_they_take_part(organisations: Iterable[int], now: datetime) -> dict[int, Event]:
    """For each of these organisations the latest event on whose page everybody sees it."""
    rows = _taking_part(events.published(now)).filter(organisation__in=list(organisations)).select_related("event")
    return {row.organisation_id: row.event for row in rows.order_by("event__starts_at", "pk")}


def _taking_part(shown: QuerySet[Event]) -> QuerySet[Participant]:
    """Participants that the page of an event shows by name: the first ones of each side."""
    before = Participant.objects.filter(side=OuterRef("side"), pk__lt=OuterRef("pk")).order_by("pk")
    enough_before = before[SHOWN_PER_SIDE - 1 : SHOWN_PER_SIDE]
    return Participant.objects.filter(~Exists(enough_before), event__in=_numbers(shown))


def _numbers(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.order_by().values("pk")
