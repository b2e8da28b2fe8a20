"""A process beside this one that is asked something and answers in lines of JSON, when and as often as it likes."""

from __future__ import annotations

import ctypes
import json
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from queue import Empty, SimpleQueue
from typing import Any

PR_SET_PDEATHSIG = 1


class Child:
    """``python -m module`` with a text on its standard input. It is ended with ``end``."""

    def __init__(self, module: str, text: str) -> None:
        self._answers: SimpleQueue[dict[str, Any]] = SimpleQueue()
        self._thread = threading.Thread(target=self._follow, args=(text,), daemon=True)
        self._process = subprocess.Popen(
            [sys.executable, "-m", module],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            process_group=0,  # Ctrl-C is for whoever asked, who then ends this
        )
        self._thread.start()

    def _follow(self, text: str) -> None:
        """Hand the text over and take down the answers; a process that has died has none."""
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None
        assert stdout is not None
        try:
            with stdin, stdout:
                stdin.write(text)
                stdin.close()
                for line in stdout:
                    self._answers.put(json.loads(line))
        except (OSError, ValueError):  # ended in the middle of it
            return

    def answers(self) -> Iterator[dict[str, Any]]:
        """What it has said since the last look."""
        while True:
            try:
                yield self._answers.get_nowait()
            except Empty:
                return

    @property
    def is_at_work(self) -> bool:
        """May there be another answer?"""
        return self._thread.is_alive() or not self._answers.empty()

    def end(self) -> None:
        """Let nothing be left of it."""
        self._process.kill()
        self._process.wait()


def end_with_parent() -> None:
    """Called in the process itself: be ended by the system when the one who asked dies, however that happens."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
