"""Small lists that come with the row to which they belong, so that they need no query of their own."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.db import models
from django.db.models import F, Func, QuerySet, Subquery
from django.db.models.functions import JSONObject

from handschlag.engine.language import Text


class RowsField(models.JSONField):
    """Rows as mappings of names to plain values; never None."""

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> list[dict[str, Any]]:
        return super().from_db_value(value, expression, connection) or []


class _Whole(Func):
    """A value as it is. SQLite would take what is JSON for a string, if it were not told."""

    arity = 1

    def as_sqlite(self, compiler: Any, connection: Any, **_extra: Any) -> Any:  # noqa: ARG002  (Django names it)
        (inner,) = self.get_source_expressions()
        sql, params = compiler.compile(inner)
        return (f"JSON({sql})" if isinstance(inner.output_field, models.JSONField) else sql), params

    def as_postgresql(self, compiler: Any, connection: Any, **_extra: Any) -> Any:  # noqa: ARG002
        (inner,) = self.get_source_expressions()
        return compiler.compile(inner)


class _Rows(Func):
    """All rows as one list. No ``Aggregate``: those would group the rows."""

    arity = 1
    output_field = RowsField()

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return super().as_sql(compiler, connection, function="JSON_GROUP_ARRAY", **extra)

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return super().as_sql(compiler, connection, function="JSONB_AGG", **extra)


def enclosed(rows: QuerySet, *fields: str, **more: Any) -> Subquery:
    """These fields of ``rows`` as one value of the row around them: a list of mappings, in no order.

    ``rows`` may speak of the row around them by ``OuterRef``. Each field is known by its name, which may lead through
    other tables; ``more`` names expressions, among them what is enclosed in these rows in turn. Texts, times and
    amounts arrive as plain JSON: read them with ``text`` and ``moment``.
    """
    values = {name: _Whole(F(name)) for name in fields} | {name: _Whole(one) for name, one in more.items()}
    return Subquery(rows.order_by().values(all_rows=_Rows(JSONObject(**values))), output_field=RowsField())


def text(value: Any) -> Text:
    """A text in several languages, as it arrives."""
    return Text.read(value or {})


def moment(value: str | None) -> datetime | None:
    """A time, as it arrives; databases write it in different ways."""
    if value is None:
        return None
    read = datetime.fromisoformat(value)
    return read if read.tzinfo else read.replace(tzinfo=UTC)
