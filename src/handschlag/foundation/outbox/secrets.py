"""Words that are not kept: codes and links that sign somebody in."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction

from handschlag.foundation.models import MailAttachment, OutgoingMail

KEPT_FOR = timedelta(hours=1)
"""From its writing on; when it was sent before, its words go at once."""


def are_too_old(mail: OutgoingMail, *, now: datetime) -> bool:
    return now >= mail.posted_at + KEPT_FOR


def erase_old(now: datetime) -> int:
    """Erase the words of all secret mails whose time is over; returns how many."""
    old = OutgoingMail.objects.filter(is_secret=True, erased_at=None, posted_at__lte=now - KEPT_FOR)
    return erase(list(old.values_list("pk", flat=True)), now=now)


@transaction.atomic
def erase(mails: Collection[int], *, now: datetime) -> int:
    """Take subject, text and files out of these mails; that they were sent remains known."""
    MailAttachment.objects.filter(mail__in=mails).delete()
    return OutgoingMail.objects.filter(pk__in=mails).update(subject="", text="", html="", erased_at=now)
