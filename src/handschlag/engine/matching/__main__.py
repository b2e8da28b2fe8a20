"""The matcher from the command line: the answer on standard output, the talk on standard error.

Exit codes: 0 done, 2 the input is at fault (one sentence says how).
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, NoReturn

from handschlag.engine.matching import editions, files, processes, reading, retrieval, score, taxonomy, titles
from handschlag.engine.matching.answer import Answer
from handschlag.engine.matching.profile import Kind

MOST = 1000
MOST_PROCESSES = 64
TITLES = "titles of classes in one more language, as titles writes them; may be given again"
EDITIONS = "what NACE Rev. 2.1 calls the classes (usually the table that is shipped)"


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one sentence."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {message}\n")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    parser = _arguments()
    args = parser.parse_args(argv)
    try:
        args.run(args)
        sys.stdout.flush()
    except BrokenPipeError:  # whoever read the answer has had enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError) as wrong:
        parser.exit(2, f"{parser.prog}: {' '.join(str(wrong).split())}\n")
    except KeyboardInterrupt:
        return 130
    return 0


def _arguments() -> argparse.ArgumentParser:
    parser = _Parser(prog="python -m handschlag.engine.matching", description="Find whom to meet, and why.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND", parser_class=_Parser)
    retrieve = commands.add_parser("retrieve", help="rank candidates for each query")
    retrieve.add_argument("--queries", required=True, metavar="TSV", help="columns id, lang, text; perhaps codes, kind")
    retrieve.add_argument("--candidates", required=True, metavar="TSV", help="the same columns")
    retrieve.add_argument("--k", type=_count, default=10, metavar="N", help="how many for each (usually 10)")
    retrieve.add_argument("--editions", metavar="TABLE", help=EDITIONS)
    retrieve.set_defaults(run=_retrieve)
    suggest = commands.add_parser("suggest", help="the classes of NACE that texts may belong to")
    suggest.add_argument("--texts", required=True, metavar="TSV", help="columns id, lang, text")
    suggest.add_argument("--k", type=_count, default=5, metavar="N", help="how many for each (usually 5)")
    suggest.set_defaults(run=_suggest)
    recommend = commands.add_parser("recommend", help="a list for everybody at a market, with reasons")
    recommend.add_argument("market", metavar="MARKET", help="b2b-market/1 JSON; - for standard input")
    recommend.add_argument("--k", type=_count, default=10, metavar="N", help="how many in each list (usually 10)")
    recommend.add_argument("--seed", type=int, default=0, metavar="N", help="breaks ties (usually 0)")
    recommend.add_argument(
        "--lang", default="en", help="of titles in reasons: de, en, ru or one of --titles (usually en)"
    )
    recommend.add_argument("--titles", action="append", default=[], metavar="TSV", help=TITLES)
    recommend.add_argument("--editions", metavar="TABLE", help=EDITIONS)
    recommend.add_argument(
        "--processes",
        type=_processes,
        default=processes.cores(),
        metavar="N",
        help=f"that share the work, 1 to {MOST_PROCESSES} (usually one for each core, up to {processes.MOST})",
    )
    recommend.set_defaults(run=_recommend)
    unbridged = commands.add_parser("unbridged", help="words of texts that no concept knows")
    unbridged.add_argument("--texts", required=True, metavar="TSV", help="columns id, lang, text")
    unbridged.set_defaults(run=_unbridged)
    _tables(commands.add_parser)
    return parser


def _tables(add: Callable[..., argparse.ArgumentParser]) -> None:
    names = add("titles", help="read an official table of titles and write one for recommend --titles")
    names.add_argument("--language", required=True, type=_language, metavar="CODE", help="of the titles, such as kk")
    names.set_defaults(run=_titles)
    corresponding = add("correspondence", help="read an official table of editions and write one for --editions")
    corresponding.set_defaults(run=_correspondence)
    for command, columns in ((names, ("CODE", "TITLE")), (corresponding, ("REV2", "REV21"))):
        command.add_argument("table", metavar="FILE", help="CSV or TSV; - for standard input")
        command.add_argument("--columns", nargs=2, default=(), metavar=columns, help="names of the two columns")
        command.add_argument("--output", metavar="TSV", help="where to write (usually standard output)")


def _count(text: str, most: int = MOST) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text[:9]) <= most:
        raise argparse.ArgumentTypeError(f"expected a whole number from 1 to {most}, got {text[:20]!r}")
    return int(text)


def _processes(text: str) -> int:
    return _count(text, MOST_PROCESSES)


def _language(text: str) -> str:
    if not titles.LANGUAGE.fullmatch(text):
        raise argparse.ArgumentTypeError(f"expected a language such as kk, got {text[:20]!r}")
    return text


def _retrieve(args: argparse.Namespace) -> None:
    reader = reading.shipped(editions=args.editions)
    queries = files.read_table(args.queries, needed=("id", "text"), kind=Kind.SEEK)
    candidates = files.read_table(args.candidates, needed=("id", "text"), kind=Kind.OFFER)
    for query, ranking in retrieval.retrieve(queries, candidates, reader, most=args.k):
        _print({"id": query.id, "ranking": [{"id": one.id, "score": round(score, 4)} for one, score in ranking]})


def _suggest(args: argparse.Namespace) -> None:
    reader = reading.shipped()
    for profile in files.read_table(args.texts, needed=("id", "text"), kind=Kind.OFFER):
        found = retrieval.suggest(profile, reader, most=args.k)
        _print({"id": profile.id, "codes": [{"code": one.code, "score": round(one.score, 4)} for one in found]})


def _recommend(args: argparse.Namespace) -> None:
    reader = reading.shipped(titles=args.titles, editions=args.editions)
    if args.lang not in reader.taxonomy.languages:
        raise ValueError(f"argument --lang: expected one of {', '.join(reader.taxonomy.languages)}, got {args.lang!r}")
    market = files.read_market(args.market)
    readied = score.ready(reader.in_rev2(market), reader, processes=args.processes)
    found = Answer(readied, reader, k=args.k, seed=args.seed, language=args.lang)
    for part in found.written(processes=args.processes):
        sys.stdout.write(part)
    print()


def _unbridged(args: argparse.Namespace) -> None:
    reader = reading.shipped()
    for profile in files.read_table(args.texts, needed=("id", "text"), kind=Kind.OFFER):
        _print({"id": profile.id, "words": reader.unbridged(profile.text, profile.lang)})


def _titles(args: argparse.Namespace) -> None:
    known = taxonomy.shipped().titles
    found = titles.official(args.table, known, columns=args.columns)
    _write(titles.written(found.titles, args.language), args.output)
    _count_of(f"Codes of {taxonomy.EDITION} without a title", known.keys() - found.titles.keys())
    _count_of(f"Left out, for they are no codes of {taxonomy.EDITION}", found.unknown)


def _correspondence(args: argparse.Namespace) -> None:
    classes = {*taxonomy.shipped().classes}
    found = editions.load(args.table, columns=args.columns)
    _write(found.written, args.output)
    there = {old for old, _ in found.pairs}
    _count_of(f"Classes of {taxonomy.EDITION} that are not in the table", classes - there)
    _count_of(f"No classes of {taxonomy.EDITION}, their groups will count instead", there - classes)


def _write(table: str, path: str | None) -> None:
    if path is None:
        sys.stdout.write(table)
    else:
        Path(path).write_text(table, encoding="utf-8", newline="\n")


def _count_of(what: str, codes: Iterable[str]) -> None:
    """Tell how many, and which."""
    if listed := sorted(codes):
        print(f"{what} ({len(listed)}): {', '.join(listed)}", file=sys.stderr)


def _print(answer: dict[str, Any]) -> None:
    print(json.dumps(answer, ensure_ascii=False))


if __name__ == "__main__":
    gc.disable()  # texts and lists have no cycles; to look for some takes a tenth of the time
    raise SystemExit(main())
