"""Asking: what the public may see now and what was asked for, the titles first, then the newest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Case, Count, F, IntegerField, QuerySet, Value, When
from django.db.models.expressions import Combinable, RawSQL
from django.utils import translation

from handschlag.events.models import Host
from handschlag.portal.models import SearchEntry, SearchKind
from handschlag.portal.search import dialects, hits, seen
from handschlag.portal.search.dialects import AnyOf, Column
from handschlag.portal.search.excerpt import Marker
from handschlag.portal.search.found import Found, How, Suggestion
from handschlag.portal.search.question import Question, either, question

A_PAGE = 20
MOST_PAGES = 200
MOST_SUGGESTIONS = 8
KINDS = {kind.value: kind for kind in SearchKind}
LATEST_FIRST = (F("on").desc(nulls_last=True), "-pk")


@dataclass(frozen=True, slots=True)
class Way:
    """One way to understand a question: the words that are meant by it, what has them, and how well.

    Of a frequent word there are thousands of entries: the database counts them, and gives the numbers of one page.
    """

    how: How
    words: Sequence[AnyOf]
    rows: QuerySet[SearchEntry]
    rank: Combinable

    def counts(self) -> Counter[SearchKind]:
        """How many entries there are of each kind."""
        counted = self.rows.order_by().values_list("kind").annotate(count=Count("pk"))
        return Counter({KINDS[kind]: count for kind, count in counted})

    def best(self, kinds: Collection[SearchKind], page: int) -> list[int]:
        """The numbers of those on a page, of these kinds or of all."""
        rows = self.rows.filter(kind__in=kinds) if kinds else self.rows
        ranked = rows.annotate(rank=self.rank).order_by("-rank", *LATEST_FIRST)
        return list(ranked.values_list("pk", flat=True)[(page - 1) * A_PAGE : page * A_PAGE])


def find(
    words: str,
    *,
    language: str,
    kinds: Collection[SearchKind] = (),
    host: Host | None = None,
    now: datetime,
    page: int = 1,
) -> Found:
    """What the public may see now and what has all of these words; failing that, similar ones, or some of them.

    Words are found in every script and spelling (``engine.language.folding``), the last one also by its beginning.
    ``kinds`` narrows it down; the counts are of all kinds all the same. It never fails, whatever was written.
    """
    asked = question(words)
    if not asked:
        return Found(How.NOTHING, has_words=False)
    for way in _ways(asked, seen.everybodys(now, host=host)):
        if counts := way.counts():
            total = sum(count for kind, count in counts.items() if not kinds or kind in kinds)
            pages = min(MOST_PAGES, max(1, -(-total // A_PAGE)))
            number = min(max(page, 1), pages)
            best = way.best(kinds, number) if total else []
            with translation.override(language):
                read = tuple(hits.read(best, Marker(way.words), now=now))
                return Found(way.how, read, counts, total, number, pages, is_cut=asked.is_cut)
    return Found(How.NOTHING, is_cut=asked.is_cut)


def suggest(words: str, *, language: str, host: Host | None = None, now: datetime) -> list[Suggestion]:
    """A few things whose titles have all of these words, while somebody types the last one."""
    asked = question(words)
    if not asked:
        return []
    meant = asked.exact()
    rows = seen.everybodys(now, host=host).filter(_have(meant, column="title_keys")).order_by(*LATEST_FIRST)
    best = list(rows.values_list("pk", flat=True)[: 3 * MOST_SUGGESTIONS])
    with translation.override(language):
        found = list(hits.suggestions(best, Marker(meant), now=now))
    found.sort(key=lambda one: asked.words[-1] not in one.title.casefold())  # as it is typed before what sounds like it
    return found[:MOST_SUGGESTIONS]


def _ways(asked: Question, shown: QuerySet[SearchEntry]) -> Iterator[Way]:
    """From what was asked for to what comes near it: who takes the first one that finds something asks no further."""
    exact = asked.exact()
    yield Way(How.ALL, exact, shown.filter(_have(exact)), _is_in_title(exact))
    forgiving = asked.forgiving()
    if forgiving != exact:
        yield Way(How.SIMILAR, forgiving, shown.filter(_have(forgiving)), _is_in_title(forgiving))
    if len(forgiving) > 1:
        yield Way(How.SOME, forgiving, shown.filter(_have([either(forgiving)])), _how_many(forgiving))


def _is_in_title(words: Sequence[AnyOf]) -> Combinable:
    return _one_if(_have(words, column="title_keys"))


def _how_many(words: Sequence[AnyOf]) -> Combinable:
    """How many of the words an entry has."""
    number: Combinable = Value(0)
    for word in words:
        number = number + _one_if(_have([word]))
    return number


def _one_if(condition: RawSQL) -> Case:
    return Case(When(condition, then=1), default=0, output_field=IntegerField())


def _have(words: Sequence[AnyOf], *, column: Column = "keys") -> RawSQL:
    return dialects.have(words, column=column, using=connection)
