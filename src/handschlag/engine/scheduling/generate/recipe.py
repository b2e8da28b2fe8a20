"""What kind of forum to make up, and whether its numbers make sense."""

from __future__ import annotations

import math
from dataclasses import dataclass

from handschlag.engine.scheduling import consistency
from handschlag.engine.scheduling.problem import Level

TONGUES = ("ru", "zh", "uk", "kk", "uz", "tr", "pl", "cs", "fr", "es", "it", "pt", "ar", "ja", "ko", "vi")
"""Mother tongues of side b. The first ``pools`` of them have interpreters from and into German."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """What kind of forum to make up. Shares are from 0 to 1.

    Attributes
    ----------
    participants, meetings, slots, days : how many; the slots are spread evenly over the days
    seed : another seed makes another forum of the same kind
    pools : pairs of languages with interpreters: de-ru, de-zh, de-uk and so on (see ``TONGUES``)
    interpreters : of all pairs together; 0: what is needed and ``slack``
    english : so many of the interpreters also interpret between English and the foreign language
    interpreted : share of meetings that need an interpreter, as nearly as can be had
    tables : 0: what is needed and ``slack``
    slack : share of places and interpreters beyond the need
    absent : share of slots in which participants are away: late, gone early or in a talk
    popularity : 0: all are equally sought after; 1: the usual few whom everybody wants to meet
    levels : how must, want and possible are shared out, as shares or as numbers
    overload : further meetings that need not fit, as a share of ``meetings``
    limit : share of participants with a ``max_meetings``
    precedences : number of pairs of meetings in a given order
    rest : ``max_consecutive`` of the interpreters; None: no limit
    lunch : number (from 1) of the first slot after noon of each day; None: after two fifths of the day
    two_sided : every meeting is between side a and side b
    share_a : share of participants on side a
    fits : all ``meetings`` fit together by construction; False: all are drawn like the overload

    Raises
    ------
    ValueError
        With one sentence, if a number is out of its range.
    """

    participants: int = 150
    meetings: int = 450
    slots: int = 10
    seed: int = 1
    days: int = 1
    pools: int = 0
    interpreters: int = 0
    english: int = 0
    interpreted: float = 0.15
    tables: int = 0
    slack: float = 0.12
    absent: float = 0.08
    popularity: float = 1.0
    levels: tuple[float, float, float] = (0.2, 0.42, 0.38)
    overload: float = 0.0
    limit: float = 0.0
    precedences: int = 0
    rest: int | None = None
    lunch: int | None = None
    two_sided: bool = True
    share_a: float = 0.5
    fits: bool = True

    def __post_init__(self) -> None:
        for name, least, most in _RANGES:
            _within(name, getattr(self, name), least, most)
        _within("days", self.days, 1, self.slots)
        if self.lunch is not None:
            _within("lunch", self.lunch, 1, self.slots)
        if self.rest is not None:
            _within("rest", self.rest, 1, consistency.MOST["slot"])
        _check_interpreters(self)
        _check_levels(self.levels)
        _check_size(self)

    @property
    def wishes(self) -> int:
        """All meetings, the overload included."""
        return self.meetings + round(self.meetings * self.overload)

    @property
    def size_a(self) -> int:
        """Participants on side a."""
        return round(self.participants * self.share_a)


_RANGES: tuple[tuple[str, float, float], ...] = (
    ("participants", 1, consistency.MOST["participant"]),
    ("meetings", 0, consistency.MOST["meeting"]),
    ("slots", 1, consistency.MOST["slot"]),
    ("pools", 0, len(TONGUES)),
    ("interpreters", 0, consistency.MOST["interpreter"]),
    ("english", 0, consistency.MOST["interpreter"]),
    ("interpreted", 0, 1),
    ("tables", 0, consistency.MOST["place"]),
    ("slack", 0, 10),
    ("absent", 0, 1),
    ("popularity", 0, 5),
    ("overload", 0, 100),
    ("limit", 0, 1),
    ("precedences", 0, consistency.MOST["meeting"]),
    ("share_a", 0, 1),
)


def demo_like(seed: int) -> Recipe:
    """A forum like that of the demo: 64 and 72 organisations, ten slots, far more wishes than can be met.

    Tables hold 240 meetings, nine interpreters about 80, and some 175 of the 450 wishes need one.
    """
    return Recipe(
        participants=136,
        share_a=64 / 136,
        meetings=450,
        levels=(90, 190, 170),
        slots=10,
        lunch=4,
        seed=seed,
        pools=1,
        interpreters=9,
        english=2,
        interpreted=0.39,
        rest=4,
        tables=24,
        limit=0.15,
        fits=False,
    )


def _within(name: str, got: float, least: float, most: float) -> None:
    if not least <= got <= most:
        raise ValueError(f"{name}: expected a number from {least:,} to {most:,}, got {got:,}")


def _check_interpreters(recipe: Recipe) -> None:
    if recipe.interpreters and not recipe.pools:
        raise ValueError(f"interpreters: expected none without language pairs (pools), got {recipe.interpreters}")
    if 0 < recipe.interpreters < recipe.pools:
        raise ValueError(
            f"interpreters: expected one or more for each of {recipe.pools} pools or 0 for as many "
            f"as needed, got {recipe.interpreters}"
        )


def _check_levels(levels: tuple[float, float, float]) -> None:
    if len(levels) != len(Level) or not all(math.isfinite(x) and x >= 0 for x in levels) or sum(levels) <= 0:
        raise ValueError(f"levels: expected shares or numbers of must, want and possible, got {list(levels)}")


def _check_size(recipe: Recipe) -> None:
    _within("meetings with overload", recipe.wishes, 0, consistency.MOST["meeting"])
    for name, things in (("meetings", recipe.wishes), ("participants", recipe.participants)):
        _within(f"{name} times slots", things * recipe.slots, 0, consistency.MOST_CELLS)
    a, b = recipe.size_a, recipe.participants - recipe.size_a
    pairs = a * b if recipe.two_sided else math.comb(a + b, 2)
    if recipe.wishes > pairs:
        raise ValueError(
            f"meetings: expected at most {pairs:,}, one for each pair that can meet, got {recipe.wishes:,}"
        )
