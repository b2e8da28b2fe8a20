"""Where pages are kept: in this process, bounded by bytes, the least recently asked for thrown away first."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock

from handschlag.foundation.page_cache.kept import Kept


class Store:
    """Pages by their address; any number of threads may ask it."""

    def __init__(self, most_bytes: int) -> None:
        self._most_bytes = most_bytes
        self._lock = Lock()
        self._kept: OrderedDict[str, Kept] = OrderedDict()
        self._bytes = 0

    def get(self, address: str) -> Kept | None:
        with self._lock:
            kept = self._kept.get(address)
            if kept is not None:
                self._kept.move_to_end(address)
            return kept

    def put(self, address: str, kept: Kept) -> None:
        """Keep it in the place of what was kept under this address. What would fill a quarter of all is not kept."""
        with self._lock:
            self._drop(address)
            if 4 * kept.size > self._most_bytes:
                return
            self._kept[address] = kept
            self._bytes += kept.size
            while self._bytes > self._most_bytes:
                self._drop(next(iter(self._kept)))

    def clear(self) -> None:
        with self._lock:
            self._kept.clear()
            self._bytes = 0

    def __len__(self) -> int:
        return len(self._kept)

    @property
    def bytes(self) -> int:
        """About how much it holds."""
        return self._bytes

    def _drop(self, address: str) -> None:
        former = self._kept.pop(address, None)
        if former is not None:
            self._bytes -= former.size
