"""The slots of a made-up forum, day by day, with a pause at noon."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from handschlag.engine.scheduling.generate.recipe import Recipe
from handschlag.engine.scheduling.problem import Slot

FIRST_SLOT = datetime(2027, 3, 10, 10)
SLOT_LENGTH = timedelta(minutes=20)
NOON = timedelta(minutes=60)


def days_of(recipe: Recipe) -> list[range]:
    """Slot numbers of each day."""
    ends = [recipe.slots * day // recipe.days for day in range(recipe.days + 1)]
    return [range(first, last) for first, last in itertools.pairwise(ends)]


def _noon(recipe: Recipe, day: range) -> int:
    """The first slot number after noon; the end of the day when there is nothing after noon."""
    morning = max(1, round(0.4 * len(day))) if recipe.lunch is None else recipe.lunch - 1
    return min(day.start + morning, day.stop)


def slots_of(recipe: Recipe, days: Sequence[range]) -> Iterator[Slot]:
    apart = 1 + (max(map(len, days)) * SLOT_LENGTH + NOON) // timedelta(days=1)
    for number, day in enumerate(days):
        noon = _noon(recipe, day)
        opening = FIRST_SLOT + number * apart * timedelta(days=1)
        for k in day:
            afternoon = k >= noon
            start = opening + (k - day.start) * SLOT_LENGTH + (NOON if afternoon and noon > day.start else timedelta())
            yield Slot(
                id=f"d{number + 1}s{k - day.start + 1:02d}",
                day=f"d{number + 1}",
                part="afternoon" if afternoon else "morning",
                start=start.isoformat(timespec="minutes"),
                minutes=SLOT_LENGTH // timedelta(minutes=1),
                adjacent_to_previous=False if k == noon > day.start else None,
            )


def runs_of(recipe: Recipe, days: Sequence[range]) -> list[range]:
    """Slot numbers without a pause between them."""
    noons = [_noon(recipe, day) for day in days]
    halves = itertools.chain.from_iterable(
        (range(day.start, noon), range(noon, day.stop)) for day, noon in zip(days, noons, strict=True)
    )
    return [half for half in halves if half]
