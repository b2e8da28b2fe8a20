"""Why a wish is not met and what would help, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from babel.lists import format_list
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from handschlag.companies.models import Participant
from handschlag.foundation import reading
from handschlag.meetings.board import Board, Talk
from handschlag.meetings.models import UnmetWish
from handschlag.meetings.states import REFUSED, UnmetReason, WishLevel

ALL = "all"


@dataclass(frozen=True, slots=True)
class Unmet:
    """A wish without a meeting; ``remedy`` is empty where nothing simple would help."""

    parties: tuple[Participant, Participant]
    level: WishLevel
    reason: UnmetReason
    why: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Count:
    """How many wishes are unmet for one reason."""

    reason: UnmetReason
    label: str
    number: int


def explained(rows: Iterable[UnmetWish], board: Board) -> list[Unmet]:
    """Every unmet wish in words, musts first."""
    words = _Words(board)
    order = list(WishLevel)
    found = [
        Unmet(
            (board.participants[row.first_id], board.participants[row.second_id]),
            WishLevel(row.level),
            UnmetReason(row.reason),
            *words.of(row),
        )
        for row in rows
    ]
    return sorted(found, key=lambda one: order.index(one.level))


def counted(reasons: Iterable[str]) -> list[Count]:
    """How often each reason occurs, most often first."""
    return [
        Count(UnmetReason(reason), capfirst(str(UnmetReason(reason).label)), number)
        for reason, number in Counter(reasons).most_common()
    ]


def filters(rows: list[UnmetWish]) -> list[tuple[str, str, int]]:
    """What a list of unmet wishes can be narrowed to: a key, its label, and how many there are."""
    if not rows:
        return []
    musts = len(filtered(rows, WishLevel.MUST))
    by_reason = [(str(one.reason), one.label, one.number) for one in counted(row.reason for row in rows)]
    return [
        *([(str(WishLevel.MUST), _("Musts"), musts)] if musts else []),
        *by_reason,
        (ALL, _("All"), len(rows)),
    ]


def usual(offered: list[tuple[str, str, int]]) -> str:
    """What a list shows at first: the musts, where there are any; all of them would be long."""
    return offered[0][0] if offered else ALL


def filtered(rows: list[UnmetWish], key: str) -> list[UnmetWish]:
    """The rows that one of the filters leaves; the musts are those that could have been planned."""
    if key == WishLevel.MUST:
        return [row for row in rows if row.level == WishLevel.MUST and row.reason not in REFUSED]
    return [row for row in rows if key in (ALL, row.reason)]


class _Words:
    """Sentences about the wishes of one plan."""

    def __init__(self, board: Board) -> None:
        zone = board.plan.event.time_zone
        self._clock = {slot.public_id: reading.clock(slot.starts_at, zone) for slot in board.slots}
        self._names = {one.public_id: one.organisation.name for one in board.participants.values()}
        self._talks: Mapping[str, Talk] = board.by_id
        self._say: Mapping[str, Callable[[UnmetWish], tuple[str, str]]] = {
            UnmetReason.NO_COMMON_SLOT: self._no_common_slot,
            UnmetReason.LIMIT: self._limit,
            UnmetReason.BUSY: self._busy,
            UnmetReason.PLACE: self._place,
            UnmetReason.INTERPRETER: self._interpreter,
            UnmetReason.FAIRNESS: self._fairness,
            UnmetReason.VETO: lambda _row: (_("One of the two said no to the other."), ""),
            UnmetReason.DECLINED: lambda _row: (_("One of the two has declined the wish of the other."), ""),
        }

    def of(self, row: UnmetWish) -> tuple[str, str]:
        """Why, and what would help."""
        say = self._say.get(row.reason)
        return say(row) if say is not None else (f"{capfirst(UnmetReason(row.reason).label)}.", "")

    def _no_common_slot(self, row: UnmetWish) -> tuple[str, str]:
        why = _("The two are never there at the same time.")
        names, times = self._people(row.remedy), self._times(row.remedy)
        if not names or not times:
            return why, ""
        return why, _("It could be at %(times)s if %(names)s came then.") % {"names": names, "times": times}

    def _limit(self, row: UnmetWish) -> tuple[str, str]:
        # The meetings in the way are all those of the one who is full.
        blocking = [set(self._talks[one].parties) for one in row.blockers if one in self._talks]
        full = set.intersection(*blocking) if blocking else set()
        names = [party.organisation.name for party in full if party.pk in (row.first_id, row.second_id)]
        if not names:
            return _("One of the two already has as many meetings as it wants."), ""
        name, number = names[0], len(row.blockers)
        why = ngettext(
            "%(name)s already has its one meeting and wants no more.",
            "%(name)s already has its %(number)s meetings and wants no more.",
            number,
        ) % {"name": name, "number": number}
        return why, _("Ask %(name)s for one more.") % {"name": name} if row.remedy else ""

    def _busy(self, row: UnmetWish) -> tuple[str, str]:
        why = _("Whenever both are there, one of them has another meeting.")
        others = self._meetings(row.remedy)
        time = self._clock.get(row.remedy.get("slot", ""))
        if not others or time is None:
            return why, ""
        return why, _("At %(time)s it would fit in place of %(meetings)s.") % {"time": time, "meetings": others}

    def _place(self, row: UnmetWish) -> tuple[str, str]:
        times = self._times(row.remedy)
        if not times:
            return _("No table is free when both could."), ""
        return (
            _("Both could at %(times)s, when every table is taken.") % {"times": times},
            _("One more table then would do."),
        )

    def _interpreter(self, row: UnmetWish) -> tuple[str, str]:
        times, pair = self._times(row.remedy), row.remedy.get("pair")
        why = _("No interpreter is free when both could.")
        if not times:
            return why, ""
        why = _("Both could at %(times)s, when no interpreter is free.") % {"times": times}
        if not pair:
            return why, _("One more interpreter then would do.")
        languages = _list(reading.language_name(code) for code in pair)
        return why, _("One more interpreter for %(languages)s then would do.") % {"languages": languages}

    def _fairness(self, row: UnmetWish) -> tuple[str, str]:
        name = self._names.get(row.remedy.get("participant", ""))
        why = (
            _("%(name)s would have to wait much more often than others.") % {"name": name}
            if name is not None
            else _("Somebody would have to wait much more often than others.")
        )
        return why, _("Allow a larger difference in waiting.")

    def _times(self, remedy: Mapping[str, Any]) -> str:
        return _list((self._clock[slot] for slot in remedy.get("slots", ()) if slot in self._clock), "or")

    def _people(self, remedy: Mapping[str, Any]) -> str:
        return _list(self._names[one] for one in remedy.get("participants", ()) if one in self._names)

    def _meetings(self, remedy: Mapping[str, Any]) -> str:
        talks = [self._talks[one] for one in remedy.get("meetings", ()) if one in self._talks]
        return _list(" – ".join(party.organisation.name for party in talk.parties) for talk in talks)


def _list(parts: Iterable[str], style: Literal["standard", "or"] = "standard") -> str:
    """Parts as a list in words: a, b and c."""
    return format_list(list(parts), style=style, locale=reading.reader())
