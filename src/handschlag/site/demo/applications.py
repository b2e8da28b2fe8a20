"""Applications for a made-up forum that wait for an answer: what two organisers find on their work list."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from handschlag.accounts.models import User
from handschlag.engine.language import Text
from handschlag.events.models import Event, Role
from handschlag.registration import invited
from handschlag.registration.models import Application
from handschlag.registration.services import applying, deciding, inviting, links, quotas, waiting
from handschlag.registration.states import Reply
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
    helper = event.memberships.get(role=Role.CO_ORGANISER).user
    links.renew(event, helper, by=helper, now=now)
    for one in written["invitations"]:
        _invite(event, one, helper if one.get("co_organiser") else None, by=organiser, now=now)
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
    if "came_by" in one:
        sent.came_by = event.memberships.get(role=Role(one["came_by"])).user
        sent.save(update_fields=["came_by"])
    _decide(sent, one.get("becomes", ""), text(one["words"]) if "words" in one else Text(), by=by, now=now)


def _invite(event: Event, one: Mapping[str, Any], helper: User | None, *, by: User, now: datetime) -> None:
    """Some days ago; whoever was reminded was so in the middle, and who answered did so on the next day."""
    sent_at = now - timedelta(days=one["days_ago"])
    facts = {"name": one["name"], "language": one["language"], "co_organiser": helper, "by": by}
    row = inviting.invite(event, one["mail"], **facts, now=sent_at)
    if one.get("reminded"):
        inviting.remind(row, by=by, now=sent_at + invited.BETWEEN)
    if "reply" in one:
        inviting.reply(row, Reply(one["reply"]), by=None, now=sent_at + timedelta(days=1))


def _decide(application: Application, becomes: str, words: Text, *, by: User, now: datetime) -> None:
    if becomes == "waiting":
        waiting.put(application, by=by, now=now)
    elif becomes == "incomplete":
        deciding.ask_to_complete(application, words, by=by, now=now)
    elif becomes == "refused":
        deciding.refuse(application, words, by=by, now=now)
