"""What goes early: answers that a host promised to delete, files that nobody took over."""

from __future__ import annotations

from datetime import datetime, timedelta

from handschlag.registration.models import Answer, Import
from handschlag.registration.services import imports
from handschlag.registration.states import ImportState

LOOKED_AT_FOR = timedelta(days=7)
"""So long a file waits that was looked at and not taken over."""


def forget(*, now: datetime) -> tuple[int, int]:
    """How many answers, and how many files, have been deleted."""
    promised = Answer.objects.filter(question__delete_after_days__isnull=False).order_by()
    answers = 0
    for days in promised.values_list("question__delete_after_days", flat=True).distinct():
        if days is None:
            continue
        over = Answer.objects.filter(
            question__delete_after_days=days, application__event__ends_at__lt=now - timedelta(days=days)
        )
        answers += over.count()
        over.delete()
    left = list(Import.objects.filter(state=ImportState.SEEN, created_at__lt=now - LOOKED_AT_FOR))
    for row in left:
        imports.stop(row)
    return answers, len(left)
