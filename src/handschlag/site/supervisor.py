"""Starts processes, starts a dead one again, and ends them all."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from types import FrameType

from handschlag.site.lifeline import Lifeline

logger = logging.getLogger(__name__)

LOOK_SECONDS = 0.1
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0
"""Seconds before a dead process is started again: doubled each time, as long as it keeps dying."""
HEALTHY_SECONDS = 10.0
"""Whoever has lived that long begins with the first pause again."""
SECONDS_ALONE = 10.0
"""The first process has the machine for itself until it is ready, but not longer."""
GRACE_SECONDS = 8.0
"""Time to end by themselves after SIGTERM; then they are killed."""


class Child:
    """A process that ought to run. It leads a process group of its own, so all that it started can be ended too."""

    def __init__(self, name: str, command: Sequence[str], lifeline: Lifeline) -> None:
        self.name = name
        self._command = command
        self._lifeline = lifeline
        self._pause = FIRST_PAUSE
        self._next_start = 0.0
        self._started = 0.0
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def look(self, now: float) -> None:
        """Start it if it does not run and its pause is over."""
        if self.is_running:
            return
        if self._process is not None:
            self._has_died(self._process, now)
        if now >= self._next_start:
            self._start(now)

    def _has_died(self, process: subprocess.Popen[bytes], now: float) -> None:
        self.kill()
        if now - self._started > HEALTHY_SECONDS:
            self._pause = FIRST_PAUSE
        self._next_start = now + self._pause
        logger.warning("%s has ended (%s); again in %g s", self.name, process.returncode, self._pause)
        self._pause = min(2 * self._pause, LONGEST_PAUSE)
        self._process = None

    def _start(self, now: float) -> None:
        self._started = now
        self._process = subprocess.Popen(
            self._command,
            stdin=subprocess.DEVNULL,
            stdout=sys.stderr,  # standard output is for answers
            env={**os.environ, **self._lifeline.environment()},
            pass_fds=[self._lifeline.read_end],
            process_group=0,
        )
        logger.info("%s: process %d", self.name, self._process.pid)

    def ask_to_end(self) -> None:
        if self._process is not None and self.is_running:
            self._process.terminate()

    def kill(self) -> None:
        """End it and all that it started, now."""
        if self._process is None:
            return
        with suppress(ProcessLookupError):  # nothing is left of its group
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()


class Supervisor:
    """Keeps processes running until SIGTERM, SIGINT or SIGHUP; the second such signal does not wait for anybody.

    The first of them starts before the others: it is the one that somebody waits for.
    """

    def __init__(self, commands: Sequence[tuple[str, Sequence[str]]]) -> None:
        self._lifeline = Lifeline()
        self._children = [Child(name, command, self._lifeline) for name, command in commands]
        self._ending = threading.Event()
        self._hurry = threading.Event()

    def run(self, *, is_ready: Callable[[], bool], when_ready: Callable[[], None]) -> None:
        """Start all, call ``when_ready`` as soon as ``is_ready``, and return when told to end and all have ended."""
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._end_on_signal)
        try:
            self._first_look(is_ready, when_ready)
            while not self._ending.wait(LOOK_SECONDS):
                self._look(self._children)
        finally:
            self._end_all()

    def _first_look(self, is_ready: Callable[[], bool], when_ready: Callable[[], None]) -> None:
        alone_until = time.monotonic() + SECONDS_ALONE
        while not self._ending.wait(LOOK_SECONDS):
            self._look(self._children[:1] if time.monotonic() < alone_until else self._children)
            if is_ready():
                when_ready()
                return

    def _look(self, children: Sequence[Child]) -> None:
        for child in children:
            child.look(time.monotonic())

    def _end_on_signal(self, _number: int, _frame: FrameType | None) -> None:
        if self._ending.is_set():
            self._hurry.set()
        self._ending.set()

    def _end_all(self) -> None:
        logger.info("Ending …")
        deadline = time.monotonic() + GRACE_SECONDS
        for child in self._children:
            child.ask_to_end()
        while any(child.is_running for child in self._children) and time.monotonic() < deadline:
            if self._hurry.wait(LOOK_SECONDS / 2):
                break
        for child in self._children:
            if child.is_running:
                logger.warning("%s did not end in time and is killed", child.name)
            child.kill()
        self._lifeline.cut()
