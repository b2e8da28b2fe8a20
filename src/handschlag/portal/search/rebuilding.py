"""The index made anew: for what was written in bulk without its time of change, and after a new way to fold."""

from __future__ import annotations

from datetime import UTC, datetime

from django.db import connection, transaction

from handschlag.portal.models import SearchEntry, SearchWord
from handschlag.portal.search import dialects, index

LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)


def rebuild() -> int:
    """Write all entries anew, each part in a transaction of its own, and forget words that stand in none; how many."""
    with transaction.atomic():
        dialects.prepare(connection.alias)
        SearchEntry.objects.update(written_at=LONG_AGO)
    written = index.heal()
    with transaction.atomic():
        keys = {key for text in SearchEntry.objects.values_list("keys", flat=True).iterator() for key in text.split()}
        strange = [pk for pk, key in SearchWord.objects.values_list("pk", "key").iterator() if key not in keys]
        SearchWord.objects.filter(pk__in=strange).delete()
    return written
