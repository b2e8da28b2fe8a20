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
    prepare.add_argument("--acceptance", action="store_true", help="create what tests from outside need, too")
    worker = add("worker", "do the jobs that wait in one queue")
    worker.add_argument("--queue", choices=QUEUES, default=QUEUES[0], help=f"which one (usually {QUEUES[0]})")
    add("bounce", "read a mail that came back from standard input and mark the one that it tells of")
    mails = add("mails", "show the last mails that are kept here because no mail server is set")
    mails.add_argument("--last", metavar="N", type=_positive, default=5, help="how many (usually 5)")
    _add_token(add("token", "give, list and revoke tokens, with which programs use the API"))
    acceptance = add("acceptance", "start the server on a database made for acceptance: two hosts, tokens, an account")
    _add_server(acceptance, processes=2)
    add("tick", "do what is due; call it each minute")
    retention = add("retention", "erase what is past its time (tick does it once a day)")
    retention.add_argument("--dry-run", action="store_true", help="only say what would go")
    host = add("host", "let an agency use this installation, or give it another manager")
    host.add_argument("slug", metavar="SLUG", help="how it is called in addresses, such as wfs")
    host.add_argument("--name", metavar="N", help="its name; needed where it is new")
    host.add_argument("--manager", metavar="ADDRESS", required=True, help="mail address of who manages it")
    host.add_argument("--language", metavar="L", default="de", help="of a new manager's mails (usually de)")
    rescue = add("rescue", "let somebody in who has lost her second factor: it is removed, and all her sign-ins end")
    rescue.add_argument("address", help="her mail address")
    add("reindex", "make the index of the search anew, such as after rows were written past the site")
    add("doctor", "look whether everything is as it must be, and say what to do if not")
    return whole


def _add_token(command: argparse.ArgumentParser) -> None:
    steps = command.add_subparsers(dest="step", required=True, metavar="STEP", parser_class=_Parser)
    create = steps.add_parser("create", help="make a token and print it, once", description="Make a token, print it.")
    create.add_argument("--role", metavar="R", required=True, help="what the program may see and do")
    create.add_argument("--event", metavar="E", help="slug of the event where it counts")
    create.add_argument("--host", metavar="H", help="slug of the host at all of whose events it counts")
    create.add_argument("--name", metavar="N", help="what it is for (usually its role)")
    create.add_argument("--days", metavar="D", type=_positive, default=365, help="how long it counts (usually 365)")
    create.add_argument("--scope", choices=("read", "write"), default="write", help="usually write")
    create.add_argument("--per-minute", metavar="N", type=_positive, default=600, help="requests (usually 600)")
    listed = steps.add_parser("list", help="show the tokens that count", description="Show the tokens that count.")
    listed.add_argument("--host", metavar="H", help="only of this host")
    revoke = steps.add_parser("revoke", help="end a token at once", description="End a token at once.")
    for step in (create, listed, revoke):
        step.add_argument("--data", metavar="FOLDER", default=argparse.SUPPRESS, help="usually var")
    revoke.add_argument("prefix", metavar="PREFIX", help="the first letters of the token, as list shows them")


def _add_server(command: argparse.ArgumentParser, *, processes: int = 1) -> None:
    command.add_argument("--host", metavar="ADDRESS", default="127.0.0.1", help="to listen at (usually 127.0.0.1)")
    command.add_argument("--port", metavar="N", type=_port, default=USUAL_PORT, help=f"usually {USUAL_PORT}")
    command.add_argument(
        "--processes", metavar="N", type=_positive, default=processes, help=f"of the web server (usually {processes})"
    )
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
