"""The entries of the index are written and healed; whatever happens here belongs to the transaction of a change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from django.db import transaction
from django.db.models import BigIntegerField, F, Q, QuerySet

from handschlag.engine.language import folding
from handschlag.foundation.prepared import Prepared
from handschlag.portal.models import SearchEntry, SearchKind
from handschlag.portal.search import vocabulary
from handschlag.portal.search.sources import SOURCES, Source

AT_ONCE = 100
"""So many things are written in one transaction when many are."""


@transaction.atomic(savepoint=False)
def write(kind: SearchKind, pks: Iterable[int]) -> int:
    """Write the entries of these things anew; of what cannot be found any more, the entry goes. Returns how many."""
    source, wanted = SOURCES[kind], list(dict.fromkeys(pks))
    rows, entries = _found(kind, wanted)
    known = {getattr(entry, f"{kind}_id"): entry for entry in entries}
    written, words = [], set()
    for row in rows:
        entry, said = _entry(source, row)
        written.append(entry)
        words |= said
    gone = [entry for pk, entry in known.items() if pk not in {getattr(one, f"{kind}_id") for one in written}]
    if gone:
        SearchEntry.objects.filter(pk__in=[entry.pk for entry in gone]).delete()
    _keep(kind, written)
    vocabulary.learn(words)
    vocabulary.forget(_lost(known.values(), written))
    return len(written)


@transaction.atomic(savepoint=False)
def write_known(kind: SearchKind, row: Any) -> None:
    """Write the entry of a thing that is at hand and has come to nothing but itself: none of its words gets lost."""
    row.last_change = row.changed_at
    entry, words = _entry(SOURCES[kind], row)
    _keep(kind, [entry])
    vocabulary.learn(words)


def heal() -> int:
    """Write what was changed without anybody being told, as far as its time of change says so; how many."""
    return sum(write(kind, some) for kind in SOURCES for some in _batches(_unwritten(kind)))


def unwritten() -> int:
    """How many things cannot be found as they are now."""
    return sum(_unwritten(kind).count() for kind in SOURCES)


def _unwritten(kind: SearchKind) -> QuerySet[Any]:
    not_as_now = Q(search_entry=None) | ~Q(search_entry__written_at=F("last_change"))
    return SOURCES[kind].rows().filter(not_as_now)


def _batches(rows: QuerySet[Any]) -> Iterator[list[int]]:
    waiting = iter(list(rows.values_list("pk", flat=True)))
    while some := list(islice(waiting, AT_ONCE)):
        yield some


def _found(kind: SearchKind, pks: list[int]) -> tuple[list[Any], list[SearchEntry]]:
    """Things and the entries that are there for them."""
    if len(pks) > 1:
        return list(SOURCES[kind].rows().filter(pk__in=pks)), list(SearchEntry.objects.filter(**{f"{kind}__in": pks}))
    rows = _ROWS[kind].ask(pk=pks[0]) if pks else []
    if pks and not rows:
        return [], list(SearchEntry.objects.filter(**{kind: pks[0]}))
    return rows, [row.search_entry for row in rows if hasattr(row, "search_entry")]


# Nearly always one thing has been saved, and its words have to be read and written before the page goes on.
_ROWS: dict[SearchKind, Prepared[Any]] = {
    kind: Prepared(
        lambda pk, rows=source.rows: rows().select_related("search_entry").filter(pk=pk), pk=BigIntegerField()
    )
    for kind, source in SOURCES.items()
}


def _entry(source: Source, row: Any) -> tuple[SearchEntry, set[str]]:
    found = source.words(row)
    of_title = _words(found.title)
    words = of_title | _words(found.rest)
    entry = SearchEntry(
        kind=source.kind,
        of_event_id=source.event(row),
        on=found.on,
        title_keys=_keys(of_title),
        keys=_keys(words),
        written_at=row.last_change,
        **{source.kind: row},
    )
    return entry, words


def _words(texts: Iterable[str]) -> set[str]:
    return {word.casefold() for one in texts for word in folding.words(one)}


def _keys(words: Iterable[str]) -> str:
    return " ".join(sorted({key for word in words for key in folding.keys(word)}))


def _keep(kind: SearchKind, entries: list[SearchEntry]) -> None:
    SearchEntry.objects.bulk_create(
        entries,
        update_conflicts=True,
        unique_fields=[str(kind)],
        update_fields=["of_event", "on", "title_keys", "keys", "written_at"],
    )


def _lost(before: Iterable[SearchEntry], after: Iterable[SearchEntry]) -> set[str]:
    """Keys that were in these entries and are no longer."""
    kept = {key for entry in after for key in entry.keys.split()}
    return {key for entry in before for key in entry.keys.split()} - kept
