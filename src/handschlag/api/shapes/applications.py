"""Applications to an event, and how many places there are."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from handschlag.api.shapes.people import Language
from handschlag.api.shapes.sent import LEFT_OUT, Input
from handschlag.api.values import Email, Id, Line, Moment, Words
from handschlag.events.models import CompanySize
from handschlag.registration import queries
from handschlag.registration.models import Application
from handschlag.registration.states import ApplicationState

BROUGHT_BY = "The id of the co-organiser who brings it, as a person."
FETCHED = ("name", "side", "came_by", "language")
"""What is not taken as it was sent."""


class NewApplication(Input):
    """An application to enter: it is decided by itself where the event has it so."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"email": "anna@example.org", "name": "Anna Berg"}]})

    email: Email = Field(description="Where one writes to.")
    name: Line = Field(description="Who applies.")
    language: Language = "de"
    side: Annotated[str, Field(max_length=20, description="The key of a side of the event.")] = Field(default=LEFT_OUT)
    size: CompanySize = Field(default=LEFT_OUT, description="Of the company.")
    late_reason: Words = Field(default=LEFT_OUT, description="After the deadline: why it comes late.")

    came_by: Annotated[
        str, Field(min_length=1, max_length=22, description="The id of the co-organiser who brings it.")
    ] = Field(default=LEFT_OUT)

    def facts(self) -> dict[str, Any]:
        """As the service takes them; side and co-organiser are fetched by the operation."""
        given = {
            name: value for name, value in self.given().items() if name not in ("name", "side", "came_by", "language")
        }
        return given | {"contact_name": self.name, "language": self.language}


class ApplicationOut(BaseModel):
    """An application, and what has become of it."""

    id: Id
    email: str
    name: str
    state: ApplicationState
    organisation: str = Field(description="Its name; empty where none is chosen yet.")
    side: str = Field(description="The key of its side; empty where none is chosen.")
    size: str
    came_by: str = Field(description="The id of the co-organiser by whom it came; empty where it came by nobody.")
    is_late: bool
    submitted_at: Moment | None
    decided_at: Moment | None
    offered_until: Moment | None

    @classmethod
    def of(cls, row: Application) -> ApplicationOut:
        """The application with its organisation, side and co-organiser selected."""
        return cls(
            id=row.public_id,
            email=row.email,
            name=row.contact_name,
            state=ApplicationState(row.state),
            organisation=row.organisation.name if row.organisation is not None else "",
            side=row.side.key if row.side is not None else "",
            size=row.size,
            came_by=row.came_by.public_id if row.came_by is not None else "",
            is_late=row.is_late,
            submitted_at=row.submitted_at,
            decided_at=row.decided_at,
            offered_until=row.offered_until,
        )


class ApplicationPage(BaseModel):
    """A page of applications; ``count`` is the number of all."""

    count: int
    results: list[ApplicationOut]


class StatsOut(BaseModel):
    """How many have a place, how many there are, how many wait."""

    taken: int
    capacity: int | None = Field(description="null: nobody has set a number.")
    waiting: int
    states: dict[str, int] = Field(description="How many applications are in which state.")

    @classmethod
    def of(cls, stats: queries.Stats) -> StatsOut:
        return cls(taken=stats.taken, capacity=stats.capacity, waiting=stats.waiting, states=stats.states)


class TicketOut(BaseModel):
    """The ticket of an approved application."""

    code: str = Field(description="What its QR code says, signed.")
