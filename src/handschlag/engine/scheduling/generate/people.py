"""Who comes to a made-up forum: absences, popularity and languages. Sets of slots and languages are bits."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence

from handschlag.engine.scheduling.generate.recipe import TONGUES, Recipe
from handschlag.engine.scheduling.problem import Representative

_WELL = ("B2", "C1", "C2")
_POORLY = ("A1", "A2", "B1")
_GERMAN, _ENGLISH, FIRST_TONGUE = 1, 2, 4
NOBODY_SERVES = -1
_ENGLISH_ON_SIDE_A, _GERMAN_ON_SIDE_B, _TONGUE_ON_SIDE_A, _HALF = 0.85, 0.3, 0.3, 0.5


def shared_out(total: int, parts: Sequence[float]) -> list[int]:
    """``total`` in whole numbers in proportion to ``parts``, the largest remainders rounded up."""
    whole = sum(parts)
    if whole <= 0:
        return [0] * len(parts)
    exact = [total * part / whole for part in parts]
    shares = [math.floor(x) for x in exact]
    by_remainder = sorted(range(len(parts)), key=lambda k: (shares[k] - exact[k], k))
    for k in by_remainder[: total - sum(shares)]:
        shares[k] += 1
    return shares


def draw_absences(dice: random.Random, people: int, days: Sequence[range], share: float) -> list[int]:
    """For each of ``people`` the slots in which they are away, as bits; ``share`` of all slots."""
    away = [0] * people
    open_cells = round(share * people * days[-1].stop)
    for _ in range(4 * open_cells):
        if open_cells <= 0:
            break
        who = dice.randrange(people)
        added = _absence(dice, dice.choice(days)) & ~away[who]
        away[who] |= added
        open_cells -= added.bit_count()
    return away


def _absence(dice: random.Random, day: range) -> int:
    """Late, gone early, or (as often as both) in a talk of one or two slots."""
    kind = dice.randrange(4)
    if kind >= 2:
        start = dice.choice(day)
        return bits_of(range(start, min(start + dice.randint(1, 2), day.stop)))
    long = dice.randint(1, max(1, len(day) // 4))
    return bits_of(day[:long] if kind else day[-long:])


def bits_of(numbers: Sequence[int]) -> int:
    return sum(1 << k for k in numbers)


def draw_popularity(dice: random.Random, spread: float) -> int:
    """A weight, log-normal as far as twelve dice make a normal one; whole, so that it adds up anywhere alike."""
    normal = sum(dice.random() for _ in range(12)) - 6
    return max(1, round(1000 * math.exp(0.6 * spread * normal)))


def draw_speech(recipe: Recipe, dice: random.Random) -> list[int]:
    """The languages each participant speaks well, as bits: first side a, then side b.

    Side a speaks German, mostly English, and few know a tongue of side b. Of side b, as many as it takes
    for ``interpreted`` speak only their own; the others speak English or German too. Without
    interpreters everybody speaks English.
    """
    knowing = min(_TONGUE_ON_SIDE_A, 1 - recipe.interpreted) if recipe.pools else 0.0
    alone = recipe.interpreted / (1 - knowing / recipe.pools) if recipe.pools else 0.0
    side_a = [_speech_a(recipe, dice, knowing) for _ in range(recipe.size_a)]
    size_b = recipe.participants - recipe.size_a
    ranks = list(range(size_b))
    dice.shuffle(ranks)
    return side_a + [_speech_b(recipe, dice, rank, rank < round(alone * size_b)) for rank in ranks]


def _speech_a(recipe: Recipe, dice: random.Random, knowing: float) -> int:
    speech = _GERMAN
    if not recipe.pools or dice.random() < _ENGLISH_ON_SIDE_A:
        speech |= _ENGLISH
    if dice.random() < knowing:
        speech |= FIRST_TONGUE << dice.randrange(recipe.pools)
    return speech


def _speech_b(recipe: Recipe, dice: random.Random, rank: int, alone: bool) -> int:
    own = FIRST_TONGUE << rank % max(1, recipe.pools)
    if alone:
        return own
    foreign = _GERMAN if recipe.pools and dice.random() < _GERMAN_ON_SIDE_B else _ENGLISH
    return own | foreign


def pool_for(one: int, other: int) -> int:
    """Which pair of languages bridges two speeches: 0 none is needed, 1 German and the first tongue, and so on."""
    if one & other:
        return 0
    tongue = other if one & _GERMAN else one if other & _GERMAN else 0
    return (tongue // FIRST_TONGUE).bit_length() or NOBODY_SERVES


def languages_of(speech: int) -> list[str]:
    return [name for k, name in enumerate(("de", "en", *TONGUES)) if speech >> k & 1]


def draw_representatives(dice: random.Random, party: str, spoken: Sequence[str]) -> tuple[Representative, ...]:
    """One to three people who together speak just the languages of ``spoken`` well, the first of them all."""
    mother, *foreign = spoken
    people = [{mother: "native"} for _ in range(dice.choice((1, 1, 2, 2, 3)))]
    for language in foreign:
        dice.choice(people)[language] = dice.choice(_WELL)
    for languages in people:
        if "en" not in languages and dice.random() < _HALF:
            languages["en"] = dice.choice(_POORLY)
    return tuple(
        Representative(id=f"{party}.r{k}", languages=languages, head=k == 1)
        for k, languages in enumerate(people, start=1)
    )
