"""Who may do what: one table of roles and rights. Doors in ``access.py`` ask for a right, never for a role."""

from __future__ import annotations

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Role(models.TextChoices):
    """What somebody is for a host, or at one event. The first of several decides where she is led."""

    ORGANISER = "organiser", _("organiser")
    EDITOR = "editor", _("editor")
    PROTOCOL_OFFICER = "protocol_officer", _("protocol officer")
    COMPLIANCE_OFFICER = "compliance_officer", _("compliance officer")
    FINANCE_OFFICER = "finance_officer", _("finance officer")
    CO_ORGANISER = "co_organiser", _("co-organiser")
    READER = "reader", pgettext_lazy("role", "reader")
    CHECK_IN_DESK = "check_in_desk", _("check-in desk")
    DELEGATION_SECRETARY = "delegation_secretary", _("delegation secretary")
    REPRESENTATIVE = "representative", _("representative")
    INTERPRETER = "interpreter", _("interpreter")
    ADVISER = "adviser", _("adviser")


class Right(StrEnum):
    """What a role may do. Each is asked for by a door, or stands in ``RESERVED``."""

    CHANGE_HOST = "change_host"
    GIVE_ROLES = "give_roles"
    CHANGE_EVENTS = "change_events"
    EDIT_PORTAL = "edit_portal"
    PLAN = "plan"  # begin and stop planning runs, publish plans
    READ_EVENT = "read_event"  # everything of an event: runs, plans, participants
    SEE_PEOPLE = "see_people"  # who has which role, with address
    DECIDE_APPLICATIONS = "decide_applications"
    LEAD_PROTOCOL = "lead_protocol"
    LEAD_DELEGATION = "lead_delegation"  # of the own delegation only
    SCREEN = "screen"
    COUNTERSIGN_SCREENING = "countersign_screening"  # never what one has screened oneself: four eyes
    FUND = "fund"
    WRITE_TO_MANY = "write_to_many"
    CHECK_IN = "check_in"
    READ_AUDIT = "read_audit"
    ANSWER_PRIVACY = "answer_privacy"
    GIVE_TOKENS = "give_tokens"
    ACT_FOR_PARTICIPANT = "act_for_participant"  # for those with whom a mandate is agreed
    SPEAK_FOR_PARTICIPANT = "speak_for_participant"  # for the own one: companies.Representative says which
    INVITE_BY_LINK = "invite_by_link"  # with a link of one's own to the form of an application; see what comes of it
    INTERPRET = "interpret"  # as oneself: events.Interpreter says who that is


OFFICE = frozenset({Right.READ_EVENT, Right.SEE_PEOPLE})
"""What everybody needs who works on an event in the host's office."""

RIGHTS: dict[Role, frozenset[Right]] = {
    # The host manager. Screening is not hers by itself: whoever gives roles does not also sign.
    Role.ORGANISER: frozenset(Right)
    - {
        Right.SCREEN,
        Right.COUNTERSIGN_SCREENING,
        Right.LEAD_DELEGATION,
        Right.ACT_FOR_PARTICIPANT,
        Right.SPEAK_FOR_PARTICIPANT,
        Right.INVITE_BY_LINK,
        Right.INTERPRET,
    },
    Role.EDITOR: OFFICE | {Right.EDIT_PORTAL, Right.CHANGE_EVENTS},
    Role.PROTOCOL_OFFICER: OFFICE | {Right.LEAD_PROTOCOL, Right.DECIDE_APPLICATIONS, Right.CHECK_IN},
    Role.COMPLIANCE_OFFICER: OFFICE | {Right.SCREEN, Right.COUNTERSIGN_SCREENING, Right.READ_AUDIT},
    Role.FINANCE_OFFICER: OFFICE | {Right.FUND},
    Role.CO_ORGANISER: frozenset({Right.ACT_FOR_PARTICIPANT, Right.INVITE_BY_LINK}),
    Role.READER: frozenset({Right.READ_EVENT}),
    Role.CHECK_IN_DESK: frozenset({Right.CHECK_IN}),
    Role.DELEGATION_SECRETARY: frozenset({Right.LEAD_DELEGATION}),
    Role.REPRESENTATIVE: frozenset({Right.SPEAK_FOR_PARTICIPANT}),
    Role.INTERPRETER: frozenset({Right.INTERPRET}),
    Role.ADVISER: frozenset({Right.ACT_FOR_PARTICIPANT}),
}

RESERVED: dict[Right, str] = {
    # right: the flat that will ask for it
    Right.LEAD_PROTOCOL: "registration",
    Right.LEAD_DELEGATION: "registration",
    Right.SCREEN: "compliance",
    Right.COUNTERSIGN_SCREENING: "compliance",
    Right.FUND: "funding",
    Right.CHECK_IN: "onsite",
}

GUESTS = frozenset(
    {
        Right.LEAD_DELEGATION,
        Right.ACT_FOR_PARTICIPANT,
        Right.SPEAK_FOR_PARTICIPANT,
        Right.INVITE_BY_LINK,
        Right.INTERPRET,
    }
)
"""Rights of those who come to an event. Whoever has any other works for the host and needs a second factor."""

SIGNING = frozenset({Right.SCREEN, Right.COUNTERSIGN_SCREENING})
"""Rights of those who vouch for something in person: no program gives them to anybody."""

COME_BY_THEMSELVES = frozenset({Role.REPRESENTATIVE, Role.INTERPRETER})
"""Roles that follow from being registered or engaged; nobody is invited to them."""


def with_right(right: Right) -> list[Role]:
    """All roles that have it."""
    return [role for role in Role if right in RIGHTS[role]]


def rights_of(roles: set[Role] | frozenset[Role]) -> frozenset[Right]:
    """What these roles may do together."""
    return frozenset().union(*(RIGHTS[role] for role in roles))


def of_staff() -> list[Role]:
    """The roles of those who work for the host."""
    return [role for role in Role if RIGHTS[role] - GUESTS]


def label(role: str) -> str:
    """What a role is called in the reader's language; one that is no more by its key."""
    return str(Role(role).label) if role in Role.values else role
