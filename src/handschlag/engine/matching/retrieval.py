"""Profiles ranked for a query, and classes suggested for a text: what a form or a search needs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from handschlag.engine.matching import score, tokens
from handschlag.engine.matching.classes import Suggestion
from handschlag.engine.matching.profile import Profile
from handschlag.engine.matching.reading import Reader
from handschlag.engine.matching.weights import SHIPPED, Weights

AT_ONCE = 256


def retrieve(
    queries: Sequence[Profile], candidates: Sequence[Profile], reader: Reader, *, most: int, weights: Weights = SHIPPED
) -> Iterator[tuple[Profile, list[tuple[Profile, float]]]]:
    """For each query the best candidates with their scores (0 to 1), the best first, equal ones by id."""
    there = reader.read(sorted(candidates, key=lambda one: one.id))
    for start in range(0, len(queries), AT_ONCE):
        here = reader.read(queries[start : start + AT_ONCE])
        values = 1 / (1 + np.exp(-score.odds(here, there, reader, weights)))
        for query, row in zip(here.profiles, values, strict=True):
            best = np.argsort(-row, kind="stable")[:most]
            yield query, [(there.profiles[place], float(row[place])) for place in best]


def suggest(profile: Profile, reader: Reader, *, most: int = 5) -> list[Suggestion]:
    """The classes that a text most likely belongs to."""
    return reader.classes.suggest(profile.text, tokens.language_of(profile.text, profile.lang), most=most)
