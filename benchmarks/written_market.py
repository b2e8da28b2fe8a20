"""A market of participants who write: each seeks and offers one thing, in one of three languages; from text to reasons.

``python -m benchmarks.written_market N`` makes everybody's list at a market of N on either side, with reasons, and
prints what each part took.
"""

from __future__ import annotations

import json
import random
import sys
import time
from collections.abc import Sequence
from typing import Any

from benchmarks.items import LANGUAGES, SETS
from benchmarks.items import items as of_set
from handschlag.engine.matching import reading, score
from handschlag.engine.matching.answer import Answer
from handschlag.engine.matching.profile import Kind, Market, Participant, Profile


def made_up(n: int) -> Market:
    """``n`` participants on either side. Each text is made of two halves of different items, so that none is twice."""
    chance = random.Random(0)
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
    """Seconds of loading the words, of reading all texts, and of lists with reasons; and what the answer holds."""
    began = time.perf_counter()
    reader = reading.shipped()
    loaded = time.perf_counter()
    market = made_up(n)
    reader.read([Profile(language, Kind.SEEK, "x", language) for language in LANGUAGES])  # the words of each language
    ready = time.perf_counter()
    readied = score.ready(market, reader)
    read = time.perf_counter()
    found = Answer(readied, reader, language="de")
    reasons = [len(one["reasons"]) for _, row in found.lists() for one in row]
    ended = time.perf_counter()
    return {
        "loading": loaded - began,
        "reading": read - ready,
        "seconds": ended - read,
        "suggestions": len(reasons),
        "reasons": sum(reasons),
        "unseen": len(found.exposure["unseen"]),
    }


def main(argv: Sequence[str] | None = None) -> int:
    (size,) = argv if argv is not None else sys.argv[1:]
    print(json.dumps(measured(int(size))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
