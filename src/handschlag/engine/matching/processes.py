"""Work that several processes do side by side: threads would not help, for most of it is Python's own.

The processes are copies of this one (``fork``), so that nothing has to be handed over to them; what they answer comes
through pipes. Only for a program of its own: a server with threads must not be copied.
"""

from __future__ import annotations

import ctypes
import gc
import mmap
import os
import pickle
import signal
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import suppress
from math import prod
from typing import Any, BinaryIO, NoReturn, TypeVar

import numpy as np

from handschlag.engine.matching.arrays import Floats

if sys.platform == "linux":
    import fcntl

T = TypeVar("T")

CAN_COPY = sys.platform == "linux"
"""Elsewhere a copy of a process may not use what the system gave to the original."""
MOST = 4
"""So many processes at most unless somebody asks for more: each needs memory of its own."""
SIZE = 8
"""Bytes before each answer that say how long it is."""
ROOM = 1 << 20
"""Bytes of answers that a process may be ahead of whoever reads them."""


def cores() -> int:
    """How many processes are worth while: one for each of a few cores; one where none can be copied."""
    return min(MOST, len(os.sched_getaffinity(0))) if CAN_COPY else 1


def shared(*shape: int) -> Floats:
    """Zeros that copies of this process write into for all of them."""
    whole = mmap.mmap(-1, max(1, 4 * prod(shape)))
    return np.frombuffer(whole, dtype=np.float32, count=prod(shape)).reshape(shape)


def in_turn(make: Callable[[int], T], count: int, *, processes: int) -> Iterator[T]:
    """``make(0)``, ``make(1)`` … ``make(count - 1)``, made by so many processes, each of which takes its turn.

    What they make must be able to go through a pipe (``pickle``); with one process it is handed over as it is.

    Raises
    ------
    RuntimeError
        If a process ends before it has answered; its own words are on standard error then.
    """
    processes = min(processes, count) if CAN_COPY else 1
    if processes < 2:
        yield from map(make, range(count))
        return
    sys.stdout.flush()
    sys.stderr.flush()
    _give_back()
    workers: list[_Worker] = []
    try:
        workers.extend(_Worker(make, range(first, count, processes)) for first in range(processes))
        for number in range(count):
            yield workers[number % processes].answer()
    finally:
        for worker in workers:
            worker.end()


def _give_back() -> None:
    """Give to the system what has been freed, as glibc does when asked: each copy would fill it with its own."""
    with suppress(AttributeError):
        ctypes.CDLL(None).malloc_trim(0)


class _Worker:
    """A copy of this process that makes some of the answers."""

    def __init__(self, make: Callable[[int], object], numbers: range) -> None:
        here, there = os.pipe()
        with suppress(OSError):  # whoever has many pipes may have small ones only
            fcntl.fcntl(there, fcntl.F_SETPIPE_SZ, ROOM)
        with warnings.catch_warnings():
            # From Python 3.12 on it warns where there are threads: those of numpy, which sees to them itself.
            warnings.simplefilter("ignore", DeprecationWarning)
            self._process = os.fork()
        if not self._process:
            os.close(here)
            _work(make, numbers, there)
        os.close(there)
        self._answers: BinaryIO = os.fdopen(here, "rb")

    def answer(self) -> Any:
        size = int.from_bytes(self._answers.read(SIZE))
        found = self._answers.read(size)
        if not size or len(found) < size:
            raise RuntimeError("a process that was to do a part of the work has ended before it had done it")
        return pickle.loads(found)

    def end(self) -> None:
        self._answers.close()
        os.kill(self._process, signal.SIGKILL)
        os.waitpid(self._process, 0)


def _work(make: Callable[[int], object], numbers: range, to: int) -> NoReturn:
    """Write the answers, and be gone without what the original still has to do."""
    gc.disable()  # it would look at everything, and what is looked at is copied
    answers = os.fdopen(to, "wb")  # closed by the end of the process, when there is nothing more to say
    code = 1
    try:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        for number in numbers:
            made = pickle.dumps(make(number), pickle.HIGHEST_PROTOCOL)
            answers.write(len(made).to_bytes(SIZE) + made)
            answers.flush()
        code = 0
    except BrokenPipeError:  # nobody wants to know any more
        pass
    except Exception:  # whatever it is, the original must not go on in here
        sys.excepthook(*sys.exc_info())
        sys.stderr.flush()
    finally:
        os._exit(code)
