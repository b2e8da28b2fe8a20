"""The command ``handschlag``: the answer on standard output, the talk on standard error.

Exit codes: 0 done, 1 ``doctor`` found a problem, 2 the input is at fault (one sentence says how).
"""

from __future__ import annotations

import logging.config
import os
import sys
from collections.abc import Sequence
from importlib import import_module

from handschlag.site import environment, logs
from handschlag.site.command import arguments
from handschlag.site.command.errors import InputError

WITHOUT_DJANGO = ("demo", "serve", "web", "acceptance")
"""What only starts other processes stays small by not loading the site itself."""
WITH_TABLES = ("bounce", "mails", "reindex", "retention", "rescue", "tick", "token")
"""What reads and writes a database that is there; ``host``, with which everything begins, makes one."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    args = arguments.parser().parse_args(argv)
    arguments.into_environment(args, os.environ)
    try:
        environment.read()
    except ValueError as wrong:
        return _at_fault(wrong)
    try:
        _set_up(with_django=args.command not in WITHOUT_DJANGO)
        if args.command in WITH_TABLES:
            _check_tables()
        code: int = import_module(f"handschlag.site.command.{args.command}").run(args)
        sys.stdout.flush()
    except BrokenPipeError:  # whoever read the answer has had enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except InputError as wrong:
        return _at_fault(wrong)
    except KeyboardInterrupt:
        return 130
    return code


def _check_tables() -> None:
    from handschlag.site import made  # needs Django

    if made.missing_migrations():
        raise InputError("the database is not made yet, or is of an older version; type: handschlag prepare")


def _set_up(*, with_django: bool) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "handschlag.site.settings")
    if with_django:
        import django  # slow, and not for everybody

        django.setup()
    else:
        logging.config.dictConfig(logs.OF_THE_SITE)


def _at_fault(wrong: Exception) -> int:
    print(f"handschlag: {' '.join(str(wrong).split())}", file=sys.stderr)
    return 2
