"""Who works on an event, and who is invited to."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from handschlag.api.shapes.sent import Input
from handschlag.api.values import Day, Email, Id, LastDay, Moment
from handschlag.events.models import Invitation, Membership
from handschlag.events.roles import Role

Language = Literal["de", "en", "ru"]


class Person(BaseModel):
    """Somebody who works with a host."""

    id: Id
    name: str
    email: str


class RoleOut(BaseModel):
    """What somebody is at an event."""

    id: Id
    person: Person
    role: Role
    is_of_host: bool = Field(description="It counts at all events of the host, and is taken away there.")
    given_at: Moment
    ends_on: Day | None = Field(description="The last day on which it counts.")

    @classmethod
    def of(cls, row: Membership) -> RoleOut:
        """The membership with its user selected."""
        return cls(
            id=row.public_id,
            person=Person(id=row.user.public_id, name=row.user.name, email=row.user.email),
            role=Role(row.role),
            is_of_host=row.event_id is None,
            given_at=row.created_at,
            ends_on=row.ends_on,
        )


class RolePage(BaseModel):
    """A page of roles; ``count`` is the number of all."""

    count: int
    results: list[RoleOut]


class NewRole(Input):
    """A further role for somebody who works with the host already; everybody else is invited."""

    person: Annotated[str, Field(min_length=1, max_length=22, description="The id of the person.")]
    role: Role
    ends_on: LastDay | None = Field(None, description="The last day on which it counts.")


class InvitationOut(BaseModel):
    """Somebody is invited to a role, and has not accepted yet."""

    id: Id
    email: str
    role: Role
    language: str
    ends_on: Day | None
    invited_at: Moment
    expires_at: Moment

    @classmethod
    def of(cls, row: Invitation) -> InvitationOut:
        return cls(
            id=row.public_id,
            email=row.email,
            role=Role(row.role),
            language=row.language,
            ends_on=row.ends_on,
            invited_at=row.created_at,
            expires_at=row.expires_at,
        )


class InvitationPage(BaseModel):
    """A page of invitations; ``count`` is the number of all."""

    count: int
    results: list[InvitationOut]


class NewInvitation(Input):
    """Whom to invite by mail; only who reads the mail of this address can accept."""

    email: Email
    role: Role
    language: Language = "de"
    ends_on: LastDay | None = Field(None, description="The last day on which the role will count.")
