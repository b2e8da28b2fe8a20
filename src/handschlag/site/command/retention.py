"""``handschlag retention``: erase what is past its time, or only say what that would be."""

from __future__ import annotations

import argparse

from django.utils import timezone

from handschlag.privacy import retaining
from handschlag.privacy.services import retention


def run(args: argparse.Namespace) -> int:
    now = timezone.now()
    for due in retaining.everywhere(now=now):
        rule = f"{due.part.fate.outcome} after {due.days} days"
        print(due.scope or "installation", due.group.key, due.part.table, due.count, rule, sep="\t")
    if args.dry_run:
        return 0
    print(f"{retention.carry_out(now=now)} rows erased or made anonymous")
    return 0
