"""``handschlag tick``: what is due by the clock."""

from __future__ import annotations

import argparse

from django.core.management import call_command
from django.utils import timezone

from handschlag.foundation import jobs


def run(_args: argparse.Namespace) -> int:
    print(f"{jobs.reap(timezone.now())} abandoned jobs taken back")
    call_command("clearsessions")
    call_command("prune_db_task_results", queue_name="*", verbosity=0)
    return 0
