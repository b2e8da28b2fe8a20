"""Queries whose statement is put together once, and only their values change.

Putting a statement together from models costs far more than the database needs for its answer, and is the same work
each time. Worth it for the few large queries of pages that everybody asks for.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from threading import local
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.models import Expression, Field, QuerySet
from django.db.models.query import ValuesIterable

Row = TypeVar("Row")


class Named(Expression):
    """A value that is known only when the query is asked."""

    def __init__(self, name: str, field: Field) -> None:
        super().__init__(output_field=field)
        self.name = name

    def as_sql(self, *_args: Any, **_kwargs: Any) -> tuple[str, Any]:
        return "%s", [self]


@dataclass(frozen=True, slots=True)
class _Statement:
    """A query that has been put together for a database: what it asks, and how its rows are read.

    ``names``: those of its columns, if its rows are nothing but these.
    """

    rows: QuerySet
    names: tuple[str, ...]
    compiler: Any
    sql: str
    values: tuple[Any, ...]
    here: local  # what belongs to the connection of a thread

    def converters(self) -> Any:
        """How its columns are read; to find out takes as long as a query of one row."""
        here = self.here.__dict__
        if here.get("ops") is not connection.ops:
            columns = self.compiler.select[: self.compiler.col_count]
            here |= {"ops": connection.ops, "converters": self.compiler.get_converters([one[0] for one in columns])}
        return here["converters"]


class Prepared(Generic[Row]):
    """A query that is put together when it is first asked.

    Parameters
    ----------
    make
        Makes the query from the values that change, each standing in for itself as ``Named``. It may not decide
        anything by them, for it is called once.
    fields
        What kind of value each of them is.
    """

    def __init__(self, make: Callable[..., QuerySet], **fields: Field) -> None:
        self._make = make
        self._fields = fields
        self._statement: _Statement | None = None

    def ask(self, **values: Any) -> list[Row]:
        """The rows for these values."""
        statement = self._put_together()
        filled = self._filled(statement, values)
        return _rows(statement, as_sql=lambda *_args, **_kwargs: (statement.sql, filled))

    def given(self, **values: Any) -> list[tuple[Any, ...]]:
        """The same rows as the database gives them, before they are read."""
        statement = self._put_together()
        with connection.cursor() as cursor:
            cursor.execute(statement.sql, self._filled(statement, values))
            return cursor.fetchall()

    def sql(self, **values: Any) -> tuple[str, tuple[Any, ...]]:
        """The statement and its values, to stand inside another one."""
        statement = self._put_together()
        return statement.sql, self._filled(statement, values)

    def read(self, given: Iterable[tuple[Any, ...]]) -> list[Row]:
        """Read what the database has given."""
        statement = self._put_together()
        if statement.names:
            return [dict(zip(statement.names, row, strict=True)) for row in _converted(statement, given)]  # type: ignore[misc]
        chunks = [list(given)]
        return _rows(statement, execute_sql=lambda *_args, **_kwargs: chunks)

    def _filled(self, statement: _Statement, values: Mapping[str, Any]) -> tuple[Any, ...]:
        given = {name: field.get_db_prep_value(values[name], connection) for name, field in self._fields.items()}
        return tuple(given[one.name] if isinstance(one, Named) else one for one in statement.values)

    def _put_together(self) -> _Statement:
        if self._statement is None:
            self._statement = self._made()
        return self._statement

    def _made(self) -> _Statement:
        rows = self._make(**{name: Named(name, field) for name, field in self._fields.items()})
        compiler = rows.query.get_compiler(connection=connection)
        sql, values = compiler.as_sql()
        names = tuple(rows.query.selected or ()) if rows._iterable_class is ValuesIterable else ()
        return _Statement(rows, names, compiler, sql, tuple(values), local())


def _converted(statement: _Statement, given: Iterable[tuple[Any, ...]]) -> Iterable[list[Any]]:
    """What the database gave, each column as its field reads it; without the query around it, half the price."""
    compiler = copy.copy(statement.compiler)
    compiler.connection = connection
    rows: Iterable[list[Any]] = compiler.apply_converters(given, statement.converters())
    return rows


def _rows(statement: _Statement, **instead: Callable[..., Any]) -> list[Any]:
    """The rows of a statement, some steps of its compiler replaced.

    Of the library's own inside this is all: a query asks its compiler, and a compiler its ``as_sql`` for what is to be
    executed by ``execute_sql``, and for what ``get_converters`` says of its columns. (And, above: ``apply_converters``
    goes by that, and a query for values calls its columns what it has ``selected``.)
    """
    compiler = copy.copy(statement.compiler)
    compiler.connection = connection
    converters = statement.converters()
    for name, step in {"get_converters": lambda _columns: converters, **instead}.items():
        setattr(compiler, name, step)
    rows = statement.rows.all()
    rows.query.get_compiler = lambda *_args, **_kwargs: compiler  # type: ignore[method-assign]
    return list(rows)
