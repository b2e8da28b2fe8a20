"""``handschlag acceptance``: a server as in production, on data made for tests from outside (``site.acceptance``)."""

from __future__ import annotations

import argparse

from handschlag.site import environment
from handschlag.site.command.errors import InputError
from handschlag.site.command.serve import only_one, prepare, refuse_busy_port, supervise


def run(args: argparse.Namespace) -> int:
    surroundings = environment.read()
    if surroundings.demo or surroundings.debug:
        raise InputError("acceptance: looks at what runs in production; unset HANDSCHLAG_DEMO and HANDSCHLAG_DEBUG")
    refuse_busy_port(args.host, args.port)
    with only_one(surroundings.data):
        file = prepare("--acceptance").strip()
        supervise(args, greeting=f"Handschlag runs at {surroundings.base_url}/, described in {file}\n")
    return 0
