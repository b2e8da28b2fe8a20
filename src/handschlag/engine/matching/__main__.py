"""The matcher from the command line: the answer on standard output, the talk on standard error.

Exit codes: 0 done, 2 the input is at fault (one sentence says how).
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from typing import Any, NoReturn

from handschlag.engine.matching import answer, files, reading, retrieval, tokens
from handschlag.engine.matching.profile import Kind

MOST = 1000


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
    retrieve.set_defaults(run=_retrieve)
    suggest = commands.add_parser("suggest", help="the classes of NACE that texts may belong to")
    suggest.add_argument("--texts", required=True, metavar="TSV", help="columns id, lang, text")
    suggest.add_argument("--k", type=_count, default=5, metavar="N", help="how many for each (usually 5)")
    suggest.set_defaults(run=_suggest)
    recommend = commands.add_parser("recommend", help="a list for everybody at a market, with reasons")
    recommend.add_argument("market", metavar="MARKET", help="b2b-market/1 JSON; - for standard input")
    recommend.add_argument("--k", type=_count, default=10, metavar="N", help="how many in each list (usually 10)")
    recommend.add_argument("--seed", type=int, default=0, metavar="N", help="breaks ties (usually 0)")
    recommend.add_argument("--lang", choices=tokens.LANGUAGES, default="en", help="of titles in reasons (usually en)")
    recommend.set_defaults(run=_recommend)
    unbridged = commands.add_parser("unbridged", help="words of texts that no concept knows")
    unbridged.add_argument("--texts", required=True, metavar="TSV", help="columns id, lang, text")
    unbridged.set_defaults(run=_unbridged)
    return parser


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text[:9]) <= MOST:
        raise argparse.ArgumentTypeError(f"expected a whole number from 1 to {MOST}, got {text[:20]!r}")
    return int(text)


def _retrieve(args: argparse.Namespace) -> None:
    queries = files.read_table(args.queries, needed=("id", "text"), kind=Kind.SEEK)
    candidates = files.read_table(args.candidates, needed=("id", "text"), kind=Kind.OFFER)
    for query, ranking in retrieval.retrieve(queries, candidates, reading.shipped(), most=args.k):
        _print({"id": query.id, "ranking": [{"id": one.id, "score": round(score, 4)} for one, score in ranking]})


def _suggest(args: argparse.Namespace) -> None:
    reader = reading.shipped()
    for profile in files.read_table(args.texts, needed=("id", "text"), kind=Kind.OFFER):
        found = retrieval.suggest(profile, reader, most=args.k)
        _print({"id": profile.id, "codes": [{"code": one.code, "score": round(one.score, 4)} for one in found]})


def _recommend(args: argparse.Namespace) -> None:
    market = files.read_market(args.market)
    _print(answer.answer(market, reading.shipped(), k=args.k, seed=args.seed, language=args.lang))


def _unbridged(args: argparse.Namespace) -> None:
    reader = reading.shipped()
    for profile in files.read_table(args.texts, needed=("id", "text"), kind=Kind.OFFER):
        _print({"id": profile.id, "words": reader.unbridged(profile.text, profile.lang)})


def _print(answer: dict[str, Any]) -> None:
    print(json.dumps(answer, ensure_ascii=False))


if __name__ == "__main__":
    raise SystemExit(main())
