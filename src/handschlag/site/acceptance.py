"""Data for tests that look at the site from outside, and the document that tells them how.

The document maps what such a test wants to do to the calls of this version, so that the test knows nothing of what is
inside. It is written into the data folder with live tokens; ``docs/acceptance.json`` is the same with placeholders.
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation

from handschlag.accounts.services import people
from handschlag.api.services import tokens
from handschlag.api.states import Scope
from handschlag.engine.language import Text
from handschlag.events.models import Event, Host, Membership
from handschlag.events.roles import Role
from handschlag.events.services import forums
from handschlag.registration.services import quotas
from handschlag.registration.states import Approval
from handschlag.site.command.errors import InputError

FILE = "acceptance.json"
HOSTS = {"a": ("agency-a", "forum-a"), "b": ("agency-b", "forum-b")}
"""Slugs of each host and its event."""
OPENS = datetime(2027, 3, 10, 9, 0, tzinfo=UTC)
PER_MINUTE = 10_000_000
"""A test from outside asks as fast as it can."""
PASSWORD_LETTERS = 18
HIDDEN = "…"


class Part(NamedTuple):
    """As what a token acts: at one event, or at all of its host."""

    role: Role
    host: str = "a"
    is_of_event: bool = False
    scope: Scope = Scope.WRITE


PARTS = {
    "organiser": Part(Role.ORGANISER),
    "api": Part(Role.PROTOCOL_OFFICER, is_of_event=True),
    "participant": Part(Role.REPRESENTATIVE, is_of_event=True),
    "other_organiser": Part(Role.ORGANISER, "b"),
    "other_participant": Part(Role.REPRESENTATIVE, "b", is_of_event=True),
    "staff_checkin": Part(Role.CHECK_IN_DESK, is_of_event=True),
    "reviewer": Part(Role.COMPLIANCE_OFFICER),
    "approver": Part(Role.COMPLIANCE_OFFICER),
    "readonly": Part(Role.READER, scope=Scope.READ),
}
KNOWN = "known@example.org"

EVENT = "${v}/events/${event}"
OPS: dict[str, dict[str, Any]] = {
    "me": {"method": "GET", "path": "${v}/me", "fields": {"role": "role", "event": "event"}},
    "list_hosts": {
        "method": "GET",
        "path": "${v}/hosts?page=${page}&page_size=1000",
        "fields": {"items": "results", "count": "count", "id": "slug"},
    },
    "get_host": {"method": "GET", "path": "${v}/hosts/${host}", "fields": {"id": "slug", "name": "name"}},
    "change_host": {"method": "PATCH", "path": "${v}/hosts/${host}", "body": {"name": "${name}"}},
    "create_event": {
        "method": "POST",
        "path": "${v}/events",
        "body": {
            "slug": "${slug}",
            "title": {"en": "Acceptance"},
            "starts_at": "2027-03-10T09:00:00Z",
            "ends_at": "2027-03-10T16:00:00Z",
            "capacity": "${capacity}",
            "waiting_list": True,
            "approval": "automatic",
        },
        "fields": {"id": "slug"},
    },
    "list_events": {
        "method": "GET",
        "path": "${v}/events?page=${page}&page_size=1000",
        "fields": {"items": "results", "count": "count", "id": "slug"},
    },
    "get_event": {"method": "GET", "path": EVENT, "fields": {"id": "slug", "title": "title"}},
    "change_event": {"method": "PATCH", "path": EVENT, "body": {"title": {"en": "${name}"}}},
    "list_roles": {
        "method": "GET",
        "path": EVENT + "/roles?page=${page}&page_size=1000",
        "fields": {"items": "results", "count": "count", "role": "role", "email": "person.email"},
    },
    "invite": {
        "method": "POST",
        "path": EVENT + "/invitations",
        "body": {"email": "${email}", "role": "editor", "language": "en"},
        "fields": {"id": "id", "email": "email"},
    },
    "list_invitations": {
        "method": "GET",
        "path": EVENT + "/invitations?page=${page}&page_size=1000",
        "fields": {"items": "results", "count": "count", "id": "id", "email": "email"},
    },
    "get_invitation": {"method": "GET", "path": EVENT + "/invitations/${id}", "fields": {"id": "id"}},
    "withdraw_invitation": {"method": "DELETE", "path": EVENT + "/invitations/${id}"},
    "register": {
        "method": "POST",
        "path": EVENT + "/applications",
        "body": {"email": "${email}", "name": "${name}"},
        "fields": {"id": "id", "state": "state"},
    },
    "list_registrations": {
        "method": "GET",
        "path": EVENT + "/applications?page=${page}&page_size=1000",
        "fields": {"items": "results", "count": "count", "id": "id", "state": "state", "email": "email"},
    },
    "event_stats": {
        "method": "GET",
        "path": EVENT + "/stats",
        "fields": {"taken": "taken", "capacity": "capacity", "waiting": "waiting"},
    },
    "import_upload": {
        "method": "POST",
        "path": EVENT + "/imports",
        "file_field": "file",
        "fields": {"errors": "errors", "row": "row", "column": "column", "message": "message"},
    },
    "export_csv": {"method": "GET", "path": EVENT + "/applications.csv"},
    "export_xlsx": {"method": "GET", "path": EVENT + "/applications.xlsx"},
    "ticket": {"method": "GET", "path": EVENT + "/applications/${id}/ticket", "fields": {"code": "code"}},
    "cancel": {"method": "POST", "path": EVENT + "/applications/${id}/cancel", "fields": {"state": "state"}},
    "close_event": {"method": "PATCH", "path": EVENT, "body": {"registration_closes_at": "2000-01-01T00:00:00Z"}},
    "audit": {
        "method": "GET",
        "path": EVENT + "/audit?page=${page}&page_size=1000",
        "fields": {"items": "results", "count": "count", "verb": "verb", "says": "says"},
    },
}
FORMS = {
    # op: address, fields; both pages hold a secret of their own that the form sends back
    "login": ("accounts:sign_in_by_password", {"login": "${email}", "password": "${password}"}),
    "reset": ("account_reset_password", {"email": "${email}"}),
}
PAGES = [
    # address, its arguments, who sees it
    ("portal:home", (), "visitor"),
    ("portal:event", ("event",), "visitor"),
    ("accounts:sign_in", (), "visitor"),
    ("accounts:sign_in_by_password", (), "visitor"),
    ("account_reset_password", (), "visitor"),
    ("accounts:account", (), "known_account"),
    ("account_email", (), "known_account"),
    ("accounts:second_factor", (), "known_account"),
    ("events:acting", ("event",), "known_account"),
    ("events:host", ("host",), "organiser"),
    ("events:host_people", ("host",), "organiser"),
    ("events:waiting", ("host",), "organiser"),
    ("events:host_log", ("host",), "organiser"),
    ("events:people", ("event",), "organiser"),
    ("events:log", ("event",), "organiser"),
    ("meetings:planning", ("event",), "organiser"),
    ("registration:applications", ("event",), "organiser"),
    ("registration:work_list", ("event",), "organiser"),
    ("registration:rules", ("event",), "organiser"),
    ("registration:questions", ("event",), "organiser"),
    ("registration:imports", ("event",), "organiser"),
    ("registration:duplicates", ("event",), "organiser"),
    ("tokens:of_host", ("host",), "organiser"),
    ("tokens:of_event", ("event",), "organiser"),
]
COMMANDS = {
    "start": "make serve-acceptance",
    "ready": "/healthz",
    "worker": ".venv/bin/handschlag worker",
    "tick": ".venv/bin/handschlag tick",
    "doctor": ".venv/bin/handschlag doctor",
    "smtp": "127.0.0.1:2525",
}


def load() -> Path:
    """Make the data if there is none yet, and write the document; returns where it is.

    Raises
    ------
    InputError
        If the database has hosts that were not made here.
    """
    file = settings.DATA / FILE
    made = Host.objects.filter(slug__in=[host for host, _event in HOSTS.values()]).count() == len(HOSTS)
    if made and file.exists():
        written = json.loads(file.read_text(encoding="utf-8"))
        _write(file, document(settings.BASE_URL, written["tokens"], written["known_account"]["password"]))
    elif Host.objects.exists():
        raise InputError(f"acceptance: expected an empty database, or the one that {file} describes")
    else:
        with transaction.atomic():  # the document is written before anything counts, so that no token gets lost
            password = secrets.token_urlsafe(PASSWORD_LETTERS)
            _write(file, document(settings.BASE_URL, _make(password, now=timezone.now()), password))
    return file


def document(base_url: str, live: Mapping[str, str], password: str) -> dict[str, Any]:
    """What a test from outside has to know; addresses of pages are those in German."""
    with translation.override("de"):
        pages = {reverse(name, args=[_vars()[one] for one in args]): who for name, args, who in PAGES}
        forms = {op: {"method": "POST", "path": reverse(name), "form": form} for op, (name, form) in FORMS.items()}
    return {
        "base_url": base_url,
        "tokens": dict(live),
        "vars": _vars(),
        "ops": OPS | {op: form | {"csrf_field": "csrfmiddlewaretoken"} for op, form in forms.items()},
        "commands": COMMANDS,
        "openapi": f"{_vars()['v']}/openapi.json",
        "pages": list(pages),
        "page_roles": pages,
        "known_account": {"email": KNOWN, "password": password},
    }


def placeholders() -> dict[str, Any]:
    """The document as it stands in ``docs``: the same, and nothing in it is secret."""
    return document("http://127.0.0.1:8000", dict.fromkeys(PARTS, f"Token {HIDDEN}"), HIDDEN)


def _vars() -> dict[str, str]:
    (host, event), (other_host, other_event) = HOSTS.values()
    return {"v": "/api/v1", "host": host, "event": event, "other_host": other_host, "other_event": other_event}


def _write(file: Path, content: Mapping[str, Any]) -> None:
    draft = file.with_name(f"{FILE}.draft")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as written:
        written.write(text(content))
    draft.replace(file)


def text(content: Mapping[str, Any]) -> str:
    """The document as a file."""
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def _make(password: str, *, now: datetime) -> dict[str, str]:
    """All rows; returns what each token sends in the header."""
    known = people.open_account(KNOWN, name="Known Account", language="en", password=password, is_confirmed=True)
    people.welcome(known, name=known.name, language=known.language, now=now)
    places = {key: _place(*slugs, key=key, now=now) for key, slugs in HOSTS.items()}
    host, event = places["a"]
    Membership.objects.create(user=known, host=host, event=event, role=Role.REPRESENTATIVE)
    return {name: f"Token {_token(name, part, *places[part.host], now=now)}" for name, part in PARTS.items()}


def _place(host_slug: str, event_slug: str, *, key: str, now: datetime) -> tuple[Host, Event]:
    host = Host.objects.create(slug=host_slug, name=f"Agency {key.upper()}", short_name=key.upper())
    keeper = people.open_account(f"keeper-{key}@example.org", name=f"Keeper {key.upper()}", is_confirmed=True)
    Membership.objects.create(user=keeper, host=host, role=Role.ORGANISER)
    title = Text.of(de=f"Forum {key.upper()}", en=f"Forum {key.upper()}", ru=f"Форум {key.upper()}")
    facts = {"title": title, "starts_at": OPENS, "ends_at": OPENS + timedelta(hours=7), "languages": ["de", "ru", "en"]}
    event = forums.set_up(host, event_slug, facts=facts, by=keeper, now=now)
    quotas.set_rules(event, {"approval": Approval.AUTOMATIC}, by=keeper, now=now)
    return host, event


def _token(name: str, part: Part, host: Host, event: Event, *, now: datetime) -> str:
    where = event if part.is_of_event else None
    given = tokens.give(
        name, part.role, host=host, event=where, scope=part.scope, per_minute=PER_MINUTE, by=None, now=now
    )
    return given[1]
