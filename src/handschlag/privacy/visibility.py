"""Who sees what of whom: one function, asked by every page, feed, export and search.

A ``Viewer`` is made once for a request, a ``Subject`` once for each person on a page (``audiences`` reads for all of
them what is not usual, in one query). ``visible`` then asks no database any more. What nobody has chosen is as the
group says, and nothing is ever wider than the host allows.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import BigIntegerField, F, Value

from handschlag.foundation.personal import Audience, group_of, groups
from handschlag.privacy.models import Choice, GroupRule

NOTHING: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Viewer:
    """Somebody who looks at what there is at an event, by the keys of rows; who has no key anywhere is the public.

    ``user`` is herself, also while she acts for somebody else, so that she does not see what only the other may.
    """

    event: int | None = None
    user: int | None = None
    is_host: bool = False
    takes_part: bool = False
    participants: frozenset[int] = NOTHING
    delegations: frozenset[int] = NOTHING
    sides: frozenset[int] = NOTHING
    serves_all: bool = False
    """An interpreter stands on no side: she sees what the other side sees, of everybody."""


@dataclass(frozen=True, slots=True)
class Subject:
    """Somebody at an event whose fields may be seen; ``audiences`` says by whom, for each group that is not usual."""

    event: int
    user: int | None = None
    participant: int | None = None
    delegation: int | None = None
    side: int | None = None
    audiences: Mapping[str, Audience] = field(default_factory=dict)


EVERYBODY = Viewer()


def in_the_hall(event: int) -> Viewer:
    """Whoever walks by: what stands on tables is read by all participants."""
    return Viewer(event=event, takes_part=True)


def visible(group: str, viewer: Viewer, subject: Subject) -> bool:
    """Whether this viewer may see this group of fields of this person."""
    if subject.user is not None and viewer.user == subject.user:
        return True
    return distance(viewer, subject) <= subject.audiences.get(group, usual(group))


def distance(viewer: Viewer, subject: Subject) -> Audience:
    """The narrowest audience to which the viewer belongs."""
    if viewer.event is None or viewer.event != subject.event:
        return Audience.PUBLIC
    if viewer.is_host:
        return Audience.HOST
    if subject.participant in viewer.participants or subject.delegation in viewer.delegations:
        return Audience.OWN
    if viewer.serves_all or (viewer.sides and viewer.sides != {subject.side}):
        return Audience.OTHER_SIDE
    return Audience.PARTICIPANTS if viewer.takes_part or viewer.sides else Audience.PUBLIC


def to_participant(group: str, users: Collection[int], *, reader: int, event: int, host: int) -> set[int]:
    """Of these accounts those of whom a participant sees the group at an event, in one query."""
    decided = audiences(users, host=host)
    viewer = Viewer(event=event, user=reader, takes_part=True)
    return {one for one in users if visible(group, viewer, Subject(event=event, user=one, audiences=decided[one]))}


def shown(values: Mapping[str, Any], viewer: Viewer, subject: Subject) -> dict[str, Any]:
    """Of the values by their groups those that the viewer may see."""
    return {group: value for group, value in values.items() if visible(group, viewer, subject)}


def usual(group: str) -> Audience:
    """Who sees it if nobody has decided anything."""
    return group_of(group).audience


def effective(group: str, *, chosen: Audience | None, widest: Audience | None) -> Audience:
    """What counts: her choice or the usual one, never wider than the group and the host allow."""
    declared = group_of(group)
    limit = min(declared.widest, declared.widest if widest is None else widest)
    return Audience(min(declared.audience if chosen is None else chosen, limit))


def chosen_by(users: Iterable[int]) -> dict[int, dict[str, Audience]]:
    """What these people have chosen, by their accounts."""
    found: dict[int, dict[str, Audience]] = {}
    for user, group, audience in Choice.objects.filter(user__in=set(users)).values_list("user", "group", "audience"):
        found.setdefault(user, {})[group] = Audience(audience)
    return found


def audiences(users: Iterable[int | None], *, host: int) -> dict[int | None, dict[str, Audience]]:
    """For each of these accounts (and None, for whoever has none) what is not usual, in one query."""
    accounts = {user for user in users if user is not None}
    nobody = Value(None, output_field=BigIntegerField())
    rules = GroupRule.objects.filter(host=host, widest__isnull=False).order_by()
    choices = Choice.objects.filter(user__in=accounts).order_by()
    rows = rules.annotate(who=nobody).values_list("who", "group", "widest")
    rows = rows.union(choices.annotate(who=F("user_id")).values_list("who", "group", "audience"), all=True)
    found: dict[int | None, dict[str, Audience]] = {}
    for who, group, audience in rows:
        found.setdefault(who, {})[str(group)] = Audience(int(audience or 0))
    widest = found.get(None, {})
    return {user: _decided(found.get(user, {}) if user is not None else {}, widest) for user in (*accounts, None)}


def _decided(chosen: Mapping[str, Audience], widest: Mapping[str, Audience]) -> dict[str, Audience]:
    declared = {group.key for group in groups()}
    return {
        group: effective(group, chosen=chosen.get(group), widest=widest.get(group))
        for group in (chosen.keys() | widest.keys()) & declared
    }
