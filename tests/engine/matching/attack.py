"""A market of twelve on each side, whose needs and offers are those of development items, to attack it."""

import csv
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np

from handschlag.engine.matching import reading, score
from handschlag.engine.matching.arrays import Floats
from handschlag.engine.matching.profile import Kind, Market, Participant, Profile
from handschlag.engine.matching.reading import Reader, Readings
from handschlag.engine.matching.reciprocity import harmonic
from handschlag.engine.matching.recommendation import Recommendations, recommend

EACH, PLACES = 12, 4
ITEMS = Path(__file__).parent / "data" / "forum_items_dev.tsv"


class Remembering(Reader):
    """Reads each profile once: a text is read by itself, whoever else is there."""

    def __init__(self) -> None:
        self.__dict__.update(reading.shipped().__dict__)
        self._known = {}

    def read(self, profiles, *, processes=1):
        if new := [one for one in dict.fromkeys(profiles) if one not in self._known]:
            found = super().read(new, processes=processes)
            self._known |= {one: found.of([place]) for place, one in enumerate(new)}
        rows = [self._known[one] for one in profiles]
        return Readings(
            tuple(profiles),
            tuple(one.languages[0] for one in rows),
            tuple(one.clear[0] for one in rows),
            np.array([one.said[0] for one in rows], np.float32),
            np.vstack([np.zeros((0, self.space.n), np.float32), *(one.vectors for one in rows)]),
            np.vstack([np.zeros((0, len(self.taxonomy.classes)), np.float32), *(one.likeness for one in rows)]),
            tuple(one.codes[0] for one in rows),
        )


@cache
def reader():
    return Remembering()


@cache
def items():
    with ITEMS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))[: 2 * EACH]


@cache
def honest():
    """What a0 seeks b0 offers, what b0 seeks a0 offers, and so on; the sides write in different languages."""
    return tuple(_person(side, number) for side in "ab" for number in range(EACH))


def _person(side, number):
    language = "de" if side == "a" else "ru"
    sought, offered = (number, EACH + number) if side == "a" else (EACH + number, number)
    return Participant(
        f"{side}{number}",
        side,
        (
            _profile(f"{side}{number}.seek", Kind.SEEK, sought, language),
            _profile(f"{side}{number}.offer", Kind.OFFER, offered, language),
        ),
    )


def _profile(id_, kind, number, language):
    row = items()[number]
    return Profile(id_, kind, row[f"{language}_{kind}"], language, (row["nace"],))


@dataclass(frozen=True)
class Outcome:
    """``there``: how well the offers of each b meet the seeks of each a, (a, b); ``worth``: of the pair, for both."""

    found: Recommendations
    there: Floats
    worth: Floats

    def seen(self, id_):
        return self.found.standings[id_].seen


def held(people):
    """The market with these people."""
    market = Market(tuple(people), ("a", "b"), frozenset({frozenset("ab")}))
    readied = score.ready(market, reader())

    def scores(of, to):
        return score.directions(readied, of, to, reader())

    ones, others = ([place for place, one in enumerate(people) if one.side == side] for side in "ab")
    there, back = scores(ones, others), scores(others, ones).T
    return Outcome(recommend(market, scores, k=PLACES), there, harmonic(there, back))


@cache
def before():
    return held(honest())


def with_offer(change, *, who="b0"):
    """The market in which one has changed the offer."""
    return held([_changed(one, change) if one.id == who else one for one in honest()])


def _changed(person, change):
    return replace(person, profiles=tuple(change(one) if one.kind is Kind.OFFER else one for one in person.profiles))
