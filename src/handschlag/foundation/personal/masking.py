"""Taking somebody's name and addresses out of words that others keep."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape
from typing import Any

from django.db.models import Model, Q, QuerySet

from handschlag.foundation.personal.fates import NOBODY, Deed, Erasing


def naming(words: Iterable[str], *fields: str) -> Q:
    """Rows in which one of the words stands in one of the fields; none without words."""
    found = Q(pk__in=[])
    for word in words:
        for name in fields:
            found |= Q(**{f"{name}__icontains": word}) | Q(**{f"{name}__icontains": escape(word)})
    return found


def masked(text: str, words: Iterable[str]) -> str:
    """The text with a dash in place of each of the words, longer ones first."""
    every = {form for word in words for form in (word, escape(word)) if form}
    for word in sorted(every, key=len, reverse=True):
        text = re.sub(re.escape(word), NOBODY, text, flags=re.IGNORECASE)
    return text


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
    changes |= {name: "" for name in empty if masked(getattr(row, name), words) != getattr(row, name)}
    model: type[Model] = type(row)
    model._base_manager.filter(pk=row.pk).update(**changes)
