"""What cannot be, or should not, in a programme: shown to whoever makes it, and never in her way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, islice, pairwise

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from handschlag.companies import queries as companies
from handschlag.companies.models import Participant
from handschlag.engine.language import Text
from handschlag.events.models import Event, Interpreter
from handschlag.foundation import reading
from handschlag.programme.models import Speaker, Talk
from handschlag.programme.states import LISTENED_TO

MOST = 100
"""Conflicts that are told at once; whoever has mended these sees the others."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """A sentence, and the talks that it is about; ``kind``: room, speaker, hours, interpreter, language."""

    kind: str
    says: str
    talks: tuple[Talk, ...]


@dataclass(frozen=True, slots=True)
class Side:
    """A side of the table, and for each of its participants the languages that somebody of theirs speaks."""

    name: Text
    everybody: list[frozenset[str]]


def found(event: Event, talks: list[Talk], speakers: dict[int, list[Speaker]]) -> list[Conflict]:
    """All conflicts in a programme, in three queries more; ``talks`` by their beginning, with their rooms."""
    sides = _listeners(event)
    pairs = {frozenset(pair) for one in Interpreter.objects.filter(event=event) for pair in one.pairs}
    everything = chain(
        _in_one_room(talks),
        _in_two_talks(talks, speakers),
        _outside(event, talks),
        _not_interpreted(talks, pairs),
        _not_understood(talks, sides),
    )
    return list(islice(everything, MOST))


def ends(talks: list[Talk]) -> dict[int, datetime]:
    """When each of the talks ends, as far as that is known: by its own end, else when the next one begins there."""
    known = {talk.pk: talk.ends_at for talk in talks if talk.ends_at is not None}
    for of_place in _by_place(talks).values():
        for talk, following in pairwise(of_place):
            known.setdefault(talk.pk, following.starts_at)
    return known


def _by_place(talks: Iterable[Talk]) -> dict[object, list[Talk]]:
    found: dict[object, list[Talk]] = {}
    for talk in talks:
        found.setdefault(talk.room_id or str(talk.place), []).append(talk)
    return found


def _overlapping(talks: list[Talk], until: dict[int, datetime]) -> Iterator[tuple[Talk, Talk]]:
    """Pairs of talks that are held at the same time; what has no known end is over when something else begins."""
    for place, first in enumerate(talks):
        end = until.get(first.pk, first.starts_at)
        for second in talks[place + 1 :]:
            if second.starts_at >= end and second.starts_at != first.starts_at:
                break
            yield first, second


def _in_one_room(talks: list[Talk]) -> Iterator[Conflict]:
    until = ends(talks)
    for of_room in _by_place(talk for talk in talks if talk.room_id).values():
        for first, second in _overlapping(of_room, until):
            room = reading.plain(first.room.name) if first.room else ""
            says = _("%(room)s is taken twice at the same time.") % {"room": room}
            yield Conflict("room", says, (first, second))


def _in_two_talks(talks: list[Talk], speakers: dict[int, list[Speaker]]) -> Iterator[Conflict]:
    until = ends(talks)
    at: dict[object, dict[int, Talk]] = {}
    called: dict[object, Speaker] = {}
    for talk in talks:
        for speaker in speakers.get(talk.pk, ()):
            if (who := _who(speaker)) is not None:
                at.setdefault(who, {})[talk.pk] = talk
                called.setdefault(who, speaker)
    for who, hers in at.items():
        for first, second in _overlapping(list(hers.values()), until):
            says = _("%(speaker)s speaks at two places at the same time.") % {"speaker": _called(called[who])}
            yield Conflict("speaker", says, (first, second))


def _who(speaker: Speaker) -> object:
    """What tells a speaker from others: who she is, else her name, else her office."""
    if speaker.person_id is not None:
        return speaker.person_id
    text: Text = speaker.name or speaker.office
    return reading.plain(text).casefold() or None


def _called(speaker: Speaker) -> str:
    person = speaker.person.name if speaker.person is not None else ""
    return reading.plain(speaker.name) or person or reading.plain(speaker.office)


def _outside(event: Event, talks: list[Talk]) -> Iterator[Conflict]:
    for talk in talks:
        if talk.starts_at < event.starts_at or (talk.ends_at or talk.starts_at) > event.ends_at:
            yield Conflict("hours", _("This lies outside the hours of the event."), (talk,))


def _not_interpreted(talks: list[Talk], pairs: set[frozenset[str]]) -> Iterator[Conflict]:
    """Somebody interprets at the event between each language of a talk and one that is spoken there."""
    for talk in talks:
        for code in talk.interpreted:
            if talk.spoken and not any(frozenset((code, spoken)) in pairs for spoken in talk.spoken):
                names = {
                    "spoken": ", ".join(map(reading.language_name, talk.spoken)),
                    "other": reading.language_name(code),
                }
                says = _("No interpreter of the event works between %(spoken)s and %(other)s.") % names
                yield Conflict("interpreter", says, (talk,))


def _listeners(event: Event) -> list[Side]:
    """For each side what each of its participants speaks, as far as we know."""
    rows = Participant.objects.filter(event=event).order_by("side__number", "pk")
    sides = {pk: (side, name) for pk, side, name in rows.values_list("pk", "side", "side__name")}
    spoken = companies.languages(list(sides), event.language_level)
    found: dict[int, Side] = {}
    for participant, (side, name) in sides.items():
        if participant in spoken:
            found.setdefault(side, Side(name, [])).everybody.append(spoken[participant])
    return list(found.values())


def _not_understood(talks: list[Talk], sides: list[Side]) -> Iterator[Conflict]:
    for talk in talks:
        offered = {*talk.spoken, *talk.interpreted}
        if talk.kind not in LISTENED_TO or not offered:
            continue
        for side in sides:
            without = sum(offered.isdisjoint(codes) for codes in side.everybody)
            if without:
                yield Conflict("language", _no_language(side.name, without, len(side.everybody)), (talk,))


def _no_language(side: Text, without: int, everybody: int) -> str:
    says = ngettext(
        "%(side)s: %(count)s of %(all)s participants understands none of its languages, and nobody interprets for it.",
        "%(side)s: %(count)s of %(all)s participants understand none of its languages, and nobody interprets for them.",
        without,
    )
    return says % {"side": reading.plain(side), "count": without, "all": everybody}
