"""``handschlag demo``: the same as ``serve``, with the demonstration in it."""

from __future__ import annotations

import argparse
from pathlib import Path

from handschlag.site import environment
from handschlag.site.command.errors import InputError
from handschlag.site.command.serve import only_one, prepare, refuse_busy_port, supervise


def run(args: argparse.Namespace) -> int:
    surroundings = environment.read()
    refuse_busy_port(args.host, args.port)
    with only_one(surroundings.data):
        if args.reset:
            forget(surroundings.database_url, surroundings.data)
        sign_ins = prepare("--demo")
        supervise(args, greeting=f"\nHandschlag runs at {surroundings.base_url}/\n\n{sign_ins}\nCtrl-C ends it.\n")
    return 0


def forget(database_url: str, data: Path) -> None:
    """Delete the database, if it is the usual one in the data folder; raise ``InputError`` if it is another."""
    database = Path(str(environment.database(database_url)["NAME"])).absolute()
    if database.parent != data or "sqlite" not in database_url:
        raise InputError(
            f"--reset deletes only a database in {data}; the one that DATABASE_URL names is yours to empty"
        )
    for path in data.glob(f"{database.name}*"):
        path.unlink()
