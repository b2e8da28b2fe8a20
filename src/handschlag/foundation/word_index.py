"""The one file that speaks to the databases in their own words: how rows are found by the words in their columns.

SQLite has an FTS5 table beside that of the rows, which holds no text of its own and is kept by triggers; so what is
written or goes in whatever way is found, or not, from the same transaction on. PostgreSQL has columns of its own for
that, made of the others by itself, and indexes on them. Both find the same: words are small letters and digits, apart
by spaces, and nothing else is made of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField
from django.db.models.expressions import RawSQL


@dataclass(frozen=True, slots=True)
class AnyOf:
    """A word that is looked for: one of these keys, or a key that begins like one of these."""

    keys: tuple[str, ...]
    beginnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class WordIndex:
    """Finds the rows of a table by the words in some of its columns.

    ``facts`` are columns of a single word or number each, such as the event of a row: where the database can, they
    are looked for in the index too, so that rows of others are never looked at.
    """

    table: str
    columns: tuple[str, ...]
    facts: tuple[str, ...] = ()

    @cached_property
    def fts(self) -> str:
        """What SQLite finds words in."""
        return f"{self.table}_words"

    @cached_property
    def triggers(self) -> dict[str, str]:
        """What keeps it, by name."""
        names = ("id", *self.facts, *self.columns)
        old, new = (", ".join(f"{when}.{name}" for name in names) for when in ("old", "new"))
        kept = ", ".join(("rowid", *names[1:]))
        into = f"INSERT INTO {self.fts} ({kept}) VALUES ({new});"
        out_of = f"INSERT INTO {self.fts} ({self.fts}, {kept}) VALUES ('delete', {old});"
        return {
            f"{self.fts}_new": f"AFTER INSERT ON {self.table} BEGIN {into} END",
            f"{self.fts}_gone": f"AFTER DELETE ON {self.table} BEGIN {out_of} END",
            f"{self.fts}_changed": f"AFTER UPDATE OF {', '.join(names)} ON {self.table} BEGIN {out_of} {into} END",
        }

    def prepare(self, using: str) -> None:
        """Make what this database needs beside its tables, if it is not there: a table made anew has lost it."""
        connection = connections[using]
        if self.table not in connection.introspection.table_names():
            return
        with transaction.atomic(using=using), connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                self._prepare_sqlite(cursor)
            else:
                self._prepare_postgresql(cursor)

    def is_whole(self, using: BaseDatabaseWrapper) -> bool:
        """Whether what was prepared is there and knows all rows."""
        with using.cursor() as cursor:
            if using.vendor != "sqlite":
                return set(self._indexes()) <= self._known_indexes(cursor)
            cursor.execute("SELECT count(*) FROM sqlite_master WHERE tbl_name = %s AND type = 'trigger'", [self.table])
            if cursor.fetchone()[0] < len(self.triggers):
                return False
            cursor.execute(f"SELECT (SELECT count(*) FROM {self.fts}_docsize) = (SELECT count(*) FROM {self.table})")
            return bool(cursor.fetchone()[0])

    def have(
        self,
        words: Sequence[AnyOf],
        *,
        column: str,
        using: BaseDatabaseWrapper,
        facts: Mapping[str, str | int] | None = None,
        in_order: bool = False,
    ) -> RawSQL:
        """The condition that a row has all of these words in the column.

        ``facts`` make the search smaller where they can, and have to be asked of the rows all the same. ``in_order``:
        rather than to fetch all and to sort them, go through an index in which they are sorted.
        """
        if using.vendor == "sqlite":
            number = f"+{self.table}.id" if in_order else f"{self.table}.id"  # it looks up no row by what is reckoned
            condition = f"{number} IN (SELECT rowid FROM {self.fts} WHERE {self.fts} MATCH %s)"
            values: list[Any] = [_fts5(words, column, facts or {})]
        elif in_order:
            condition, values = f"{self.table}.{column}_vector @@ %s::tsquery", [_tsquery(words)]
        else:
            # As an array it is made once, by the index; the planner would rather look at each row again and again.
            found = f"SELECT id FROM {self.table} WHERE {column}_vector @@ %s::tsquery"
            condition, values = f"{self.table}.id = ANY (ARRAY({found}))", [_tsquery(words)]
        return RawSQL(condition, values, output_field=BooleanField())

    def count(
        self,
        words: Sequence[AnyOf],
        *,
        column: str,
        using: BaseDatabaseWrapper,
        facts: Mapping[str, str | int],
        without: Mapping[str, str | int],
    ) -> int:
        """How many rows have all of these words and facts, and none of the others, without a look at them."""
        if using.vendor == "sqlite":
            asked = _fts5(words, column, facts)
            asked = f"({asked}) NOT ({_facts(without, 'OR')})" if without else asked
            values: list[str | int] = [asked]
            where = f"{self.fts} WHERE {self.fts} MATCH %s"
        else:
            conditions = [f"{column}_vector @@ %s::tsquery", *(f"{name} = %s" for name in facts)]
            conditions += [f"{name} <> %s" for name in without]
            where = f"{self.table} WHERE {' AND '.join(conditions)}"
            values = [_tsquery(words), *facts.values(), *without.values()]
        with using.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM {where}", values)
            return int(cursor.fetchone()[0])

    def _prepare_sqlite(self, cursor: Any) -> None:
        cursor.execute("SELECT name FROM sqlite_master WHERE name = %s OR tbl_name = %s", [self.fts, self.table])
        known = {name for (name,) in cursor.fetchall()}
        if {self.fts, *self.triggers} <= known:
            return
        cursor.execute(
            f"CREATE VIRTUAL TABLE IF NOT EXISTS {self.fts} USING fts5({', '.join((*self.facts, *self.columns))}, "
            f"content='{self.table}', content_rowid='id', tokenize=\"ascii tokenchars '_'\", "
            f"detail='column', prefix='2 3 4')"
        )
        for name, what in self.triggers.items():
            if name not in known:
                cursor.execute(f"CREATE TRIGGER {name} {what}")
        cursor.execute(f"INSERT INTO {self.fts} ({self.fts}) VALUES ('rebuild')")

    def _prepare_postgresql(self, cursor: Any) -> None:
        known = self._known_indexes(cursor)
        for name, column in self._indexes().items():
            if name not in known:
                made_of = f"array_to_tsvector(string_to_array(btrim({column}), ' '))"
                vector = f"{column}_vector tsvector GENERATED ALWAYS AS ({made_of}) STORED"
                cursor.execute(f"ALTER TABLE {self.table} ADD COLUMN IF NOT EXISTS {vector}")
                cursor.execute(f"CREATE INDEX {name} ON {self.table} USING gin ({column}_vector)")

    def _indexes(self) -> dict[str, str]:
        return {f"{self.table}_{column}": column for column in self.columns}

    def _known_indexes(self, cursor: Any) -> set[str]:
        cursor.execute("SELECT indexname FROM pg_indexes WHERE tablename = %s", [self.table])
        return {name for (name,) in cursor.fetchall()}


def _fts5(words: Iterable[AnyOf], column: str, facts: Mapping[str, str | int]) -> str:
    said = " AND ".join(
        "(" + " OR ".join([f'"{key}"' for key in word.keys] + [f'"{key}" *' for key in word.beginnings]) + ")"
        for word in words
    )
    found = f"{column} : ({said})"
    return f"{_facts(facts, 'AND')} AND {found}" if facts else found


def _facts(facts: Mapping[str, str | int], joined_by: str) -> str:
    return f" {joined_by} ".join(f'{name} : "{value}"' for name, value in facts.items())


def _tsquery(words: Iterable[AnyOf]) -> str:
    return " & ".join(
        "(" + " | ".join([f"'{key}'" for key in word.keys] + [f"'{key}':*" for key in word.beginnings]) + ")"
        for word in words
    )
