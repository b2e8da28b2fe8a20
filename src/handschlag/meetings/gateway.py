"""The door to the planner, which computes in a child process: it may be stopped, run out of memory or be killed, and
neither the web nor the worker loads what it needs to compute.
"""

from __future__ import annotations

import json
import os
import selectors
import signal
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from handschlag.engine.scheduling import files, objective, rules, verification
from handschlag.engine.scheduling.plan import Plan, Status
from handschlag.engine.scheduling.problem import Problem
from handschlag.meetings.choices import Choices

MOST_MEMORY = 2 * 1024**3
"""Bytes that the planner may take; the largest real events need a quarter of it."""
GRACE = 90.0
"""Seconds beyond its limit after which the planner is given up; compiling the search once takes twenty."""
STOPPING = 20.0
"""Seconds in which a planner that was asked to stop must have answered."""
LOOK = 0.2
"""Seconds between two looks at whether somebody has asked to stop."""
OUT_OF_MEMORY = (
    "MemoryError",
    "Memory allocation",
    "out of memory",
    "Cannot allocate",
    "bad_alloc",
    "can't start new thread",  # whose stack would be too much
)


class NoAnswer(Exception):
    """The planner gave no plan that can be used. ``code`` is stable: ``memory``, ``killed``, ``late``, ``crashed``,
    ``input`` (our problem was at fault), ``answer`` (its plan breaks a rule).
    """

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Answer:
    """A plan that keeps every rule, the file it came in, and whether it was stopped before its time."""

    plan: Plan
    document: Mapping[str, Any]
    is_stopped: bool


def solve(
    problem: Problem,
    choices: Choices,
    *,
    on_progress: Callable[[Mapping[str, Any] | None], None],
    stop_asked: Callable[[], bool],
    most_memory: int = MOST_MEMORY,
) -> Answer:
    """The planner's answer, judged by the rules.

    Parameters
    ----------
    on_progress : called with each better plan, and with None several times a second while there is none
    stop_asked : asked as often; once it says yes the best plan so far is the answer
    most_memory : bytes

    Raises
    ------
    NoAnswer
        If there is none that can be used.
    """
    with tempfile.TemporaryDirectory(prefix="handschlag-") as folder:
        asked, answered = Path(folder) / "problem.json", Path(folder) / "plan.json"
        asked.write_text(files.write_problem(problem), encoding="utf-8")
        with answered.open("wb") as output:
            child = _Child(_command(asked, choices, most_memory), output.fileno())
        try:
            child.follow(_deadline(choices), on_progress, stop_asked)
        finally:
            child.end()
        child.check()
        return Answer(*_read(answered, problem), child.is_stopped)


def _command(asked: Path, choices: Choices, most_memory: int) -> list[str]:
    limit = ["--seconds", str(choices.seconds)] if choices.moves is None else ["--moves", str(choices.moves)]
    module = [sys.executable, "-m", "handschlag.meetings.solver", str(most_memory)]
    return [*module, "solve", str(asked), *limit, "--seed", str(choices.seed)]


def _deadline(choices: Choices) -> float | None:
    return None if choices.moves is not None else time.monotonic() + choices.seconds + GRACE


def _read(answered: Path, problem: Problem) -> tuple[Plan, Mapping[str, Any]]:
    """The plan, if it keeps every rule, speaks of every meeting and is worth what it says.

    That there is no plan is believed unless its certificate proves nothing.
    """
    try:
        plan = files.read_plan(answered, problem)
        document = json.loads(answered.read_text(encoding="utf-8"))
    except (OSError, ValueError) as wrong:
        raise NoAnswer("answer", str(wrong)) from wrong
    if plan.status is Status.INFEASIBLE and not plan.held:
        verdict = verification.verify(problem, plan.certificate)
        if verdict.holds is False:
            raise NoAnswer("answer", verdict.words)
        return plan, document
    broken = rules.check(problem, plan)
    if broken:
        raise NoAnswer("answer", broken[0].message)
    spoken_of = {one.meeting for one in plan.held} | {one.meeting for one in plan.unplaced}
    if plan.certificate is None and spoken_of != {meeting.id for meeting in problem.meetings}:
        raise NoAnswer("answer", "it does not speak of every meeting")
    if plan.value != objective.value(problem, plan.held):
        raise NoAnswer("answer", "it is not worth what it says")
    return plan, document


class _Child:
    """The planner's process: its progress comes in on standard error, its standard input keeps it alive."""

    def __init__(self, command: list[str], output: int) -> None:
        self.is_stopped = False
        self._talk: deque[str] = deque(maxlen=50)
        self._rest = b""
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=subprocess.PIPE,
            env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
            process_group=0,  # Ctrl-C is for whoever started us, who decides what becomes of the plan
        )

    def follow(
        self,
        deadline: float | None,
        on_progress: Callable[[Mapping[str, Any] | None], None],
        stop_asked: Callable[[], bool],
    ) -> None:
        """Hand on what it says until it has ended."""
        has_begun = False
        for line in self._lines():
            progress = self._progress(line)
            has_begun = has_begun or progress is not None
            on_progress(progress)
            # Before its first plan it has nothing that it could keep, and may not be listening yet.
            if has_begun and not self.is_stopped and stop_asked():
                self.is_stopped = True
                self._process.send_signal(signal.SIGINT)
                deadline = time.monotonic() + STOPPING
            if deadline is not None and time.monotonic() > deadline:
                raise NoAnswer("late")
        self._process.wait()

    def _lines(self) -> Iterator[str]:
        """Lines of standard error, and an empty one whenever there was none for a moment."""
        error = self._process.stderr
        assert error is not None
        with selectors.DefaultSelector() as selector:
            selector.register(error, selectors.EVENT_READ)
            while True:
                if not selector.select(LOOK):
                    yield ""
                    continue
                data = os.read(error.fileno(), 65536)
                if not data:
                    return
                *lines, self._rest = (self._rest + data).split(b"\n")
                yield from (line.decode("utf-8", "replace") for line in lines)

    def _progress(self, line: str) -> Mapping[str, Any] | None:
        if line.startswith("{"):
            progress: Mapping[str, Any] = json.loads(line)
            return progress
        if line:
            self._talk.append(line)
        return None

    def end(self) -> None:
        """See to it that it has ended and nothing of it is left open."""
        if self._process.poll() is None:
            self._process.kill()
        for stream in (self._process.stdin, self._process.stderr):
            if stream is not None:
                stream.close()
        self._process.wait()

    def check(self) -> None:
        """Raise ``NoAnswer`` unless it ended well."""
        code = self._process.returncode
        talk = "\n".join([*self._talk, self._rest.decode("utf-8", "replace")]).strip()
        if code == 0:
            return
        if any(sign in talk for sign in OUT_OF_MEMORY):
            raise NoAnswer("memory")
        if code == -signal.SIGKILL:
            raise NoAnswer("killed")
        raise NoAnswer("input" if code == 2 else "crashed", talk.rsplit("\n", 1)[-1])
