"""``handschlag bounce``: what a mail server runs for a mail that comes back to the address of the site."""

from __future__ import annotations

import argparse
import sys

from django.utils import timezone

from handschlag.foundation.outbox import bounces
from handschlag.foundation.outbox.bounces import MOST_BYTES, Finding
from handschlag.site.command.errors import InputError

SAYS = {
    Finding.RETURNED: "came back",
    Finding.DELAYED: "is delayed",
    Finding.ARRIVED: "has arrived",
}


def run(_args: argparse.Namespace) -> int:
    finding, mail = bounces.note(sys.stdin.buffer.read(MOST_BYTES), now=timezone.now())
    if mail is None:
        wrong = "names none of our mails" if finding == Finding.UNKNOWN else "is no delivery status notification"
        raise InputError(
            f"bounce: expected a notification (RFC 3464) of a mail from here on standard input; this {wrong}"
        )
    print(f"{mail.message_id} {SAYS[finding]}")
    return 0
