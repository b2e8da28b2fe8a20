"""Applications for a made-up forum that wait for an answer: what two organisers find on their work list."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from handschlag.accounts.models import User
from handschlag.engine.language import Text
from handschlag.events.models import Event, Role
from handschlag.registration.models import Application
from handschlag.registration.services import applying, deciding, quotas, waiting
from handschlag.site.demo.reading import DATA, text

BEFORE_CLOSING = timedelta(days=10)
FACTS = {
    "email": "mail",
    "contact_name": "contact",
    "language": "language",
    "organisation_name": "organisation",
    "organisation_latin": "latin",
    "city": "city",
    "size": "size",
    "country": "country",
}


def create(event: Event, folder: str, *, now: datetime) -> None:
    """Those in the folder's file, sent at the latest some days before registration closes."""
    path = DATA / folder / "applications.toml"
    if not path.is_file() or event.registration_closes_at is None:
        return
    with path.open("rb") as file:
        written = tomllib.load(file)
    now = min(now, event.registration_closes_at - BEFORE_CLOSING)
    organiser = event.host.memberships.filter(role=Role.ORGANISER).earliest("pk").user
    sides = {side.key: side for side in event.sides.all()}
    quotas.set_up(event, written["capacity"], by=organiser, now=now)
    for one in written["quotas"]:
        quotas.set_up(event, one["capacity"], name=text(one["name"]), side=sides[one["side"]], by=organiser, now=now)
    for one in written["applications"]:
        _apply(event, one, sides, by=organiser, now=now)


def _apply(event: Event, one: Mapping[str, Any], sides: Mapping[str, Any], *, by: User, now: datetime) -> None:
    facts = {fact: one[name] for fact, name in FACTS.items() if name in one} | {"side": sides[one["side"]]}
    speaker = applying.Speaker(one["contact"], languages=one["languages"], is_contact=True)
    sent = applying.register(event, facts, speakers=[speaker], by=by, now=now)
    _decide(sent, one.get("becomes", ""), text(one["words"]) if "words" in one else Text(), by=by, now=now)


def _decide(application: Application, becomes: str, words: Text, *, by: User, now: datetime) -> None:
    if becomes == "waiting":
        waiting.put(application, by=by, now=now)
    elif becomes == "incomplete":
        deciding.ask_to_complete(application, words, by=by, now=now)
    elif becomes == "refused":
        deciding.refuse(application, words, by=by, now=now)
