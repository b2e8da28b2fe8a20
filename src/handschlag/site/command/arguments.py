"""What can be typed after ``handschlag``."""

from __future__ import annotations

import argparse
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any, NoReturn

from handschlag.site import QUEUES

USUAL_PORT = 8000


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one sentence."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {message}\n")


def parser() -> argparse.ArgumentParser:
    """The parser of the whole command line; the name of the command is in ``command``."""
    whole = _Parser(prog="handschlag", description="Run a platform for cooperation forums.")
    commands = whole.add_subparsers(dest="command", required=True, metavar="COMMAND", parser_class=_Parser)

    def add(name: str, says: str) -> argparse.ArgumentParser:
        command = commands.add_parser(name, help=says, description=f"{says[0].upper()}{says[1:]}.")
        command.add_argument("--data", metavar="FOLDER", help="where everything is kept (usually var)")
        return command

    demo = add("demo", "start everything with the demonstration: a forum of 2019 and one of 2027")
    demo.add_argument("--reset", action="store_true", help="begin anew: delete the database of the data folder first")
    serve = add("serve", "start the web server and the workers, and keep them running")
    web = add("web", "start the web server alone")
    for command in (demo, serve, web):
        _add_server(command)
    prepare = add("prepare", "bring database, static files and translations up to date (serve does it by itself)")
    prepare.add_argument("--demo", action="store_true", help="create the demonstration, too")
    worker = add("worker", "do the jobs that wait in one queue")
    worker.add_argument("--queue", choices=QUEUES, default=QUEUES[0], help=f"which one (usually {QUEUES[0]})")
    add("tick", "do what is due; call it each minute")
    add("doctor", "look whether everything is as it must be, and say what to do if not")
    return whole


def _add_server(command: argparse.ArgumentParser) -> None:
    command.add_argument("--host", metavar="ADDRESS", default="127.0.0.1", help="to listen at (usually 127.0.0.1)")
    command.add_argument("--port", metavar="N", type=_port, default=USUAL_PORT, help=f"usually {USUAL_PORT}")
    command.add_argument("--processes", metavar="N", type=_positive, default=1, help="of the web server (usually 1)")
    command.add_argument("--threads", metavar="N", type=_positive, help="in each of them (usually 4)")


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 65536):
        raise argparse.ArgumentTypeError(f'expected a number from 1 to 65535, got "{text}"')
    return int(text)


def _positive(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) > 0):
        raise argparse.ArgumentTypeError(f'expected a number from 1 on, got "{text}"')
    return int(text)


def into_environment(args: Any, variables: MutableMapping[str, str]) -> None:
    """Let settings and child processes know what was typed. What was typed counts more than what was set."""
    if args.data is not None:
        variables["HANDSCHLAG_DATA"] = str(Path(args.data).absolute())
    if args.command == "demo":
        variables["HANDSCHLAG_DEMO"] = "1"
    if "port" in args and not {"HANDSCHLAG_BASE_URL", "HANDSCHLAG_BASE_URL_FILE"} & variables.keys():
        variables["HANDSCHLAG_BASE_URL"] = f"http://127.0.0.1:{args.port}"
