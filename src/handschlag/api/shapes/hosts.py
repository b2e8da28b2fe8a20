"""Hosts, and who the token is."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field

from handschlag.api.models import Token
from handschlag.api.shapes.sent import LEFT_OUT, Input
from handschlag.api.states import Scope
from handschlag.api.values import Line, Moment, ShortLine, Words
from handschlag.events.models import Host
from handschlag.events.roles import Right, Role


class HostOut(BaseModel):
    """An agency that invites."""

    slug: str
    name: str
    short_name: str
    address: str

    @classmethod
    def of(cls, host: Host) -> HostOut:
        return cls(slug=host.slug, name=host.name, short_name=host.short_name, address=host.address)


class HostChange(Input):
    """What to change of a host; fields that are left out stay."""

    name: Line = Field(default=LEFT_OUT)
    short_name: ShortLine = Field(default=LEFT_OUT)
    address: Annotated[Words, Field(max_length=500)] = Field(default=LEFT_OUT)


class HostPage(BaseModel):
    """A page of hosts; ``count`` is the number of all."""

    count: int
    results: list[HostOut]


class Me(BaseModel):
    """Who the token is, and what it may do where."""

    name: str
    host: str
    event: str | None = Field(description="Its slug; null: all events of the host.")
    role: Role
    scope: Scope
    rights: list[Right] = Field(description="What its role allows; a token that only reads still changes nothing.")
    per_minute: int = Field(description="At most so many requests in a minute.")
    created_at: Moment
    expires_at: Moment

    @classmethod
    def of(cls, token: Token) -> Me:
        return cls(
            name=token.name,
            host=token.host.slug,
            event=token.event.slug if token.event else None,
            role=Role(token.role),
            scope=Scope(token.scope),
            rights=sorted(token.may),
            per_minute=token.per_minute,
            created_at=token.created_at,
            expires_at=token.expires_at,
        )
