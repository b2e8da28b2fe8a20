"""Who works on an event: roles and invitations."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone
from ninja import Query, Router, Status

from handschlag.api.access import invitation_at, role_at
from handschlag.api.authentication import ApiRequest
from handschlag.api.creating import creates
from handschlag.api.paging import Which, page
from handschlag.api.shapes.people import InvitationOut, InvitationPage, NewInvitation, NewRole, RoleOut, RolePage
from handschlag.events import access, memberships
from handschlag.events.models import Event
from handschlag.events.roles import Right
from handschlag.events.services import invitations, membership
from handschlag.foundation import limits

router = Router(tags=["roles"])


@router.get("/events/{slug:event}/roles", response=RolePage, summary="Who works on an event")
def list_roles(request: ApiRequest, event: str, which: Query[Which]) -> RolePage:
    """Takes the right “see_people”. Roles at all events of the host are among them; guests and programs are not."""
    rows = memberships.of_event(_event(request, event, Right.SEE_PEOPLE))
    return page(RolePage, rows, which=which, turn=lambda found: map(RoleOut.of, found))


@router.post("/events/{slug:event}/roles", response={201: RoleOut}, summary="Give a further role to a colleague")
@creates
def give_role(request: ApiRequest, event: str, body: NewRole) -> tuple[RoleOut, str]:
    """Takes the right “give_roles”. For somebody who works with the host already; invite everybody else."""
    found = _event(request, event, Right.GIVE_ROLES)
    row = membership.give_to_colleague(
        body.person,
        body.role,
        host=found.host,
        event=found,
        ends_on=body.ends_on,
        by=request.auth.user,
        now=timezone.now(),
    )
    return RoleOut.of(row), reverse("api:get_role", args=[event, row.public_id])


@router.get("/events/{slug:event}/roles/{id:role}", response=RoleOut, summary="A role of somebody")
def get_role(request: ApiRequest, event: str, role: str) -> RoleOut:
    """Takes the right “see_people”."""
    return RoleOut.of(role_at(_event(request, event, Right.SEE_PEOPLE), role))


@router.delete("/events/{slug:event}/roles/{id:role}", response={204: None}, summary="Take a role away")
def take_role_away(request: ApiRequest, event: str, role: str) -> Status[None]:
    """Takes the right “give_roles” where the role counts: for one of the host at all of its events."""
    row = role_at(_event(request, event, Right.GIVE_ROLES), role)
    row = access.membership_to_end(request.auth.user, row.public_id)
    membership.take_away(row, by=request.auth.user, now=timezone.now())
    return Status(204, None)


@router.get("/events/{slug:event}/invitations", response=InvitationPage, summary="Invitations that wait")
def list_invitations(request: ApiRequest, event: str, which: Query[Which]) -> InvitationPage:
    """Takes the right “see_people”. Only those to this event; the latest first."""
    found = _event(request, event, Right.SEE_PEOPLE)
    rows = memberships.invited(found.host, found)
    return page(InvitationPage, rows, which=which, turn=lambda waiting: map(InvitationOut.of, waiting))


@router.post("/events/{slug:event}/invitations", response={201: InvitationOut}, summary="Invite somebody by mail")
@creates
def invite(request: ApiRequest, event: str, body: NewInvitation) -> tuple[InvitationOut, str]:
    """Takes the right “give_roles”. The mail goes out at once; only who reads it can accept."""
    found = _event(request, event, Right.GIVE_ROLES)
    limits.count(invitations.LETTERS, str(request.auth.user.pk), now=timezone.now())
    row = invitations.invite(
        body.email,
        body.role,
        host=found.host,
        event=found,
        language=body.language,
        ends_on=body.ends_on,
        by=request.auth.user,
        now=timezone.now(),
    )
    return InvitationOut.of(row), reverse("api:get_invitation", args=[event, row.public_id])


@router.get(
    "/events/{slug:event}/invitations/{id:invitation}", response=InvitationOut, summary="An invitation that waits"
)
def get_invitation(request: ApiRequest, event: str, invitation: str) -> InvitationOut:
    """Takes the right “see_people”."""
    return InvitationOut.of(invitation_at(_event(request, event, Right.SEE_PEOPLE), invitation))


@router.delete(
    "/events/{slug:event}/invitations/{id:invitation}", response={204: None}, summary="Withdraw an invitation"
)
def withdraw_invitation(request: ApiRequest, event: str, invitation: str) -> Status[None]:
    """Takes the right “give_roles”."""
    row = invitation_at(_event(request, event, Right.GIVE_ROLES), invitation)
    invitations.withdraw(row, by=request.auth.user, now=timezone.now())
    return Status(204, None)


def _event(request: ApiRequest, slug: str, right: Right) -> Event:
    return access.event_with(request.auth.user, slug, right)
