"""Lists in pages."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Annotated, Any, TypeVar

from django.db.models import QuerySet
from ninja import Query
from pydantic import BaseModel, Field

Page = TypeVar("Page", bound=BaseModel)
Row = TypeVar("Row")


class Which(BaseModel):
    """Which page of a list."""

    page: Annotated[int, Field(ge=1, le=1_000_000, description="Counted from 1; one behind the last is empty.")] = 1
    page_size: Annotated[int, Field(ge=1, le=1000, description="Rows on each page.")] = 100


def page(
    shape: type[Page], rows: QuerySet[Any], *, which: Which, turn: Callable[[Iterable[Any]], Iterable[Any]]
) -> Page:
    """One page of rows and the number of all of them, in two queries; ``turn`` makes of rows what is told of them."""
    first = (which.page - 1) * which.page_size
    return shape(count=rows.count(), results=list(turn(rows[first : first + which.page_size])))


OfList = Query(...)
