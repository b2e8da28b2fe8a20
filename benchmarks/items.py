"""How well needs find offers on items that were written apart from the words; measured here, promised in the tests.

An item is a field of co-operation with an offer and a seek in German, English and Russian and its class of NACE.
``python -m benchmarks.items SET`` prints all figures of a set as JSON, ``titles FILE`` those of a table of titles.
"""

from __future__ import annotations

import csv
import json
import random
import sys
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from benchmarks import ngrams
from handschlag.engine.matching import reading, score
from handschlag.engine.matching.profile import Kind, Profile
from handschlag.engine.matching.reading import Readings

SETS = Path(__file__).parents[1] / "tests" / "engine" / "matching" / "data"
LANGUAGES = ("de", "en", "ru")
ACROSS = [(one, other) for one in LANGUAGES for other in LANGUAGES if one != other]
AS_CHOSEN = tuple(range(5, 12))
"""Seeds by which somebody chose a class for each text."""

Values = npt.NDArray[np.floating]


@cache
def items(name: str) -> list[dict[str, str]]:
    """The items of a set: ``dev``, ``hard_dev`` or ``heldout``; ``quick`` are a few of the first."""
    if name == "quick":
        return items("dev")[:5]
    with (SETS / f"forum_items_{name}.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def noisy(code: str, chance: random.Random, classes: Sequence[str]) -> str:
    """A code as people choose it: the right one (60 %), one of its group (25), of its division (8), or any (7)."""
    drawn = chance.random()
    if drawn < 0.6:
        return code
    length = 4 if drawn < 0.85 else 2 if drawn < 0.93 else 0
    return chance.choice([one for one in classes if one[:length] == code[:length]])


@cache
def read(name: str, kind: Kind, language: str, column: str, seed: int | None = None) -> Readings:
    """The items of a set as the matcher reads them; with a seed each has a code; an empty column has no text."""
    reader, rows, chance = reading.shipped(), items(name), random.Random(f"{seed} {kind}")
    codes = [(noisy(row["nace"], chance, reader.taxonomy.classes),) if seed is not None else () for row in rows]
    texts = [row[f"{language}_{column}"] if column else "" for row in rows]
    return reader.read([Profile(str(n), kind, text, language, codes[n]) for n, text in enumerate(texts)])


def ranks(values: Values) -> Values:
    """The place of each row's own column, from 1; half of those that are worth the same stand before it."""
    own = values.diagonal()[:, None]
    found: Values = 1 + (values > own).sum(axis=1) + ((values == own).sum(axis=1) - 1) / 2
    return found


def reciprocal(of_pair: Callable[[str, str], Iterable[Values]]) -> float:
    """The mean reciprocal rank over the six ways from one language to another."""
    found = [ranks(values) for one, other in ACROSS for values in of_pair(one, other)]
    return float(np.mean(1 / np.concatenate(found)))


def mean_reciprocal_rank(
    name: str, *, ask: str = "seek", there: str = "offer", seeds: Iterable[int | None] = (None,)
) -> float:
    """Of the matcher. ``ask`` and ``there`` are the columns that stand against each other."""

    def of_pair(one: str, other: str) -> Iterable[Values]:
        for seed in seeds:
            asked, found = read(name, Kind.SEEK, one, ask, seed), read(name, Kind.OFFER, other, there, seed)
            yield score.odds(asked, found, reading.shipped())

    return reciprocal(of_pair)


def by_letters(name: str, *, ask: str = "seek") -> float:
    """The mean reciprocal rank of character n-grams."""
    rows = items(name)
    return reciprocal(
        lambda one, other: [
            ngrams.likeness([row[f"{one}_{ask}"] for row in rows], [row[f"{other}_offer"] for row in rows])
        ]
    )


def right_class(name: str, language: str, *, most: int = 5) -> float:
    """How often the right one of all classes is among the five that the matcher suggests for an offer."""
    classes = reading.shipped().classes
    rows = items(name)
    suggested = [{one.code for one in classes.suggest(row[f"{language}_offer"], language, most=most)} for row in rows]
    return float(np.mean([row["nace"] in codes for row, codes in zip(rows, suggested, strict=True)]))


def right_class_by_letters(name: str, language: str, *, most: int = 5) -> float:
    """The same of character n-grams against the titles in that language."""
    titles = reading.shipped().taxonomy.titles
    classes = reading.shipped().taxonomy.classes
    rows = items(name)
    near = ngrams.likeness([row[f"{language}_offer"] for row in rows], [titles[code][language] for code in classes])
    best = np.argsort(-near, axis=1)[:, :most]
    return float(
        np.mean([row["nace"] in {classes[k] for k in row_best} for row, row_best in zip(rows, best, strict=True)])
    )


def figures(name: str) -> dict[str, Any]:
    """Everything that is measured on a set."""
    number = len(items(name))
    translated = {"ours": mean_reciprocal_rank(name, ask="offer"), "letters": by_letters(name, ask="offer")}
    found = {"ours": mean_reciprocal_rank(name), "letters": by_letters(name)}
    with_codes = {
        "ours": mean_reciprocal_rank(name, seeds=AS_CHOSEN),
        "codes": mean_reciprocal_rank(name, ask="", there="", seeds=AS_CHOSEN),
    }
    ways = {"offer, its translation": translated, "need, offer": found, "need, offer, with codes": with_codes}
    return {
        "ranks": [{"number": number, "what": what, **_rounded(row)} for what, row in ways.items()],
        "classes": [
            {
                "language": language,
                **_rounded({"ours": right_class(name, language), "letters": right_class_by_letters(name, language)}),
            }
            for language in LANGUAGES
        ],
    }


def _rounded(row: dict[str, float]) -> dict[str, float]:
    return {key: round(value, 3) for key, value in row.items()}


def titles(path: Path) -> list[dict[str, str]]:
    """The classes of a table of official titles with the columns ``level``, ``de`` and of Russian, ``ru_…``."""
    with path.open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file, delimiter="\t") if row["level"] == "class"]


def of_titles(path: Path) -> list[dict[str, Any]]:
    """Each way between German and the wordings in Russian."""
    rows = titles(path)
    wordings = [column for column in rows[0] if column.startswith("ru")]
    return [
        {
            "from": one,
            "to": other,
            "number": len(_in_both(rows, one, other)),
            **_rounded(
                {
                    "ours": titles_found(rows, one, other, by_letters=False),
                    "letters": titles_found(rows, one, other, by_letters=True),
                }
            ),
        }
        for wording in wordings
        for one, other in (("de", wording), (wording, "de"))
    ]


def _in_both(rows: Sequence[dict[str, str]], one: str, other: str) -> list[dict[str, str]]:
    """The classes that have a title in both columns."""
    return [row for row in rows if row[one] and row[other]]


def titles_found(given: Sequence[dict[str, str]], one: str, other: str, *, by_letters: bool, most: int = 10) -> float:
    """How often a class is among ten for its title in another language; columns are a language and perhaps more."""
    rows = _in_both(given, one, other)
    asked, there = [row[one] for row in rows], [row[other] for row in rows]
    if by_letters:
        return float((ranks(ngrams.likeness(asked, there)) <= most).mean())
    reader = reading.shipped()
    here, found = (
        reader.read([Profile(str(n), Kind.OFFER, text, column[:2]) for n, text in enumerate(texts)])
        for column, texts in ((one, asked), (other, there))
    )
    return float((ranks(score.odds(here, found, reader)) <= most).mean())


def main(argv: Sequence[str] | None = None) -> int:
    what, *rest = argv if argv is not None else sys.argv[1:]
    print(json.dumps(of_titles(Path(*rest)) if what == "titles" else figures(what)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
