"""Run the planner and the baseline as commands, each in a fresh process, and say what that cost."""

from __future__ import annotations

import importlib
import io
import json
import os
import resource
import subprocess
import sys
import time
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

from benchmarks.machine import memory_of_all

ROOT = Path(__file__).parents[1]
PLANNER = "handschlag.engine.scheduling"
BASELINE = "benchmarks.baseline"
CPSAT = "benchmarks.cpsat"
LOOK_EVERY = 0.25
"""Seconds between two looks at the memory of all processes of a command."""
UNITS_PER_MIB = 1024**2 if sys.platform == "darwin" else 1024
"""In what systems count the memory of a process: bytes or KiB."""


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command printed on both streams, and its seconds, seconds of all cores, and peak memory."""

    code: int
    output: str
    talk: str
    seconds: float
    cpu_seconds: float
    peak_mib: float

    @property
    def answer(self) -> Any:
        return json.loads(self.output)


def run(module: str, *arguments: str, fresh: bool = True, watched: bool = False) -> Ran:
    """Run a module with these arguments; exit code 1 is left to the caller, 2 and more end everything.

    ``watched``: the peak memory is that of all its processes together, looked at a few times a second.
    """
    ran = _fresh(module, arguments, watched=watched) if fresh else _here(module, arguments)
    if ran.code not in (0, 1):
        raise SystemExit(f"{module} {' '.join(arguments)}: {ran.talk.strip()}")
    return ran


def _fresh(module: str, arguments: tuple[str, ...], *, watched: bool) -> Ran:
    """In a process of its own. Its peak memory is at least that of this one, which therefore loads no engine."""
    command = [sys.executable, "-m", module, *arguments]
    with TemporaryFile() as out, TemporaryFile() as err:
        began = time.perf_counter()
        most = 0.0
        with subprocess.Popen(command, stdout=out, stderr=err, cwd=ROOT) as child:
            while watched and os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
                most = max(most, memory_of_all(child.pid))
                time.sleep(LOOK_EVERY)
            _, status, usage = os.wait4(child.pid, 0)
            child.returncode = os.waitstatus_to_exitcode(status)
        seconds = time.perf_counter() - began
        out.seek(0)
        err.seek(0)
        output, talk = (stream.read().decode("utf-8") for stream in (out, err))
    peak = most or usage.ru_maxrss / UNITS_PER_MIB
    return Ran(child.returncode, output, talk, seconds, usage.ru_utime + usage.ru_stime, peak)


def _here(module: str, arguments: tuple[str, ...]) -> Ran:
    """In this process: quicker to start; memory is that of everything so far."""
    main = importlib.import_module(f"{module}.__main__" if module == PLANNER else module).main
    out, err = io.StringIO(), io.StringIO()
    began, cpu = time.perf_counter(), time.process_time()
    with redirect_stdout(out), redirect_stderr(err):
        code = main(arguments)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / UNITS_PER_MIB
    return Ran(code, out.getvalue(), err.getvalue(), time.perf_counter() - began, time.process_time() - cpu, peak)
