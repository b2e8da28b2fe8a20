"""Mails that came back: what a delivery status notification (RFC 3464) says of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import Message
from enum import StrEnum

from django.db import transaction

from handschlag.foundation.letters.words import one_line
from handschlag.foundation.models import MailAttempt, MailState, OutgoingMail
from handschlag.foundation.outbox import dead
from handschlag.foundation.outbox.transports import ANSWER_LETTERS

MOST_BYTES = 5 * 1000**2
OUR_ID = re.compile(rb"<[\w-]{16}@[\w.:\[\]-]+>")


class Finding(StrEnum):
    """What a notification turned out to be."""

    RETURNED = "returned"
    DELAYED = "delayed"
    ARRIVED = "arrived"
    UNKNOWN = "unknown"
    """None of our mails is named in it."""
    NO_REPORT = "no report"


@dataclass(frozen=True, slots=True)
class Report:
    """What the notification says of one recipient."""

    action: str
    status: str
    words: str


@transaction.atomic
def note(raw: bytes, *, now: datetime) -> tuple[Finding, OutgoingMail | None]:
    """Read a notification and mark the mail that it is about."""
    letter = message_from_bytes(raw[:MOST_BYTES], policy=policy.compat32)
    report = next(_reports(letter), None)
    if report is None:
        return Finding.NO_REPORT, None
    mail = _ours(raw[:MOST_BYTES])
    if mail is None:
        return Finding.UNKNOWN, None
    MailAttempt.objects.create(mail=mail, at=now, code=0, answer=report.words)
    if report.action == "failed":
        _returned(mail, report, now=now)
        return Finding.RETURNED, mail
    return (Finding.DELAYED if report.action == "delayed" else Finding.ARRIVED), mail


def _returned(mail: OutgoingMail, report: Report, *, now: datetime) -> None:
    sent = OutgoingMail.objects.filter(pk=mail.pk, state__in=(MailState.SENT, MailState.BOUNCED))
    sent.update(state=MailState.BOUNCED, answer=report.words, ended_at=now, changed_at=now)
    if dead.is_for_good(report.status):
        dead.mark(mail.to_email, report.words, now=now)


def _reports(letter: Message) -> Iterator[Report]:
    """The parts about recipients; the first part of a status is about the mail as a whole."""
    for part in letter.walk():
        if part.get_content_type() == "message/delivery-status" and part.is_multipart():
            for block in part.get_payload():
                if isinstance(block, Message) and block.get("Action"):
                    yield _report(block)


def _report(block: Message) -> Report:
    status = one_line(str(block.get("Status", "")), 20)
    diagnostic = str(block.get("Diagnostic-Code", "")).partition(";")[2]
    words = one_line(" ".join(filter(None, (status, diagnostic))), ANSWER_LETTERS)
    return Report(str(block.get("Action")).strip().lower(), status, words)


def _ours(raw: bytes) -> OutgoingMail | None:
    """The mail whose Message-ID stands somewhere in the notification; nobody but its recipient knows it."""
    ids = {found.decode("ascii", "ignore") for found in OUR_ID.findall(raw)}
    return OutgoingMail.objects.filter(message_id__in=ids).first()
