"""Old entries of the log lose their words; that something was done, and when, stays."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import QuerySet

from handschlag.foundation import audit
from handschlag.foundation.audit.erasing import ERASED
from handschlag.foundation.models import AuditEntry


def fade(entries: QuerySet[AuditEntry], *, now: datetime) -> None:
    """Erase all words of these entries, and say so in an entry, so that the chain still holds."""
    faded = [(entry.number, sorted(entry.words)) for entry in entries.order_by("number") if entry.words]
    models.QuerySet(AuditEntry).filter(pk__in=entries.values("pk")).update(words={})
    if faded:
        audit.record(None, ERASED, now=now, count=len(faded), erased=faded)
