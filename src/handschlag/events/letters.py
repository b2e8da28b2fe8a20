"""The letters of this flat: kinds that a host can say in other words, and how they are sent."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from handschlag.accounts.models import User
from handschlag.engine.language import Text
from handschlag.events.models import Event, Host, Invitation, Mandate
from handschlag.events.roles import Role
from handschlag.foundation import outbox
from handschlag.foundation.letters import Kind, Placeholder, Type
from handschlag.foundation.letters.composing import spoken
from handschlag.foundation.outbox import Address

WHERE = Placeholder("where", _("Forum or host"), sample="Forum 2027")
BY = Placeholder("by", _("Who writes"), sample="Olga Weber")
LINK = Placeholder("address", _("Address of the page"), Type.LINK, sample=f"{settings.BASE_URL}/", is_needed=True)

INVITATION = Kind(
    key="events.invitation",
    label=_("Invitation to a role"),
    subject=_("Invitation to work together: {where}"),
    body=_(
        "Good day,\n\n"
        "{by} invites you to work together on Handschlag.\n\n"
        "- Your role: **{role}**\n"
        "- Where: {where}\n\n"
        "Please sign in with the address to which this mail was sent. Then you can accept.\n\n"
        "[Look at the invitation]({address})\n\n"
        "It counts until {until}, once, and for this mail address only. If you did not expect it, there is nothing "
        "for you to do."
    ),
    why=_("You receive this mail because somebody who gives roles at this host has invited you."),
    placeholders=(
        WHERE,
        BY,
        LINK,
        Placeholder("role", _("Role"), sample=Role.EDITOR.label),
        Placeholder("until", _("Last day"), Type.DAY, sample=datetime(2027, 1, 7)),
    ),
    is_urgent=True,
    is_secret=True,
)
ASKS_TO_ACT = Kind(
    key="events.asks_to_act",
    label=_("A participant asks an adviser to act"),
    subject=_("{by} asks you to act: {where}"),
    body=_(
        "Good day,\n\n"
        "{by} asks you to act on behalf of the participant: {where}.\n\n"
        "It counts only if you agree. Both of you see who did what, and each of you can end it at any time.\n\n"
        "[Answer]({address})"
    ),
    why=_("You receive this mail because you advise participants of a forum of this host."),
    placeholders=(WHERE, BY, LINK),
)
KINDS = (INVITATION, ASKS_TO_ACT)


def send_invitation(invitation: Invitation, secret: str, *, by: User, now: datetime) -> None:
    """The only place where the secret of an invitation is ever written down."""
    outbox.write(
        INVITATION.key,
        to=Address(invitation.email, language=invitation.language),
        values={
            "by": by.name,
            "role": Role(invitation.role).label,
            "where": _where(invitation.host, invitation.event),
            "until": invitation.expires_at,
            "address": _address(invitation.language, "events:invitation", secret),
        },
        scope=invitation.host.slug,
        event=invitation.event.slug if invitation.event else "",
        about=("events.invitation", invitation.public_id),
        reply_to=None if by.is_machine else by.email,
        now=now,
    )


def send_mandate_offer(mandate: Mandate, *, by: User, now: datetime) -> None:
    """Tell the adviser that she is asked."""
    other = mandate.agent
    slug = mandate.event.slug if mandate.event else ""
    outbox.write(
        ASKS_TO_ACT.key,
        to=Address(other.email, other.name, other.language),
        values={
            "by": by.name,
            "where": _where(mandate.host, mandate.event),
            "address": _address(other.language, "events:acting", slug) if slug else f"{settings.BASE_URL}/",
        },
        scope=mandate.host.slug,
        event=slug,
        about=("events.mandate", mandate.public_id),
        now=now,
    )


def _where(host: Host, event: Event | None) -> Text | str:
    return event.title if event is not None else host.name


def _address(language: str, name: str, *args: str) -> str:
    """Of a page in the reader's language, where the site speaks it."""
    with translation.override(spoken(language)):
        return settings.BASE_URL + reverse(name, args=args)
