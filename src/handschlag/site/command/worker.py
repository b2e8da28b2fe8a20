"""``handschlag worker``: does the jobs of one queue."""

from __future__ import annotations

import argparse

from handschlag.foundation.jobs import worker
from handschlag.site import lifeline, made


def run(args: argparse.Namespace) -> int:
    lifeline.hold()
    made.use_planner_cache()
    worker.work(args.queue)
    return 0
