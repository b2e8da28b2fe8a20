"""The programme is made: talks are added, changed, moved and taken out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import F, Max, Q
from django.utils.translation import gettext_lazy as _

from handschlag.accounts.models import User
from handschlag.engine.language import Text
from handschlag.events.models import Event, Room
from handschlag.foundation import audit, revisions, versions
from handschlag.foundation.errors import RuleBroken
from handschlag.programme import verbs
from handschlag.programme.models import Talk
from handschlag.programme.services.facts import check, check_can_be_changed, kept, merged, plain

MOST = 500
"""Talks of one event."""


@transaction.atomic
def add_talk(event: Event, facts: Mapping[str, Any], *, by: User, now: datetime) -> Talk:
    """Put something on the programme; ``facts`` are fields of ``facts.CHANGEABLE``, title and beginning at least.

    Raises ``RuleBroken``: "history", "many", "title", "kind", "period", "room", "capacity", "language", "control",
    "long".
    """
    locked = _locked(event)
    if Talk.objects.filter(event=locked).count() >= MOST:
        raise RuleBroken(_("A programme holds %(most)s items at most."), code="many", params={"most": MOST})
    talk = Talk(event=locked, number=next_number(locked), **_settled(kept(facts)))
    check(talk)
    talk.save(force_insert=True)
    _tell(verbs.TALK_ADDED, talk, by, now)
    return talk


@transaction.atomic
def change_talk(talk: Talk, facts: Mapping[str, Any], *, based_on: int | None = None, by: User, now: datetime) -> Talk:
    """Change fields of ``facts.CHANGEABLE``; what is not named stays.

    ``based_on`` is the number of changes that whoever changes it has seen. Raises ``RuleBroken``: what ``add_talk``
    raises, "gone", and "outdated" (somebody has changed it since).
    """
    locked = _locked_talk(talk)
    if based_on is not None and based_on != locked.changes:
        raise RuleBroken(_("Somebody has changed this while you were writing. Please look at both."), code="outdated")
    after = {name: merged(getattr(locked, name), value) for name, value in _settled(kept(facts)).items()}
    changed = {name: value for name, value in after.items() if value != getattr(locked, name)}
    if not changed:
        return locked
    told = {name: [plain(getattr(locked, name)), plain(value)] for name, value in changed.items()}
    for name, value in changed.items():
        setattr(locked, name, value)
    check(locked)
    _save(locked, *changed)
    _tell(verbs.TALK_CHANGED, locked, by, now, changes=told)
    return locked


@transaction.atomic
def move_talk(
    talk: Talk, starts_at: datetime, *, room: Room | None, and_following: bool = False, by: User, now: datetime
) -> Talk:
    """Let it begin at another time, as long as before, in this room (none: at its place), perhaps with all after it.

    ``and_following`` moves what begins later on the same day by as much. Raises ``RuleBroken``: "history", "gone",
    "period", "room".
    """
    locked = _locked_talk(talk)
    shift = starts_at - locked.starts_at
    following = list(_following(locked)) if and_following and shift else []
    before = [plain(locked.starts_at), plain(locked.room)]
    if not shift and room == locked.room:
        return locked
    locked.room = room
    for one in (locked, *following):
        one.starts_at += shift
        one.ends_at = one.ends_at and one.ends_at + shift
        check(one)
        _save(one, "starts_at", "ends_at", "room")
    facts = {"before": before, "after": [plain(locked.starts_at), plain(room)], "following": len(following)}
    _tell(verbs.TALK_MOVED, locked, by, now, with_it=following, **facts)
    return locked


@transaction.atomic
def remove_talk(talk: Talk, *, by: User, now: datetime) -> None:
    """Take it out of the programme. Raises ``RuleBroken``: "history", "gone"."""
    locked = _locked_talk(talk)
    _tell(verbs.TALK_REMOVED, locked, by, now)
    versions.forget(locked)
    locked.delete()


def next_number(event: Event) -> int:
    """The number of the next talk of an event that is locked."""
    return (Talk.objects.filter(event=event).aggregate(last=Max("number"))["last"] or 0) + 1


def _locked(event: Event) -> Event:
    """The event, nobody else changing its programme until the transaction ends."""
    found = Event.objects.select_for_update(of=("self",)).select_related("host").get(pk=event.pk)
    check_can_be_changed(found)
    return found


def _locked_talk(talk: Talk) -> Talk:
    event = _locked(talk.event)
    found = Talk.objects.filter(pk=talk.pk).select_related("room").first()
    if found is None:
        raise RuleBroken(_("Somebody has taken this out of the programme meanwhile."), code="gone")
    found.event = event
    return found


def _settled(facts: dict[str, Any]) -> dict[str, Any]:
    """A room is the place; nobody interprets into the language that is spoken."""
    if facts.get("room") is not None:
        facts["place"] = Text()
    if "spoken" in facts and "interpreted" in facts:
        facts["interpreted"] = [code for code in facts["interpreted"] if code not in facts["spoken"]]
    return facts


def _following(talk: Talk) -> list[Talk]:
    zone = ZoneInfo(talk.event.time_zone)
    day = talk.starts_at.astimezone(zone).date()
    later = Q(starts_at__gt=talk.starts_at) | Q(starts_at=talk.starts_at, number__gt=talk.number)
    rows = Talk.objects.filter(later, event=talk.event).exclude(pk=talk.pk).select_related("room")
    return [one for one in rows if one.starts_at.astimezone(zone).date() == day]


def _save(talk: Talk, *fields: str) -> None:
    talk.changes = F("changes") + 1
    talk.save(update_fields=[*fields, "changes", "changed_at"])
    talk.refresh_from_db(fields=["changes"])


def _tell(verb: str, talk: Talk, by: User, now: datetime, with_it: Sequence[Talk] = (), **facts: Any) -> None:
    """Pages are made anew, as far as they show this talk or those ``with_it``, and the log knows who it was."""
    event = talk.event
    revisions.bump(event.slug, "public", "plan", about=[talk, *with_it])
    audit.record(by, verb, talk, scope=event.host.slug, event=event.slug, now=now, **facts)
