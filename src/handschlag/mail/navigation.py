"""The pages of this flat, as the head of a page leads to them."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from handschlag.events.models import Event, Host
from handschlag.events.navigation import Entry
from handschlag.events.roles import Right


def of_event(event: Event, may: frozenset[Right]) -> list[Entry]:
    """From an event to the mail of its host."""
    if Right.WRITE_TO_MANY not in may:
        return []
    return [("mail", _("Mails"), reverse("mail:sent", args=[event.host.slug]))]


def of_desk(host: Host, *, is_whole: bool) -> list[Entry]:
    """Between the pages of this flat; the words of a host belong to who writes for all of it."""
    entries = [
        ("sent", _("Sent mails"), reverse("mail:sent", args=[host.slug])),
        ("mailings", _("Letters to many"), reverse("mail:mailings", args=[host.slug])),
    ]
    texts = ("texts", _("Mail texts"), reverse("mail:texts", args=[host.slug]))
    return [*entries, texts] if is_whole else entries
