"""``start NUMBER`` releases a letter to so many people; ``nursery`` starts a worker for each line that it reads.

The workers are forked, so that each is there at once: they are processes of their own and may be killed.
"""

import os
import signal
import sys
from datetime import timedelta

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.utils import timezone  # noqa: E402

from handschlag.engine.language import Text  # noqa: E402
from handschlag.events.roles import Role  # noqa: E402
from handschlag.foundation.jobs import worker  # noqa: E402
from handschlag.foundation.outbox import delivery  # noqa: E402
from handschlag.foundation.outbox import tasks as outbox_tasks  # noqa: E402
from handschlag.mail import tasks  # noqa: E402
from handschlag.mail.services import mailings  # noqa: E402
from tests import factories as make  # noqa: E402


def start(number):
    call_command("migrate", verbosity=0)
    mailings.TIME_TO_STOP = timedelta(0)
    now = timezone.now()
    event = make.EventFactory(time_zone=f"Etc/GMT{now.hour - 12:+d}")  # where it is noon, so that nobody is asleep
    for _ in range(number):
        make.MembershipFactory(event=event, role=Role.REPRESENTATIVE)
    letter = mailings.draft(
        host=event.host,
        event=event,
        audience="representatives",
        subject=Text.of(en="News"),
        body=Text.of(en="Good day {name}"),
        needs_second=False,
        by=make.UserFactory(),
        now=now,
    )
    mailings.release(letter, by=letter.drafted_by, now=now)


def nursery():
    # What takes minutes in the office takes moments here.
    delivery.PAUSES = (timedelta(seconds=0.2),) * 5
    worker.POLL_SECONDS = 0.02
    delivery.NO_SERVER = outbox_tasks.AFTER_A_FAULT = tasks.AFTER_A_FAULT = timedelta(0)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for _line in sys.stdin:
        child = os.fork()
        if not child:
            worker.work("mail")
            os._exit(0)
        print(child, flush=True)


if sys.argv[1] == "start":
    start(int(sys.argv[2]))
else:
    nursery()
