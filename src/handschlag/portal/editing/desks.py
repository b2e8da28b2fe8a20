"""The things that are edited, as the pages of the editor see them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils.translation import gettext as _

from handschlag.accounts.models import User
from handschlag.events import navigation
from handschlag.events.models import Event, Host
from handschlag.portal import access
from handschlag.portal.editing.edited import Row, form_of
from handschlag.portal.forms.writing import WritingForm
from handschlag.portal.models import Notice
from handschlag.programme import access as programme
from handschlag.programme.models import Talk

Door: TypeAlias = Callable[..., "Desk"]
"""Takes who asks, and the parts of the address."""


@dataclass(frozen=True, slots=True)
class Desk:
    """A notice, an event or a talk that somebody may edit.

    ``key`` is the one word by which templates and addresses tell them apart, ``way`` the parts of its addresses.
    """

    key: str
    row: Row
    host: Host
    way: tuple[str, ...]
    zone: str
    nav: list[navigation.Entry]
    refusal: str = ""

    @property
    def title(self) -> Any:
        return self.row.headline if isinstance(self.row, Notice) else self.row.title

    @property
    def form(self) -> type[WritingForm]:
        return form_of(self.row)

    @property
    def event(self) -> Event | None:
        """The event itself, or that of a talk."""
        return self.row.event if isinstance(self.row, Talk) else self.row if isinstance(self.row, Event) else None

    def address(self, name: str) -> str:
        """A page of this desk: ``edit``, ``autosave``, ``preview``, ``versions``, ``restore``, ``step`` …"""
        return reverse(f"portal:{name}_{self.key}", args=self.way)

    def context(self, subject: str) -> dict[str, Any]:
        """What every page of the editor needs; ``subject`` says which of them it is."""
        found: dict[str, Any] = {"desk": self, "host": self.host, "nav": self.nav, "subject": subject}
        found["active"] = ACTIVE[self.key]
        return found | ({"event": self.event} if self.event is not None else {}) | {"tabs_of_desk": self.tabs(subject)}

    def tabs(self, subject: str) -> list[tuple[str, str, bool]]:
        """The pages of the editor: label, address, and whether it is this one."""
        named = {"edit": _("Texts and facts"), **MORE[self.key](), "versions": _("Versions")}
        return [(label, self.address(name), name == subject) for name, label in named.items()]


ACTIVE = {"notice": "notices", "event": "edit", "talk": "programme"}
"""Where the reader is, in the head of the page."""
MORE: Mapping[str, Callable[[], dict[str, str]]] = {
    "notice": lambda: {"parts": _("Links and files")},
    "event": lambda: {"parts": _("Files"), "checklist": _("Checklist")},
    "talk": lambda: {"move": _("Move or take out")},
}


def notice(user: User | AnonymousUser, *, host: str, notice: str) -> Desk:
    """Door: a notice of a host whose portal this person edits."""
    row = access.notice_to_edit(user, host, notice)
    way, nav = (host, notice), navigation.at_host(row.host)
    return Desk("notice", row, row.host, way, settings.TIME_ZONE, nav)


def event(user: User | AnonymousUser, *, event: str) -> Desk:
    """Door: an event that this person may change."""
    row = access.event_to_edit(user, event)
    return Desk("event", row, row.host, (event,), row.time_zone, _nav(user, row), _refusal(row))


def talk(user: User | AnonymousUser, *, event: str, talk: str) -> Desk:
    """Door: a talk of an event that this person may change."""
    row = programme.talk_to_edit(user, event, talk)
    way, of = (event, talk), row.event
    return Desk("talk", row, of.host, way, of.time_zone, _nav(user, of), _refusal(of))


def _nav(user: User | AnonymousUser, event: Event) -> list[navigation.Entry]:
    return navigation.of(user, event) if isinstance(user, User) else []


def _refusal(event: Event) -> str:
    return _("This event is over for good and is only shown; it cannot be changed.") if event.is_history else ""


def seen(desk: Desk, now: datetime) -> bool:
    """Whether everybody can see it now."""
    row = desk.row.event if isinstance(desk.row, Talk) else desk.row
    is_due = row.published_at is not None and row.published_at <= now
    return is_due and not (isinstance(row, Notice) and row.embargo_until is not None and row.embargo_until > now)
