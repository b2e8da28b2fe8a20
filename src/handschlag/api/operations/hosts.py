"""Who asks, and the hosts for which she may ask."""

from __future__ import annotations

from django.utils import timezone
from ninja import Query, Router

from handschlag.api import queries
from handschlag.api.authentication import ApiRequest
from handschlag.api.paging import Which, page
from handschlag.api.shapes.hosts import HostChange, HostOut, HostPage, Me
from handschlag.events import access
from handschlag.events.roles import Right
from handschlag.events.services import hosts

router = Router()


@router.get("/me", response=Me, tags=["me"], summary="Who the token is and what it may do")
def get_me(request: ApiRequest) -> Me:
    return Me.of(request.auth)


@router.get("/hosts", response=HostPage, tags=["hosts"], summary="Hosts at which the token counts for all events")
def list_hosts(request: ApiRequest, which: Query[Which]) -> HostPage:
    rows = queries.hosts_of(request.auth.user)
    return page(HostPage, rows, which=which, turn=lambda found: map(HostOut.of, found))


@router.get("/hosts/{slug:host}", response=HostOut, tags=["hosts"], summary="A host")
def get_host(request: ApiRequest, host: str) -> HostOut:
    return HostOut.of(access.host_with(request.auth.user, host, *Right))


@router.patch("/hosts/{slug:host}", response=HostOut, tags=["hosts"], summary="Change the details of a host")
def change_host(request: ApiRequest, host: str, body: HostChange) -> HostOut:
    """Takes the right “change_host”."""
    found = access.host_with(request.auth.user, host, Right.CHANGE_HOST)
    details = {name: getattr(found, name) for name in hosts.DETAILS} | body.given()
    return HostOut.of(hosts.change_details(found, details, by=request.auth.user, now=timezone.now()))
