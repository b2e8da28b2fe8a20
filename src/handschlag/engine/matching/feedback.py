"""What people answer: at once in the list of the one who answers, every night a little in the weights of all.

**At once.** Whom somebody has declined never comes again, as if by a veto of which nobody learns (``heeding``). What
she likes or declines moves the logarithm of the odds of those who offer the like (``personal``)::

    shift = MOST · Σ ±w·s / (NEEDED + Σ w·s)

over her opinions, ``s`` being how alike the two offer (0 to 1) and ``w = 2^(-age / HALF_LIFE)``. One opinion moves a
fifth of ``MOST``, twice as much takes about three, and nothing ever moves more than ``MOST``.

**Every night.** ``refit`` is a logistic regression on all answers whose prior is the shipped weights (maximum a
posteriori; Bishop 2006, Pattern Recognition and Machine Learning, 4.3 and 4.5). With the features x (``score.parts``
at the shipped weights, and 1), it finds the factors β that minimise ::

    Σ wᵢ·(log(1 + e^(βxᵢ)) - yᵢ·βxᵢ)  +  PSEUDO/8 · Σ_f mean(x_f²)·(β_f - 1)²

by Newton's method. The second term weighs as much as ``PSEUDO`` answers that confirm the shipped weights (1/4 is the
most that one answer tells). Answers of one participant weigh at most ``MOST_OF_ONE`` together, and each factor stays
within ``BOUNDS``. It sees the features of ``score.py`` and nothing else: no names, no countries.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from handschlag.engine.matching import score
from handschlag.engine.matching.arrays import Floats, unit
from handschlag.engine.matching.candidates import Scores
from handschlag.engine.matching.profile import Market
from handschlag.engine.matching.reading import Reader
from handschlag.engine.matching.weights import SHIPPED, VERSION, Weights

MOST, NEEDED, HALF_LIFE = 1.5, 4.0, 180.0
"""The largest personal shift of the odds' logarithm; opinions for half of it; days until an opinion counts half."""
PSEUDO = 200.0
MOST_OF_ONE = 5.0
LEAST_ANSWERS, LEAST_PEOPLE = 30, 10
"""With fewer answers, or answers of fewer participants, the shipped weights stay."""
BOUNDS = 0.5, 2.0
Doubles = npt.NDArray[np.float64]
ROUNDS, STILL = 50, 1e-10
FEATURES: tuple[tuple[str, ...], ...] = (
    ("prior",),
    ("text", "text_least", "text_most"),
    ("same_class", "same_group", "same_division", "no_class"),
    ("foretold",),
    ("same_trade",),
    ("cooperation", "no_cooperation"),
)
"""The weights that each feature's factor multiplies."""


class Why(StrEnum):
    """Why somebody is declined, or liked. ``KNOWN`` ("we work together already") says nothing of others."""

    TRADE = "trade"
    COOPERATION = "cooperation"
    KNOWN = "known"


@dataclass(frozen=True, slots=True)
class Opinion:
    """What one thinks of another participant: "more like this", or "not interesting because …"."""

    other: str
    is_liked: bool
    why: Why = Why.TRADE
    age: float = 0.0
    """In days."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A suggestion that was answered: accepted, or held and found useful (``is_good``), or declined.

    ``features`` (6,) are those of ``features_of``, kept when the suggestion was made.
    """

    participant: str
    features: tuple[float, ...]
    is_good: bool


Opinions = Mapping[str, Sequence[Opinion]]
"""By the id of the one whose they are."""


def heeding(market: Market, opinions: Opinions) -> Market:
    """The market in which nobody is suggested whom she has declined, nor she to them; those who left are ignored."""
    declined = {who: {one.other for one in some if not one.is_liked} for who, some in opinions.items()}
    people = [
        replace(one, vetoes=one.vetoes | {other for other in declined.get(one.id, ()) if other in market.by_id})
        for one in market.participants
    ]
    return replace(market, participants=tuple(people))


def personal(scores: Scores, readied: score.Readied, opinions: Opinions) -> Scores:
    """The same scores with the rows of those who have opinions shifted; for ``recommend`` and ``renew``."""
    places = {one.id: place for place, one in enumerate(readied.market.participants)}
    known = {
        places[who]: [one for one in some if one.other in places] for who, some in opinions.items() if who in places
    }

    def shifted(of: Sequence[int], to: Sequence[int]) -> Floats:
        values = scores(of, to).copy()
        for row, one in enumerate(of):
            if known.get(one):
                shift = shifts(known[one], _likeness(readied, known[one], places, to))
                inner = np.clip(values[row], 1e-6, 1 - 1e-6)
                moved = 1 / (1 + np.exp(-(np.log(inner / (1 - inner)) + shift)))
                values[row] = np.where(values[row] > 0, moved, 0)  # what cannot fit does not come to fit
        return values

    return shifted


def shifts(opinions: Sequence[Opinion], likeness: Floats) -> Floats:
    """(candidates,) what to add to the logarithm of the odds, within ±``MOST``.

    ``likeness`` (opinions, candidates) is how alike each candidate is to the one of the opinion, 0 to 1.
    """
    weights = np.array([0.5 ** (max(0.0, one.age) / HALF_LIFE) for one in opinions])[:, None] * likeness
    signs = np.array([1.0 if one.is_liked else -1.0 for one in opinions])[:, None]
    moved: Floats = (MOST * (signs * weights).sum(axis=0) / (NEEDED + weights.sum(axis=0))).astype(np.float32)
    return moved


def _likeness(
    readied: score.Readied, opinions: Sequence[Opinion], places: Mapping[str, int], to: Sequence[int]
) -> Floats:
    rows = np.zeros((len(opinions), len(to)), dtype=np.float32)
    theirs = _offered(readied, to)
    for row, one in enumerate(opinions):
        if one.why is Why.TRADE:
            rows[row] = _offered(readied, [places[one.other]])[0] @ theirs.T
        elif one.why is Why.COOPERATION:
            ways = _ways(readied, places[one.other])
            rows[row] = [bool(ways & _ways(readied, place)) for place in to]
    return rows


def _offered(readied: score.Readied, places: Sequence[int]) -> Floats:
    """(places, concepts) what each offers, of length one; zero for those who offer nothing that we understand."""
    summed = np.zeros((len(places), readied.offers.vectors.shape[1]), dtype=np.float32)
    for row, place in enumerate(places):
        summed[row] = readied.offers.vectors[np.array(readied.offerers, dtype=np.int64) == place].sum(axis=0)
    return unit(summed)


def _ways(readied: score.Readied, place: int) -> set[str]:
    owned = zip(readied.offers.profiles, readied.offerers, strict=True)
    return {way for one, owner in owned if owner == place for way in one.cooperation}


def features_of(readied: score.Readied, one: int, other: int, reader: Reader) -> tuple[float, ...] | None:
    """(6,) what speaks for the best seek of ``one`` with the offers of ``other`` (places in the market).

    None where one seeks nothing, the other offers nothing, or a needed certificate is missing.
    """
    seeks, offers = (
        readings.of([row for row, owner in enumerate(owners) if owner == place])
        for readings, owners, place in (
            (readied.seeks, readied.seekers, one),
            (readied.offers, readied.offerers, other),
        )
    )
    parts = np.stack([*score.parts(seeks, offers, reader, SHIPPED)])
    total = parts.sum(axis=0)
    if not total.size or not np.isfinite(total.max()):
        return None
    best = np.unravel_index(int(total.argmax()), total.shape)
    return (*(float(part[best]) for part in parts),)


def refit(answers: Sequence[Answer]) -> Weights:
    """The shipped weights moved towards what people answer; exactly the shipped ones where they are too few.

    The order of the answers makes no difference.

    Raises
    ------
    ValueError
        If an answer has not six finite features.
    """
    for one in answers:
        if len(one.features) != len(FEATURES) or not np.isfinite(one.features).all():
            raise ValueError(f"answer of {one.participant!r}: expected {len(FEATURES)} finite features")
    held = Counter(one.participant for one in answers)
    if len(answers) < LEAST_ANSWERS or len(held) < LEAST_PEOPLE:
        return SHIPPED
    rows = sorted(answers, key=lambda one: (one.participant, one.features, one.is_good))
    x = np.array([one.features for one in rows], dtype=np.float64)
    y = np.array([one.is_good for one in rows], dtype=np.float64)
    weights = np.array([min(1.0, MOST_OF_ONE / held[one.participant]) for one in rows])
    return _scaled(np.clip(_factors(x, y, weights), *BOUNDS))


def _factors(x: Doubles, y: Doubles, weights: Doubles) -> Doubles:
    """(features,) the factors of greatest posterior probability."""
    prior = PSEUDO / 4 * np.maximum((x * x).mean(axis=0), 1e-6)
    factors = np.ones(x.shape[1])
    for _ in range(ROUNDS):
        chance = 1 / (1 + np.exp(-np.clip(x @ factors, -30, 30)))
        slope = x.T @ (weights * (chance - y)) + prior * (factors - 1)
        bend = (x.T * (weights * chance * (1 - chance))) @ x + np.diag(prior)
        step = np.linalg.solve(bend, slope)
        factors = factors - step * min(1.0, 0.5 / max(float(np.abs(step).max()), 1e-12))
        if np.abs(step).max() < STILL:
            break
    return factors


def _scaled(factors: Doubles) -> Weights:
    moved = {
        name: float(getattr(SHIPPED, name) * factor)
        for names, factor in zip(FEATURES, factors, strict=True)
        for name in names
    }
    return replace(SHIPPED, **moved, version=VERSION)
