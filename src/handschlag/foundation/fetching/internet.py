"""Names become addresses, addresses become connections, and both end when the time is over."""

from __future__ import annotations

import io
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any

from handschlag.foundation.fetching.refusals import Refused


def look_up(name: str, port: int) -> list[str]:
    """The addresses of a name. Raises ``OSError`` if there are none."""
    found = socket.getaddrinfo(name, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(place[0]) for *_, place in found))


def dial(address: str, port: int, seconds: float) -> socket.socket:
    """A connection to an address that needs no looking up. Raises ``OSError``."""
    return socket.create_connection((address, port), timeout=seconds)


@dataclass(frozen=True, slots=True)
class Internet:
    """Where names are looked up and connections are made."""

    look_up: Callable[[str, int], list[str]] = look_up
    dial: Callable[[str, int, float], socket.socket] = dial


@dataclass(frozen=True, slots=True)
class Deadline:
    """A moment after which nothing is waited for any more, on the clock that is never set."""

    at: float

    @classmethod
    def after(cls, seconds: float) -> Deadline:
        return cls(time.monotonic() + seconds)

    def left(self) -> float:
        """Seconds until then; raises ``TimeoutError`` when there are none."""
        seconds = self.at - time.monotonic()
        if seconds <= 0:
            raise TimeoutError
        return seconds

    def wait_for(self, ask: Callable[[], list[str]]) -> list[str]:
        """What ``ask`` returns or raises. If it takes too long it is left to itself: looking up cannot be ended."""
        answers: SimpleQueue[list[str] | Exception] = SimpleQueue()
        Thread(target=_answer, args=(ask, answers), daemon=True).start()
        try:
            answer = answers.get(timeout=self.left())
        except Empty:
            raise TimeoutError from None
        if isinstance(answer, Exception):
            raise answer
        return answer


def _answer(ask: Callable[[], list[str]], answers: SimpleQueue[list[str] | Exception]) -> None:
    try:
        answers.put(ask())
    except (OSError, ValueError) as wrong:  # ValueError: a name that cannot be one
        answers.put(wrong)


class Line(io.RawIOBase):
    """A connection as ``http.client`` uses it, over which only so many bytes come, and only until the deadline."""

    def __init__(self, connection: socket.socket, *, most_bytes: int, deadline: Deadline) -> None:
        super().__init__()
        self._connection = connection
        self._bytes_left = most_bytes
        self._deadline = deadline

    def sendall(self, data: bytes) -> None:
        self._connection.settimeout(self._deadline.left())
        self._connection.sendall(data)

    def makefile(self, *_: Any) -> io.BufferedReader:
        return io.BufferedReader(self)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if self._bytes_left < 0:
            raise Refused("large")
        self._connection.settimeout(self._deadline.left())
        count = self._connection.recv_into(buffer)
        self._bytes_left -= count
        return count

    def close(self) -> None:
        """Left open: the answer is read after the request has let go. Whoever made the connection closes it."""
