"""No process outlives its supervisor, not even one that was killed: the pipe between them closes with it."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Mapping
from multiprocessing.process import BaseProcess

VARIABLE = "HANDSCHLAG_LIFELINE"


class Lifeline:
    """The supervisor's end. As long as this process lives, so may those who hold the other end."""

    def __init__(self) -> None:
        self.read_end, self._write_end = os.pipe()

    def environment(self) -> Mapping[str, str]:
        """What a child needs to know; it also has to be given ``read_end``."""
        return {VARIABLE: str(self.read_end)}

    def cut(self) -> None:
        """Let go: whoever still holds the other end is killed."""
        os.close(self._write_end)
        os.close(self.read_end)


def hold() -> None:
    """Be killed, and with us our process group, when the supervisor has ended. Does nothing without a supervisor."""
    if end := os.environ.get(VARIABLE):
        threading.Thread(target=_wait_for_end_of_pipe, args=(int(end),), name="lifeline", daemon=True).start()


def hold_to_parent() -> None:
    """The same for a process made by ``multiprocessing``, which need not have inherited the pipe."""
    if parent := multiprocessing.parent_process():
        threading.Thread(target=_wait_for_parent, args=(parent,), name="lifeline", daemon=True).start()


def _wait_for_end_of_pipe(read_end: int) -> None:
    while os.read(read_end, 1):  # nothing is ever written; the read returns when the pipe is closed
        pass
    os.killpg(0, signal.SIGKILL)


def _wait_for_parent(parent: BaseProcess) -> None:
    parent.join()
    os.kill(os.getpid(), signal.SIGKILL)
