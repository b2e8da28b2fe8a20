"""Hosts, fairs and events with what they have to give, and who may do what for them."""

from handschlag.events.models.forum import (
    Day,
    EligibilityMark,
    Event,
    EventKind,
    Fair,
    Host,
    Interpreter,
    Part,
    Room,
    Side,
    Slot,
    Table,
)
from handschlag.events.models.people import Invitation, Mandate, Membership
from handschlag.events.roles import Role

__all__ = [
    "Day",
    "EligibilityMark",
    "Event",
    "EventKind",
    "Fair",
    "Host",
    "Interpreter",
    "Invitation",
    "Mandate",
    "Membership",
    "Part",
    "Role",
    "Room",
    "Side",
    "Slot",
    "Table",
]
