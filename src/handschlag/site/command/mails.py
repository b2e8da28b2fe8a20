"""``handschlag mails``: where no mail server is set, whoever runs the site reads here what would have been sent."""

from __future__ import annotations

import argparse

from handschlag.foundation.models import MailState, OutgoingMail


def run(args: argparse.Namespace) -> int:
    kept = OutgoingMail.objects.filter(state=MailState.KEPT)[: args.last]
    for mail in reversed(kept):
        words = mail.text or "(The text is not kept.)\n"
        print(
            f"{mail.posted_at:%Y-%m-%d %H:%M} UTC  To: {mail.to_email}  Subject: {mail.subject}\n\n{words}\n{'-' * 72}"
        )
    return 0
