"""A market of participants who write: each seeks and offers one thing, in one of three languages; from text to reasons.

``python -m benchmarks.written_market N`` makes everybody's list at a market of N on either side, with reasons, and
prints what each part took; ``N fresh`` makes a fresh list at a market of N on either side for one after the other who
has written something new, from the new text to the reasons.
"""

from __future__ import annotations

import json
import random
import statistics
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from benchmarks.items import LANGUAGES, SETS
from benchmarks.items import items as of_set
from handschlag.engine.matching import reading, score
from handschlag.engine.matching.answer import Answer, fresh
from handschlag.engine.matching.processes import cores
from handschlag.engine.matching.profile import Kind, Market, Participant, Profile
from handschlag.engine.matching.score import Readied

DISTINCT = 500


def made_up(n: int, *, seed: int = 0) -> Market:
    """``n`` participants on either side. Each text is made of two halves of different items, so that none is twice."""
    chance = random.Random(seed)
    items = [row for path in sorted(SETS.glob("forum_items_*.tsv")) for row in of_set(path.stem[len("forum_items_") :])]

    def profile(id_: str, kind: Kind) -> Profile:
        language = chance.choice(LANGUAGES)
        one, other = chance.sample(items, 2)
        halves = [row[f"{language}_{kind}"].split() for row in (one, other)]
        words = [*halves[0][: (len(halves[0]) + 1) // 2], *halves[1][len(halves[1]) // 2 :]]
        return Profile(
            f"{id_}.{kind}", kind, " ".join(words), language, (one["nace"],) if chance.random() < 0.8 else ()
        )

    people = tuple(
        Participant(
            f"{side}{number}",
            side,
            tuple(profile(f"{side}{number}", kind) for kind in Kind),
            languages=tuple(chance.sample(LANGUAGES, 2)),
        )
        for side in "ab"
        for number in range(n)
    )
    return Market(people, ("a", "b"), frozenset({frozenset({"a", "b"})}))


def measured(n: int) -> dict[str, Any]:
    """Seconds of loading the base, of reading all texts (with the words of their languages), and of writing all lists.

    As many processes share the work as there are cores.
    """
    began = time.perf_counter()
    reader = reading.shipped()
    loaded = time.perf_counter()
    market = made_up(n)
    ready = time.perf_counter()
    readied = score.ready(market, reader, processes=cores())
    read = time.perf_counter()
    found = Answer(readied, reader, language="de")
    letters = sum(len(piece) for piece in found.written(processes=cores()))
    ended = time.perf_counter()
    return {
        "loading": loaded - began,
        "reading": read - ready,
        "seconds": ended - read,
        "processes": cores(),
        "suggestions": sum(len(row) for row in found.found.lists.values()),
        "millions": letters / 1e6,
        "unseen": len(found.exposure["unseen"]),
    }


def fresh_lists(n: int, *, rounds: int = 20) -> dict[str, Any]:
    """Seconds until somebody who has written something new has a list again: the median, and the longest.

    A market of this size is made of one of at most ``DISTINCT`` on either side, again and again: what is measured does
    not depend on how many of the texts differ.
    """
    reader, few = reading.shipped(), min(n, DISTINCT)
    readied = _repeated(score.ready(made_up(few), reader), few, n)
    known = Answer(readied, reader, language="de").found
    others = made_up(few, seed=1).participants
    times = []
    for number in range(rounds):
        changed = replace(others[number % few], id=f"a{number % n}")
        began = time.perf_counter()
        found = fresh(known, readied, changed, reader, language="de")
        times.append(time.perf_counter() - began)
        assert found
    return {"seconds": statistics.median(times), "worst": max(times), "profiles": 4 * n}


def _repeated(readied: Readied, few: int, n: int) -> Readied:
    """A market of ``n`` on either side whose participants say what those of one of ``few`` say."""
    people = readied.market.participants
    places = [side * few + number % few for side in range(2) for number in range(n)]
    seeks, offers = (
        replace(read, profiles=tuple(replace(one, id=f"{one.id} {row}") for row, one in enumerate(read.profiles)))
        for read in (readied.seeks.of(places), readied.offers.of(places))
    )
    here = tuple(
        replace(
            people[place], id=f"{people[place].side}{row % n}", profiles=(seeks.profiles[row], offers.profiles[row])
        )
        for row, place in enumerate(places)
    )
    everybody = tuple(range(2 * n))
    return Readied(replace(readied.market, participants=here), seeks, everybody, offers, everybody)


def main(argv: Sequence[str] | None = None) -> int:
    size, *what = argv if argv is not None else sys.argv[1:]
    print(json.dumps(fresh_lists(int(size)) if what else measured(int(size))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
