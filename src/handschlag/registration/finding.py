"""By which words the organiser finds an application: by name, organisation and address, in whatever script.

``Application.found_by`` holds the sounds of these words (see ``engine.language.folding``). Services that change one of
them write it anew at their end (``keep``); the database keeps an index of them (``WORDS``) in the same transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice, product
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import StrIndex
from django.db.models.lookups import GreaterThan

from handschlag.engine.language import folding
from handschlag.foundation.word_index import AnyOf, WordIndex
from handschlag.registration.models import Applicant, Application
from handschlag.registration.states import ApplicationState

WORDS = WordIndex(Application._meta.db_table, columns=("found_by",), facts=("event_id", "state"))
LONGEST = 4000
LONGEST_NAME = 200
AT_ONCE = 500
MOST_WORDS = 8
"""Of a question that are looked at."""
MOST_SIGNATURES = 16
LATIN_FORMS = "gmbh ag kg ohg ug mbh co se ev gbr ltd llc inc plc limited corp company sarl sas sa spa srl bv nv oy zoo"
CYRILLIC_FORMS = "ооо оао зао пао ао ип тоо фгуп гуп ooo oao zao pao ao ip tov too"
LEGAL_FORMS = frozenset(f"{LATIN_FORMS} {CYRILLIC_FORMS} und and и".split())
"""Say nothing about which company it is."""


def sounds(texts: Iterable[str]) -> str:
    """The sounds of all words, each between spaces."""
    words = dict.fromkeys(word for text in texts for word in folding.words(text))
    found = dict.fromkeys(sound for word in words for sound in (*folding.forms(word), *folding.keys(word)))
    return f" {' '.join(found)} "[:LONGEST] if found else ""


def describe(application: Application, people: Iterable[str] = ()) -> None:
    """Note on the row, before it is written, by what one is found and sorted that comes with these people."""
    application.found_by = sounds([*_own(application), *people])
    application.sorted_as = str(application).casefold()[:LONGEST_NAME]


def texts(people: Iterable[Applicant]) -> Iterator[str]:
    """By what their application is found, too."""
    return (text for one in people for text in (one.name, one.name_latin, one.email))


def remember(application: Application, applicants: list[Applicant]) -> None:
    """These were written a moment ago, and nobody else has seen the row: none need be read again."""
    rows: Any = application.applicants.all()
    rows._result_cache = applicants
    application.__dict__["_prefetched_objects_cache"] = {"applicants": rows}  # where ``prefetch_related`` keeps them


def keep(application: Application) -> None:
    """Write anew by which words it is found, and where it is sorted."""
    before = application.found_by, application.sorted_as
    describe(application, texts(application.applicants.all()))
    found_by, sorted_as = application.found_by, application.sorted_as
    if (found_by, sorted_as) != before:
        Application.objects.filter(pk=application.pk).update(found_by=found_by, sorted_as=sorted_as)


def keep_all(rows: QuerySet[Application]) -> None:
    """The same for many, such as all of an organisation that has another name now."""
    for application in rows.select_related("organisation").iterator(chunk_size=AT_ONCE):
        keep(application)


def asked(question: str) -> list[AnyOf]:
    """Each word has to be there, in whatever spelling; it may not be at its end yet."""
    return [_any_of(word) for word in folding.words(question)[:MOST_WORDS]]


def have(words: Sequence[AnyOf], event: int, *, in_order: bool = False) -> RawSQL:
    """The condition that all of these words are there."""
    return WORDS.have(words, column="found_by", using=connection, facts={"event_id": event}, in_order=in_order)


def hold(words: Iterable[AnyOf]) -> Q:
    """The same, asked of row after row: for words that so many have that soon there are enough."""
    found = Q()
    for word in words:
        any_of = Q()
        for part in (*(f" {one}" for one in word.beginnings), *(f" {key} " for key in word.keys)):
            any_of |= _holds(part)
        found &= any_of
    return found


def count(words: Sequence[AnyOf], event: int, state: str = "") -> int:
    """How many of an event have all of these words: in this state, or in whichever but drafts."""
    facts: dict[str, str | int] = {"event_id": event} | ({"state": state} if state else {})
    without = {} if state else {"state": ApplicationState.DRAFT.value}
    return WORDS.count(words, column="found_by", using=connection, facts=facts, without=without)


@lru_cache(maxsize=30_000)
def signatures(name: str) -> frozenset[str]:
    """Two names that mean the same company share one of these, also across scripts."""
    joined = _joined(name)
    return _signed(name) | (_signed(joined) if joined != name else frozenset())


def _signed(name: str) -> frozenset[str]:
    words = [word for word in folding.words(name) if word.casefold() not in LEGAL_FORMS]
    heard = [folding.keys(word)[:2] for word in words]
    return frozenset({" ".join(sorted(set(one))) for one in islice(product(*heard), MOST_SIGNATURES)} - {""})


def twins(rows: Iterable[Application]) -> list[tuple[Application, Application]]:
    """Pairs that may be the same: of one address, or of names that sound alike; the earlier one first."""
    first: dict[str, Application] = {}
    pairs: dict[tuple[int, int], tuple[Application, Application]] = {}
    for application in sorted(rows, key=lambda one: one.pk):
        for mark in _marks(application):
            earlier = first.setdefault(mark, application)
            if earlier.pk != application.pk:
                pairs[earlier.pk, application.pk] = earlier, application
    return list(pairs.values())


def twins_of(application: Application) -> list[Application]:
    """Others at the same event that may be the same."""
    marks, near = _marks(application), Q(pk=None)
    for mark in sorted(marks)[:MOST_SIGNATURES]:
        if words := _words_of(mark):
            near |= Q(have(words, application.event_id))
    others = candidates(application.event_id).filter(near).exclude(pk=application.pk)
    return [one for one in others if marks & _marks(one)]


def candidates(event: int) -> QuerySet[Application]:
    """Those that could be merged with one another."""
    rows = Application.objects.filter(event=event).select_related("organisation", "event")
    return rows.exclude(state__in=[ApplicationState.DRAFT, ApplicationState.CANCELLED, ApplicationState.MERGED])


def rebuild() -> None:
    """Make the index anew, and all words, such as after a new way to fold them."""
    WORDS.prepare(connection.alias)
    keep_all(Application.objects.prefetch_related("applicants"))


def forget(applicants: QuerySet[Applicant]) -> None:
    """After names were erased: nobody is found by them any more."""
    keep_all(Application.objects.filter(applicants__in=applicants).distinct())


def _holds(part: str) -> Q:
    """Letter by letter: all of them are small ones and without marks, and LIKE thinks of those for a long time."""
    return Q(GreaterThan(StrIndex("found_by", Value(part)), 0))


def _any_of(word: str) -> AnyOf:
    forms = folding.forms(word, is_asked=True)
    return AnyOf(tuple(key for key in folding.keys(word, is_asked=True) if not key.startswith(forms)), forms)


def _words_of(mark: str) -> list[AnyOf]:
    """What whoever has this mark is found by, and few others."""
    kind, _, said = mark.partition(" ")
    keys = said.split() if kind == "name" else [folding.keys(word)[0] for word in folding.words(said)]
    return [AnyOf((key,)) for key in keys]


def _own(application: Application) -> list[str]:
    organisation = application.organisation
    names = [organisation.name, organisation.name_latin, organisation.short_name] if organisation is not None else []
    typed = [application.organisation_name, application.organisation_latin] if organisation is None else []
    joined = [_joined(name) for name in (*names, *typed) if "-" in name]
    return [application.contact_name, application.email, *names, *typed, *joined]


def _joined(name: str) -> str:
    """Some write Pumpen-Technik what others write Pumpentechnik."""
    return name.replace("-", "")


def _marks(application: Application) -> set[str]:
    organisation = application.organisation
    typed = (application.organisation_name, application.organisation_latin)
    names = (organisation.name, organisation.name_latin) if organisation is not None else typed
    marks = {f"name {one}" for name in names for one in signatures(name)}
    return marks | ({f"mail {application.email}"} if application.email else set())
