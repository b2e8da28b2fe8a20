"""How often somebody may search.

Counted by each process for itself and kept nowhere: a count in the database (``foundation.limits``) would cost more
than a search does. Behind several processes somebody may search so much more often; it is floods that are held off.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock

from handschlag.foundation.limits import Braked

MOST_REMEMBERED = 20_000


@dataclass(slots=True)
class Pace:
    """At most so many times in so many seconds, by whoever asks."""

    most: int
    seconds: int = 60
    _counts: dict[str, tuple[datetime, int]] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def keep(self, who: str, *, now: datetime) -> None:
        """Count once more; raises ``Braked`` if it was one too many."""
        with self._lock:
            until, times = self._counts.get(who, (now, 0))
            if until <= now:
                until, times = now + timedelta(seconds=self.seconds), 0
                self._make_room()
            self._counts[who] = until, times + 1
        if times >= self.most:
            raise Braked(until, is_first=times == self.most)

    def forget(self) -> None:
        """Begin anew with everybody."""
        self._counts.clear()

    def _make_room(self) -> None:
        """Forget those who have been waiting longest, should too many be remembered."""
        while len(self._counts) >= MOST_REMEMBERED:
            del self._counts[next(iter(self._counts))]
