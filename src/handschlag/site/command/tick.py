"""``handschlag tick``: what is due by the clock."""

from __future__ import annotations

import argparse

from django.core.management import call_command
from django.utils import timezone

from handschlag.accounts.services import people
from handschlag.api.services import answers
from handschlag.foundation import four_eyes, jobs, limits
from handschlag.foundation.outbox import tasks as outbox
from handschlag.portal import search
from handschlag.privacy.services import retention
from handschlag.registration.services import forgetting, waiting


def run(_args: argparse.Namespace) -> int:
    print(f"{jobs.reap(timezone.now())} abandoned jobs taken back")
    print(f"{outbox.tick(timezone.now())} mails of gathered news written")
    print(f"{four_eyes.expire(now=timezone.now())} proposals expired")
    print(f"{waiting.lapse_all(now=timezone.now())} offered places given to the next")
    gone, left = forgetting.forget(now=timezone.now())
    print(f"{gone} answers deleted as promised, {left} files of applications that nobody took over")
    retention.begin_daily(now=timezone.now())
    answers.forget(now=timezone.now())
    limits.forget(now=timezone.now())
    if healed := search.heal():
        print(f"{healed} changes found by the search")
    people.forget_unused(now=timezone.now())
    call_command("clearsessions")
    call_command("prune_db_task_results", queue_name="*", verbosity=0)
    return 0
