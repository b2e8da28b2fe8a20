"""The words that occur: by them slips are forgiven, for a word that nobody has written cannot be meant."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import islice

from django.db import connection
from django.db.models import Q

from handschlag.engine.language import folding
from handschlag.portal.models import SearchEntry, SearchWord
from handschlag.portal.search import dialects
from handschlag.portal.search.dialects import AnyOf

AT_ONCE = 400
MOST_NEAR = 12
"""So many words are taken for what somebody may have meant."""
LONGEST_KEYS = 1000
FEW = 20
"""Words that are written without looking first which are known: to write what is there already costs less."""


def learn(words: Iterable[str]) -> None:
    """Note the forms of these words. In the order of the alphabet, so that two who do it never wait for each other."""
    forms = {form: word for word in sorted(words) for form in folding.forms(word)}
    for some in _parts(sorted(forms)):
        known = _known(some) if len(some) > FEW else frozenset()
        new = [_word(form, forms[form]) for form in some if form not in known]
        SearchWord.objects.bulk_create(new, ignore_conflicts=True)


def _known(forms: Collection[str]) -> Collection[str]:
    return set(SearchWord.objects.filter(form__in=forms).values_list("form", flat=True))


def forget(keys: Iterable[str]) -> None:
    """Forget the words of these keys that stand in no entry any more."""
    lost = [key for key in sorted(keys) if not _is_used(key)]
    for some in _parts(lost):
        SearchWord.objects.filter(key__in=some).delete()


def near(word: str) -> list[tuple[str, ...]]:
    """The keys of words that may have been meant where this one was written, the nearest first."""
    most = folding.slips(word)
    if not most:
        return []
    asked = folding.forms(word, is_asked=True)
    found = _candidates(asked, most=most)
    measured = ((min(folding.distance(form, one.form, most=most) for form in asked), one) for one in found)
    close = sorted(((far, one.form, one.keys) for far, one in measured if far <= most))
    return [tuple(keys.split()) for _far, _form, keys in close[:MOST_NEAR]]


def _candidates(forms: Iterable[str], *, most: int) -> Iterable[SearchWord]:
    """Words with a part that these many slips cannot have touched: the beginning, the end, or the middle."""
    close = Q(pk__in=())
    for form in forms:
        size = max(1, (len(form) - 1) // 2) if most == 1 else 2
        middle = len(form) // 2
        part = Q(form__startswith=form[:size]) | Q(form__endswith=form[-size:])
        if most > 1:
            part |= Q(form__contains=form[middle - 1 : middle + 2])
        close |= part & Q(letters__range=(len(form) - most, len(form) + most))
    return SearchWord.objects.filter(close).only("form", "keys")


def _word(form: str, word: str) -> SearchWord:
    keys = folding.keys(word)
    return SearchWord(form=form, keys=" ".join(keys)[:LONGEST_KEYS], key=keys[0], letters=len(form))


def _is_used(key: str) -> bool:
    return SearchEntry.objects.filter(dialects.have([AnyOf((key,))], using=connection)).exists()


def _parts(values: Iterable[str]) -> Iterator[list[str]]:
    waiting = iter(values)
    while some := list(islice(waiting, AT_ONCE)):
        yield some
