"""``handschlag web``: the web server alone."""

from __future__ import annotations

import argparse

from handschlag.site import web


def run(args: argparse.Namespace) -> int:
    web.serve(args.host, args.port, processes=args.processes, threads=args.threads or web.USUAL_THREADS)
    return 0
