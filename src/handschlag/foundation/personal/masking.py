"""Taking somebody's name and addresses out of words that others keep."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from html import escape
from typing import Any

from django.db.models import Model, Q, QuerySet

from handschlag.foundation.personal.fates import NOBODY, Deed, Erasing


def naming(rows: QuerySet, words: Collection[str], *fields: str) -> QuerySet:
    """Those of the rows in which one of the words stands in one of the fields, as a whole word."""
    if not words:
        return rows.none()
    likely = Q()
    for form in _forms(words):
        likely |= Q(*(Q(**{f"{name}__icontains": form}) for name in fields), _connector=Q.OR)
    found = (row for row in rows.filter(likely).iterator() if any(names(getattr(row, name), words) for name in fields))
    return rows.filter(pk__in=[row.pk for row in found])


def names(text: str, words: Iterable[str]) -> bool:
    """Whether one of the words stands in the text."""
    return any(re.search(_whole(form), text, re.IGNORECASE) for form in _forms(words))


def masked(text: str, words: Iterable[str]) -> str:
    """The text with a dash in place of each of the words, longer ones first."""
    for form in sorted(_forms(words), key=len, reverse=True):
        text = re.sub(_whole(form), NOBODY, text, flags=re.IGNORECASE)
    return text


def _forms(words: Iterable[str]) -> set[str]:
    """As they stand in texts, and in pages."""
    return {form for word in words for form in (word, escape(word)) if form}


def _whole(word: str) -> str:
    """As a word of its own: ``a@x.example`` does not stand in ``maria@x.example``, nor in ``a@x.example.org``."""
    if "@" in word:
        return rf"(?<![\w.+-]){re.escape(word)}(?!\.?[\w-])"
    return rf"(?<!\w){re.escape(word)}(?!\w)"


def mask(*fields: str, empty: tuple[str, ...] = ()) -> Deed:
    """A deed that masks her in these fields; those in ``empty`` are emptied if they name her."""

    def do(rows: QuerySet, erasing: Erasing) -> None:
        if erasing.individual is None:
            return
        words = erasing.individual.words
        for row in rows:
            _mask(row, fields, empty, words)

    return do


def _mask(row: Any, fields: tuple[str, ...], empty: tuple[str, ...], words: frozenset[str]) -> None:
    changes = {name: masked(getattr(row, name), words) for name in fields}
    changes |= {name: "" for name in empty if names(getattr(row, name), words)}
    model: type[Model] = type(row)
    model._base_manager.filter(pk=row.pk).update(**changes)
