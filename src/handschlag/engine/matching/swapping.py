"""Lists mended by single exchanges: nobody stays unseen, and few have less than three mutual suggestions.

Prices settle what many want; these exchanges settle what remains for a few. None takes somebody above the quota or
out of the last list, and none makes a list less varied than ``choosing`` would.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from handschlag.engine.matching.arrays import Ints
from handschlag.engine.matching.pairs import Pairs
from handschlag.engine.matching.prices import Terms

ALIKE = 0.3
"""The share of a list that may be of one organisation, or of one class group."""
MUTUAL = 3
"""So many suggestions in which each is in the other's list are a good beginning."""
NEARLY = 0.9
"""An exchange for a mutual suggestion keeps at least this share of the worth."""
NOBODY = -1

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Kinds:
    """(n,) numbers of everybody's organisation and class group; ``NOBODY`` for those who are alone or unknown."""

    organisations: Ints
    trades: Ints

    @classmethod
    def none(cls, n: int) -> Kinds:
        return cls(np.full(n, NOBODY), np.full(n, NOBODY))

    def alike(self, one: int, others: Ints) -> int:
        """How many of the others are of the same organisation as one, or of the same class group, whichever is more."""
        return max(
            int((numbers[others] == numbers[one]).sum()) if numbers[one] != NOBODY else 0
            for numbers in (self.organisations, self.trades)
        )


def most_alike(places: int) -> int:
    return max(1, round(ALIKE * places))


def seen(pairs: Pairs, chosen: Ints) -> Ints:
    """(n,) in how many lists each is."""
    return np.bincount(pairs.at[chosen[chosen != NOBODY]], minlength=pairs.n)


def mutual(pairs: Pairs, chosen: Ints) -> Ints:
    """(n,) how many of everybody's list have them in theirs."""
    is_listed = _listed(pairs, chosen)
    return np.bincount(pairs.by[is_listed & is_listed[pairs.twin]], minlength=pairs.n)


def _listed(pairs: Pairs, chosen: Ints) -> Flags:
    is_listed = np.zeros(len(pairs.by), dtype=bool)
    is_listed[chosen[chosen != NOBODY]] = True
    return is_listed


class Mending:
    """Exchanges in ``chosen``, (n, places), which is changed in place."""

    def __init__(self, pairs: Pairs, chosen: Ints, terms: Terms, kinds: Kinds) -> None:
        self._pairs, self._chosen, self._terms, self._kinds = pairs, chosen, terms, kinds
        self._listed = _listed(pairs, chosen)
        self._seen = seen(pairs, chosen)
        self._mutual = mutual(pairs, chosen)

    def show_unseen(self) -> None:
        """Put everybody who is in no list into the one that loses least by it."""
        for who in np.flatnonzero((self._seen == 0) & (self._pairs.possible() > 0)).tolist():
            looks = self._pairs.twin[self._looks(who)]
            worst = np.where(self._chosen == NOBODY, 0, self._pairs.worth[self._chosen])[self._pairs.by[looks]]
            for look in looks[np.argsort(worst.min(axis=1) - self._pairs.worth[looks], kind="stable")].tolist():
                if self._exchange(look, keeps=0.0, floors=np.ones_like(self._terms.floors)):
                    break

    def help_mutual(self) -> None:
        """Where somebody has too few mutual suggestions, complete those that are listed by one of the two."""
        short = np.flatnonzero(self._mutual < np.minimum(MUTUAL, self._pairs.possible()))
        for who in short[np.argsort(self._mutual[short], kind="stable")].tolist():
            looks = self._looks(who)
            back = self._pairs.twin[looks]
            half = self._listed[looks] != self._listed[back]
            missing = np.where(self._listed[looks], back, looks)[half]
            for look in missing[np.argsort(-self._pairs.worth[missing], kind="stable")].tolist():
                if self._mutual[who] >= MUTUAL:
                    break
                self._exchange(look, keeps=NEARLY, floors=self._terms.floors)

    def _looks(self, who: int) -> Ints:
        return np.arange(self._pairs.starts[who], self._pairs.starts[who + 1])

    def _exchange(self, look: int, *, keeps: float, floors: Ints) -> bool:
        """Put a look into its list, in the free place or in that of the least that can be spared; is it in now?"""
        pairs, at = self._pairs, int(self._pairs.at[look])
        row = self._chosen[pairs.by[look]]
        if self._seen[at] >= self._terms.quotas[at]:
            return False
        for place in np.argsort(np.where(row == NOBODY, -1, pairs.worth[row]), kind="stable").tolist():
            left = int(row[place])
            if left == NOBODY or pairs.worth[look] >= keeps * pairs.worth[left]:
                others = np.delete(row, place)
                others = pairs.at[others[others != NOBODY]]
                varied = self._kinds.alike(at, others) < most_alike(self._terms.places)
                if varied and (left == NOBODY or self._can_spare(left, floors)):
                    self._take_out(left)
                    row[place] = look
                    self._put_in(look)
                    return True
        return False

    def _can_spare(self, look: int, floors: Ints) -> bool:
        one, other = int(self._pairs.by[look]), int(self._pairs.at[look])
        is_mutual = self._listed[self._pairs.twin[look]]
        enough = not is_mutual or min(self._mutual[one], self._mutual[other]) > MUTUAL
        return bool(enough and self._seen[other] > floors[other])

    def _take_out(self, look: int) -> None:
        if look != NOBODY:
            self._count(look, -1)
            self._listed[look] = False

    def _put_in(self, look: int) -> None:
        self._listed[look] = True
        self._count(look, 1)

    def _count(self, look: int, step: int) -> None:
        one, other = int(self._pairs.by[look]), int(self._pairs.at[look])
        self._seen[other] += step
        if self._listed[self._pairs.twin[look]]:
            self._mutual[one] += step
            self._mutual[other] += step
