"""Applications: entering, reading and cancelling them, and their tickets."""

from __future__ import annotations

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from ninja import Query, Router

from handschlag.api.authentication import ApiRequest
from handschlag.api.creating import creates
from handschlag.api.paging import Which, page
from handschlag.api.shapes.applications import ApplicationOut, ApplicationPage, NewApplication, StatsOut, TicketOut
from handschlag.registration import access, brought, queries, tickets
from handschlag.registration.services import applying, cancelling

router = Router(tags=["applications"])
ONE = "/events/{slug:event}/applications/{id:application}"


@router.get("/events/{slug:event}/applications", response=ApplicationPage, summary="Who has applied")
def list_applications(request: ApiRequest, event: str, which: Query[Which]) -> ApplicationPage:
    """Takes the right “decide_applications”. The latest first; drafts are not among them."""
    rows = queries.applications(access.event_to_decide(request.auth.user, event))
    return page(ApplicationPage, rows, which=which, turn=lambda found: map(ApplicationOut.of, found))


@router.post("/events/{slug:event}/applications", response={201: ApplicationOut}, summary="Enter an application")
@creates
def register(request: ApiRequest, event: str, body: NewApplication) -> tuple[ApplicationOut, str]:
    """Takes the right “decide_applications”. Where the event approves by itself, it has a place or waits at once."""
    user = request.auth.user
    found = access.event_to_decide(user, event)
    facts = body.facts()
    if body.side:
        facts["side"] = get_object_or_404(found.sides, key=body.side)
    if body.came_by:
        facts["came_by"] = get_object_or_404(brought.bringers(found), public_id=body.came_by)
    row = applying.register(found, facts, by=user, now=timezone.now())
    return ApplicationOut.of(row), reverse("api:get_application", args=[event, row.public_id])


@router.get(ONE, response=ApplicationOut, summary="An application")
def get_application(request: ApiRequest, event: str, application: str) -> ApplicationOut:
    """Takes the right “decide_applications”."""
    return ApplicationOut.of(access.application_to_decide(request.auth.user, event, application))


@router.post(ONE + "/cancel", response=ApplicationOut, summary="Cancel an application")
def cancel_application(request: ApiRequest, event: str, application: str) -> ApplicationOut:
    """Takes the right “decide_applications”. Its place goes to whoever stands first on the waiting list."""
    row = access.application_to_decide(request.auth.user, event, application)
    return ApplicationOut.of(cancelling.cancel(row, by=request.auth.user, now=timezone.now()))


@router.get(ONE + "/ticket", response=TicketOut, summary="The ticket of an approved application")
def get_ticket(request: ApiRequest, event: str, application: str) -> TicketOut:
    """Takes the right “decide_applications”. Not found where there is none: only who is approved has one."""
    code = tickets.code_of(access.application_to_decide(request.auth.user, event, application))
    if not code:
        raise Http404
    return TicketOut(code=code)


@router.get("/events/{slug:event}/stats", response=StatsOut, summary="How many places are taken")
def get_stats(request: ApiRequest, event: str) -> StatsOut:
    """Takes the right “decide_applications” or “read_event”."""
    return StatsOut.of(queries.stats(access.event_to_read(request.auth.user, event)))
