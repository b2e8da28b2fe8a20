"""Processes beside the search that decide what the search cannot: see ``decision``."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from queue import Empty, SimpleQueue
from typing import Any

from handschlag.engine.scheduling.decision import Question, as_text

TEAM = (("cadical195", True), ("cadical153", False))
"""The solvers that are asked side by side, and whether each gets the hint. How long one needs to find a plan is a
matter of luck: a factor of four between the two of them is nothing unusual, either way."""


class Prover:
    """Answers as they come, from whoever is first. The processes are ended with ``end``, and when this one dies."""

    def __init__(self, asked: Question) -> None:
        self._answers: SimpleQueue[dict[str, Any]] = SimpleQueue()
        self._team = [
            self._ask(replace(asked, solver=solver, hint=asked.hint if is_told else ())) for solver, is_told in TEAM
        ]

    def _ask(self, asked: Question) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-m", "handschlag.engine.scheduling.decision"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            process_group=0,  # Ctrl-C is for whoever searches, who then ends this
        )
        threading.Thread(target=self._follow, args=(process, as_text(asked)), daemon=True).start()
        return process

    def _follow(self, process: subprocess.Popen[str], text: str) -> None:
        """Hand the question over and take down the answers; a process that has died has none."""
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            with process.stdin, process.stdout:
                process.stdin.write(text)
                process.stdin.close()
                for line in process.stdout:
                    self._answers.put(json.loads(line))
        except (OSError, ValueError):  # ended in the middle of it
            return

    def answers(self) -> Iterator[dict[str, Any]]:
        """What has been decided since the last look."""
        while True:
            try:
                yield self._answers.get_nowait()
            except Empty:
                return

    @property
    def is_at_work(self) -> bool:
        """May there be another answer?"""
        return not self._answers.empty() or any(process.poll() is None for process in self._team)

    def end(self) -> None:
        """Let nothing be left of them."""
        for process in self._team:
            process.kill()
            process.wait()
