"""The one file that speaks to the databases in their own words: how entries are found by their keys.

SQLite has an FTS5 table beside that of the entries, which holds no text of its own and is kept by triggers; so what
goes with its event, notice or organisation goes from there, too. PostgreSQL has columns of its own for that, made of
the others by itself, and indexes on them. Both find the same: keys are small letters and digits, and nothing else is
made of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField
from django.db.models.expressions import RawSQL

from handschlag.portal.models import SearchEntry

Column = Literal["title_keys", "keys"]
COLUMNS: tuple[Column, ...] = ("title_keys", "keys")
ENTRIES = SearchEntry._meta.db_table
FTS = f"{ENTRIES}_words"
OLD, NEW = (f"{when}.id, {when}.title_keys, {when}.keys" for when in ("old", "new"))
INTO = f"INSERT INTO {FTS} (rowid, title_keys, keys) VALUES ({NEW});"
OUT_OF = f"INSERT INTO {FTS} ({FTS}, rowid, title_keys, keys) VALUES ('delete', {OLD});"

TABLE = f"""CREATE VIRTUAL TABLE IF NOT EXISTS {FTS} USING fts5(
    title_keys, keys, content='{ENTRIES}', content_rowid='id', tokenize='ascii', detail='column', prefix='2 3 4')"""
TRIGGERS = {
    f"{FTS}_new": f"AFTER INSERT ON {ENTRIES} BEGIN {INTO} END",
    f"{FTS}_gone": f"AFTER DELETE ON {ENTRIES} BEGIN {OUT_OF} END",
    f"{FTS}_changed": f"AFTER UPDATE OF id, title_keys, keys ON {ENTRIES} BEGIN {OUT_OF} {INTO} END",
}


@dataclass(frozen=True, slots=True)
class AnyOf:
    """A word that is looked for: one of these keys, or a key that begins like one of these."""

    keys: tuple[str, ...]
    beginnings: tuple[str, ...] = ()


def prepare(using: str) -> None:
    """Make what this database needs beside its tables, if it is not there: a table made anew has lost its triggers."""
    connection = connections[using]
    if ENTRIES not in connection.introspection.table_names():
        return
    with transaction.atomic(using=using), connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            _prepare_sqlite(cursor)
        else:
            _prepare_postgresql(cursor)


def _prepare_postgresql(cursor: Any) -> None:
    cursor.execute("SELECT indexname FROM pg_indexes WHERE tablename = %s", [ENTRIES])
    known = {name for (name,) in cursor.fetchall()}
    for column in COLUMNS:
        if (name := f"{ENTRIES}_{column}") not in known:
            made_of = f"array_to_tsvector(string_to_array({column}, ' '))"
            vector = f"{column}_vector tsvector GENERATED ALWAYS AS ({made_of}) STORED"
            cursor.execute(f"ALTER TABLE {ENTRIES} ADD COLUMN IF NOT EXISTS {vector}")
            cursor.execute(f"CREATE INDEX {name} ON {ENTRIES} USING gin ({column}_vector)")


def _prepare_sqlite(cursor: Any) -> None:
    cursor.execute("SELECT name FROM sqlite_master WHERE name = %s OR tbl_name = %s", [FTS, ENTRIES])
    known = {name for (name,) in cursor.fetchall()}
    if {FTS, *TRIGGERS} <= known:
        return
    cursor.execute(TABLE)
    for name, what in TRIGGERS.items():
        if name not in known:
            cursor.execute(f"CREATE TRIGGER {name} {what}")
    cursor.execute(f"INSERT INTO {FTS} ({FTS}) VALUES ('rebuild')")


def have(words: Sequence[AnyOf], *, column: Column = "keys", using: BaseDatabaseWrapper) -> RawSQL:
    """The condition that an entry has all of these words in the column."""
    if using.vendor == "sqlite":
        numbers, asked = f"IN (SELECT rowid FROM {FTS} WHERE {FTS} MATCH %s)", f"{column} : ({_fts5(words)})"
    else:
        # As an array it is made once, by the index; the planner would rather look at each row again and again.
        numbers = f"= ANY (ARRAY(SELECT id FROM {ENTRIES} WHERE {column}_vector @@ %s::tsquery))"
        asked = _tsquery(words)
    return RawSQL(f"{ENTRIES}.id {numbers}", [asked], output_field=BooleanField())


def is_whole(using: BaseDatabaseWrapper) -> bool:
    """Whether what was prepared is there and knows all entries."""
    with using.cursor() as cursor:
        if using.vendor != "sqlite":
            cursor.execute("SELECT count(*) FROM pg_indexes WHERE indexname LIKE %s", [f"{ENTRIES}_%keys"])
            return bool(cursor.fetchone()[0] == len(COLUMNS))
        cursor.execute("SELECT count(*) FROM sqlite_master WHERE tbl_name = %s AND type = 'trigger'", [ENTRIES])
        if cursor.fetchone()[0] < len(TRIGGERS):
            return False
        cursor.execute(f"SELECT (SELECT count(*) FROM {FTS}_docsize) = (SELECT count(*) FROM {ENTRIES})")
        return bool(cursor.fetchone()[0])


def _fts5(words: Iterable[AnyOf]) -> str:
    return " AND ".join(
        "(" + " OR ".join([f'"{key}"' for key in word.keys] + [f'"{key}" *' for key in word.beginnings]) + ")"
        for word in words
    )


def _tsquery(words: Iterable[AnyOf]) -> str:
    return " & ".join(
        "(" + " | ".join([f"'{key}'" for key in word.keys] + [f"'{key}':*" for key in word.beginnings]) + ")"
        for word in words
    )
