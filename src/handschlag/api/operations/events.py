"""Events, and their log."""

from __future__ import annotations

from typing import Annotated

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from ninja import Query, Router
from pydantic import Field

from handschlag.api import queries
from handschlag.api.authentication import ApiRequest
from handschlag.api.creating import creates
from handschlag.api.paging import Which, page
from handschlag.api.shapes.events import EntryOut, EntryPage, EventChange, EventOut, EventPage, NewEvent
from handschlag.api.values import Moment
from handschlag.events import access
from handschlag.events.roles import Right
from handschlag.events.services import forums
from handschlag.foundation import audit
from handschlag.registration.services import quotas

router = Router()


class Filter(Which):
    """Which entries of a log, and which page of them."""

    verb: Annotated[str, Field(max_length=60, description="Only entries of this kind.")] = ""
    since: Annotated[Moment | None, Field(description="Only entries of this time and later.")] = None
    until: Annotated[Moment | None, Field(description="Only entries before this time.")] = None


@router.get("/events", response=EventPage, tags=["events"], summary="Events at which the token counts")
def list_events(request: ApiRequest, which: Query[Which]) -> EventPage:
    """The latest first."""
    rows = queries.events_of(request.auth.user)
    return page(EventPage, rows, which=which, turn=lambda found: map(EventOut.of, found))


@router.post("/events", response={201: EventOut}, tags=["events"], summary="Set up an event")
@creates
def create_event(request: ApiRequest, body: NewEvent) -> tuple[EventOut, str]:
    """Takes the right “change_events” at all events of the host."""
    user = request.auth.user
    named = "host" in body.model_fields_set
    host = access.host_with(user, body.host if named else request.auth.host.slug, Right.CHANGE_EVENTS)
    now = timezone.now()
    with transaction.atomic():
        event = forums.set_up(host, body.slug, facts=body.facts(), kind=body.kind, by=user, now=now)
        quotas.set_rules(event, body.rules(), by=user, now=now)
        if body.capacity is not None:
            quotas.set_up(event, body.capacity, by=user, now=now)
    return EventOut.of(event), reverse("api:get_event", args=[event.slug])


@router.get("/events/{slug:event}", response=EventOut, tags=["events"], summary="An event")
def get_event(request: ApiRequest, event: str) -> EventOut:
    return EventOut.of(access.event_with(request.auth.user, event, *Right))


@router.patch("/events/{slug:event}", response=EventOut, tags=["events"], summary="Change an event")
def change_event(request: ApiRequest, event: str, body: EventChange) -> EventOut:
    """Takes the right “change_events”. Fields that are left out stay; a text replaces all its languages."""
    found = access.event_with(request.auth.user, event, Right.CHANGE_EVENTS)
    return EventOut.of(forums.change(found, body.facts(), by=request.auth.user, now=timezone.now()))


@router.get("/events/{slug:event}/audit", response=EntryPage, tags=["events"], summary="What was done at an event")
def list_audit(request: ApiRequest, event: str, which: Query[Filter]) -> EntryPage:
    """Takes the right “read_audit”. The latest first."""
    found = access.event_with(request.auth.user, event, Right.READ_AUDIT)
    chosen = {"verb": which.verb, "at__gte": which.since, "at__lt": which.until}
    rows = audit.of_event(found.slug, scope=found.host.slug)
    rows = rows.filter(**{name: value for name, value in chosen.items() if value})
    return page(EntryPage, rows, which=which, turn=lambda entries: map(EntryOut.of, audit.lines(entries)))
