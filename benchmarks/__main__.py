"""Run the benchmarks: tables on standard output, results as JSON in a folder, talk on standard error."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import applications, finding, generated, growth, lists, office, portal, published, site
from benchmarks.command import PLANNER, ROOT, run
from benchmarks.forums import FORUMS, TINY_FORUMS
from benchmarks.machine import machine
from benchmarks.table import Table

PARTS = ("generated", "growth", "finding", "lists", "published", "site", "portal", "applications", "office")


def main(argv: Sequence[str] | None = None) -> int:
    """Measure what is asked for, print it and write it down."""
    args = _arguments().parse_args(argv)
    results = args.results or (None if args.quick else ROOT / "benchmarks" / "results")
    with TemporaryDirectory() as folder:
        for table in _tables(args, Path(folder)):
            print(table.text(), flush=True)
            if results is not None:
                table.write(results)
    print("Measured with", ", ".join(f"{name} {what}" for name, what in machine().items()) + ".")
    return 0


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measure planner, matcher and site.")
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"{', '.join(PARTS)} (usually all)")
    parser.add_argument(
        "--seconds",
        type=float,
        metavar="S",
        help="limit of each run; usually BENCH_SECONDS, or 20 for published instances and 10 for others",
    )
    parser.add_argument("--results", type=Path, metavar="DIR", help="where the results go (usually benchmarks/results)")
    parser.add_argument(
        "--quick",
        action="store_true",
        help="tiny forums in one process, only to see that all runs; written nowhere unless --results says where",
    )
    return parser


def _tables(args: argparse.Namespace, scratch: Path) -> Iterator[Table]:
    fresh = not args.quick
    seconds = args.seconds or float(os.environ.get("BENCH_SECONDS", 0)) or None
    if fresh:
        _warm_up(scratch)
    if "generated" in (args.parts or PARTS):
        _say("made-up forums")
        forums = FORUMS if fresh else TINY_FORUMS
        yield from generated.measure(forums, scratch, seconds=seconds or 10, fresh=fresh)
    if "growth" in (args.parts or PARTS):
        _say("growth")
        yield growth.measure(scratch, fresh=fresh)
    if "finding" in (args.parts or PARTS):
        _say("needs and offers")
        yield from finding.measure(fresh=fresh)
    if "lists" in (args.parts or PARTS):
        _say("lists at made-up markets")
        yield from lists.measure(fresh=fresh)
    if "published" in (args.parts or PARTS):
        _say("published instances")
        given = os.environ.get("B2B_DIR")
        folder = Path(given) if given else None
        yield from published.measure(folder, scratch, seconds=seconds or 20, fresh=fresh)
    if "site" in (args.parts or PARTS):
        _say("the site")
        yield site.measure(fresh=fresh)
    if "portal" in (args.parts or PARTS):
        _say("the portal")
        yield from portal.measure(fresh=fresh)
    if "applications" in (args.parts or PARTS):
        _say("applications")
        yield from applications.measure(fresh=fresh)
    if "office" in (args.parts or PARTS):
        _say("the office and its server")
        yield from office.measure(fresh=fresh)


def _warm_up(scratch: Path) -> None:
    """Have the search compiled, so that no run is measured that has to do it."""
    path = TINY_FORUMS[-1].write(scratch, fresh=True)
    run(PLANNER, "solve", path, "--moves", "2000", "--quiet")


def _say(what: str) -> None:
    print(f"Measuring {what} …", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
