"""The planner from the command line: the answer on standard output, the talk on standard error.

Exit codes: 0 done, 1 ``check`` found violations, 2 the input is at fault (one sentence says how).
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from typing import NoReturn

from handschlag.engine.scheduling import bounds, files, generate, improve, jit, objective, rules, verification
from handschlag.engine.scheduling.limits import MOST_THREADS
from handschlag.engine.scheduling.plan import Plan, Status
from handschlag.engine.scheduling.portfolio import USUAL_SECONDS, solve, warm_up
from handschlag.engine.scheduling.problem import Problem
from handschlag.engine.scheduling.telling import Progress
from handschlag.engine.scheduling.timetable import timetable

LONGEST_LOADING = 3.0
"""Seconds that loading compiled functions takes at most; what takes longer is compiling."""


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one sentence."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {message}\n")


def main(argv: Sequence[str] | None = None, *, began: float | None = None) -> int:
    """Run one command; returns the exit code.

    Parameters
    ----------
    argv : what was typed behind the name of the command
    began : from when on the seconds of ``--seconds`` are counted, by ``time.monotonic``; usually from now on
    """
    _mend_streams()
    parser = _arguments()
    args = parser.parse_args(argv, argparse.Namespace(began=time.monotonic() if began is None else began))
    try:
        code: int = args.run(args)
        sys.stdout.flush()
    except BrokenPipeError:  # whoever read the answer has had enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except (OSError, ValueError) as wrong:
        parser.exit(2, f"{parser.prog}: {' '.join(str(wrong).split())}\n")
    except KeyboardInterrupt:
        return 130
    return code


def _mend_streams() -> None:
    """Whatever the surroundings: UTF-8 on the way out, and nothing where a stream is closed."""
    if sys.stdin is None:
        sys.stdin = Path(os.devnull).open(encoding="utf-8")  # noqa: SIM115  (for as long as we live)
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115
        elif hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _arguments() -> argparse.ArgumentParser:
    parser = _Parser(prog="python -m handschlag.engine.scheduling", description="Plan one-to-one meetings.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND", parser_class=_Parser)
    _add_solve(commands.add_parser("solve", help="find the best plan within a limit"))
    _add_check(commands.add_parser("check", help="judge a plan by the rules, independently of the planner"))
    _add_bound(commands.add_parser("bound", help="what no plan can beat"))
    _add_timetable(commands.add_parser("timetable", help="print a plan so that people can read it"))
    made_up = commands.add_parser("generate", help="make up a forum of any size")
    generate.add_arguments(made_up)
    made_up.set_defaults(run=_generate)
    return parser


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise argparse.ArgumentTypeError(f"expected a whole number from 0, got {text[:20]!r}")
    return int(text)


def _add_problem(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("problem", metavar="PROBLEM", help="b2b-forum/1 JSON or a MiniZinc .dzn; - for standard input")
    parser.add_argument(
        "--fairness",
        type=_count,
        default=2,
        metavar="D",
        help="allowed difference in breaks, of a .dzn only (usually 2)",
    )


def _add_solve(parser: argparse.ArgumentParser) -> None:
    _add_problem(parser)
    parser.add_argument("--seconds", type=float, metavar="S", help=f"time limit (usually {USUAL_SECONDS:g})")
    parser.add_argument("--moves", type=int, metavar="N", help="limit that gives the same bytes on every machine")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="of the random numbers (usually 1)")
    parser.add_argument("--start", metavar="PLAN", help="a plan to begin with")
    parser.add_argument(
        "--threads", type=int, default=1, metavar="N", help=f"searches side by side, 1 to {MOST_THREADS}"
    )
    parser.add_argument("--readable", action="store_true", help="print a timetable instead of JSON")
    parser.add_argument("--quiet", action="store_true", help="no progress on standard error")
    parser.set_defaults(run=_solve)


def _add_check(parser: argparse.ArgumentParser) -> None:
    _add_problem(parser)
    parser.add_argument("plan", metavar="PLAN", help="b2b-plan/1 JSON")
    parser.add_argument(
        "--steps",
        type=_count,
        default=verification.MOST_STEPS,
        metavar="N",
        help=f"ways to look at for a certificate of the kind search (usually {verification.MOST_STEPS})",
    )
    parser.set_defaults(run=_check)


def _add_bound(parser: argparse.ArgumentParser) -> None:
    _add_problem(parser)
    parser.set_defaults(run=_bound)


def _add_timetable(parser: argparse.ArgumentParser) -> None:
    _add_problem(parser)
    parser.add_argument("plan", metavar="PLAN", help="b2b-plan/1 JSON")
    parser.add_argument("--width", type=int, default=100, metavar="N", help="letters in a line (usually 100)")
    parser.set_defaults(run=_timetable)


def _read(args: argparse.Namespace, *, quiet: bool = False) -> tuple[Problem, str]:
    notes: list[str] = []
    problem, sha256 = files.read_problem(args.problem, fairness=args.fairness, notes=notes)
    if not quiet:
        _say(*notes)
    return problem, sha256


def _say(*sentences: str) -> None:
    for sentence in sentences:
        print(sentence, file=sys.stderr)


def _solve(args: argparse.Namespace) -> int:
    if args.seconds is None and args.moves is None:
        args.seconds = USUAL_SECONDS
    began = time.monotonic()
    problem, sha256 = _read(args, quiet=args.quiet)
    start = None if args.start is None else files.read_plan(args.start, problem)
    reading = time.monotonic() - began
    ready = time.monotonic() - _compile(quiet=args.quiet)
    with _interruptible() as stop:
        plan = solve(
            problem,
            # Writing the answer takes about as long as reading the problem did.
            seconds=None if args.seconds is None else _left(args.seconds, ready - args.began + reading),
            moves=args.moves,
            seed=args.seed,
            start=start,
            threads=args.threads,
            on_progress=None if args.quiet else _report,
            stop=stop,
        )
    if args.moves is not None:
        # Times would differ from run to run; limited by moves the answer is the same byte for byte.
        plan = replace(plan, seconds=None, seconds_to_first=None)
    print(timetable(problem, plan) if args.readable else files.write_plan(problem, plan, problem_sha256=sha256), end="")
    return 0


def _compile(*, quiet: bool) -> float:
    """Load the compiled search; the seconds that are not counted, because it had to be compiled first."""
    cached = jit.is_cached(improve.search)
    if not quiet and not cached:
        _say("Compiling the search once; this takes about twenty seconds and is not counted.")
    began = time.monotonic()
    warm_up()
    took = time.monotonic() - began
    return took if took > LONGEST_LOADING else 0.0


def _left(seconds: float, spent: float) -> float:
    """What remains of the time limit; a limit out of range is left for ``solve`` to refuse."""
    return max(0.0, seconds - spent) if 0 <= seconds < float("inf") else seconds


def _report(progress: Progress) -> None:
    print(json.dumps(asdict(progress)), file=sys.stderr, flush=True)


@contextmanager
def _interruptible() -> Iterator[Callable[[], bool]]:
    """Ctrl-C (or a polite kill) ends the search with the best plan so far; a second Ctrl-C ends everything."""
    stopped = False

    def stop(_number: int, _frame: object) -> None:
        nonlocal stopped
        stopped = True
        signal.signal(signal.SIGINT, signal.default_int_handler)

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield lambda: stopped
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _check(args: argparse.Namespace) -> int:
    problem, _ = _read(args)
    plan = files.read_plan(args.plan, problem)
    is_refusal = plan.status is Status.INFEASIBLE and not plan.held
    violations = [] if is_refusal else rules.check(problem, plan)
    verdict = verification.verify(problem, plan.certificate, most_steps=args.steps) if is_refusal else None
    known = _known(problem, plan)
    answer = {
        "violations": [asdict(violation) for violation in violations],
        "objective": asdict(objective.value(problem, known.held))
        | {"place_changes": objective.place_changes(problem, known.held)},
    }
    if verdict is not None:
        answer["certificate"] = asdict(verdict)
    print(json.dumps(answer, ensure_ascii=False, indent=1))
    return 1 if violations or (verdict is not None and not verdict.holds) else 0


def _known(problem: Problem, plan: Plan) -> Plan:
    """The plan without meetings and slots that do not exist, and with each meeting once."""
    meetings = {meeting.id for meeting in problem.meetings}
    slots = {slot.id for slot in problem.slots}
    once = {one.meeting: one for one in plan.held if one.meeting in meetings and one.slot in slots}
    return replace(plan, held=tuple(once.values()))


def _bound(args: argparse.Namespace) -> int:
    problem, _ = _read(args)
    print(json.dumps(asdict(bounds.bound(problem))))
    return 0


def _timetable(args: argparse.Namespace) -> int:
    problem, _ = _read(args)
    plan = _known(problem, files.read_plan(args.plan, problem))
    print(timetable(problem, plan, width=args.width), end="")
    return 0


def _generate(args: argparse.Namespace) -> int:
    print(files.write_problem(generate.generate(generate.from_arguments(args))), end="")
    return 0


def _begun() -> float:
    """When this process began, by ``time.monotonic``: before Python, and all that it loads, was there."""
    now, worked = time.monotonic(), time.process_time()
    try:
        ticks = int(Path("/proc/self/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[19])
        age = time.clock_gettime(time.CLOCK_BOOTTIME) - ticks / os.sysconf("SC_CLK_TCK")
    except (OSError, AttributeError, ValueError, IndexError):  # a system that does not tell
        age = worked
    return now - (age if worked <= age < worked + LONGEST_LOADING else worked)


def _end(code: int) -> NoReturn:
    """Leave without taking a million objects apart one by one, which takes half a second of the time limit."""
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    finally:
        os._exit(code)


if __name__ == "__main__":
    # Problems and plans have no cycles: to look for some, again and again, takes a third of the time to read them.
    gc.disable()
    _end(main(began=_begun()))
