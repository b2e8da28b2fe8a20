"""Where entries are found by their keys: ``foundation.word_index`` over their table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.expressions import RawSQL

from handschlag.foundation.word_index import AnyOf, WordIndex
from handschlag.portal.models import SearchEntry

__all__ = ["ENTRIES", "FTS", "AnyOf", "Column", "have", "is_whole", "prepare"]

Column = Literal["title_keys", "keys"]
ENTRIES = SearchEntry._meta.db_table
INDEX = WordIndex(ENTRIES, columns=("title_keys", "keys"))
FTS = INDEX.fts
prepare = INDEX.prepare
is_whole = INDEX.is_whole


def have(words: Sequence[AnyOf], *, column: Column = "keys", using: BaseDatabaseWrapper) -> RawSQL:
    """The condition that an entry has all of these words in the column."""
    return INDEX.have(words, column=column, using=using)
