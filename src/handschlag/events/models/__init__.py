"""Hosts, fairs and events with what they have to give, and who may do what for them."""

from handschlag.events.models.details import CompanySize, Document, FeeLevel, Tag, TagKind
from handschlag.events.models.fair import EligibilityMark, Fair
from handschlag.events.models.forum import (
    Day,
    Event,
    EventKind,
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
    "CompanySize",
    "Day",
    "Document",
    "EligibilityMark",
    "Event",
    "EventKind",
    "Fair",
    "FeeLevel",
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
    "Tag",
    "TagKind",
]
