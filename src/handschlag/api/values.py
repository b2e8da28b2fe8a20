"""Values as they stand in requests and answers: checked on the way in, written in one way on the way out."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime
from typing import Annotated, Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone
from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    PlainSerializer,
    StringConstraints,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

from handschlag.engine.language import names

FIRST_YEAR, LAST_YEAR = 2000, 2100
MOMENT = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d(:\d\d(\.\d+)?)?([Zz]|[+-]\d\d:\d\d)", re.ASCII)
DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
KEPT_CONTROLS = frozenset("\n\t")


def _wrong(kind: str) -> PydanticCustomError:
    return PydanticCustomError(kind, kind)  # the words are in faults


def _moment(value: object) -> datetime:
    """A time with an offset. The library would also take numbers, and times whose offset nobody knows."""
    if isinstance(value, datetime):
        return value
    if not isinstance(value, str) or not MOMENT.fullmatch(value):
        raise _wrong("moment")
    try:
        moment = datetime.fromisoformat(value.upper())
    except ValueError as wrong:
        raise _wrong("moment") from wrong
    if not FIRST_YEAR <= moment.year < LAST_YEAR:
        raise _wrong("moment")
    return moment.astimezone(UTC)


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _day(value: object) -> Any:
    if not isinstance(value, date) and not (isinstance(value, str) and DAY.fullmatch(value)):
        raise _wrong("date_parsing")
    return value


def _not_over(day: date) -> date:
    if day < timezone.localdate():
        raise _wrong("past")
    return day


def _text(value: str) -> str:
    """A text of several lines, in composed form, without what a database or a reader cannot have."""
    if any(unicodedata.category(letter) in ("Cc", "Cs") and letter not in KEPT_CONTROLS for letter in value):
        raise _wrong("text")
    return unicodedata.normalize("NFC", value)


def _line(value: str) -> str:
    try:
        return names.clean(value, longest=4 * len(value) + 1)
    except names.NotAName as wrong:
        raise _wrong("name") from wrong


def _no_line_or(value: str) -> str:
    return _line(value) if value else ""


def _email(value: str) -> str:
    try:
        validate_email(value)
    except ValidationError as wrong:
        raise _wrong("email") from wrong
    return value


Slug = Annotated[
    str,
    StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60),
    Field(description="Small letters, digits and hyphens; stands in addresses.", examples=["leipzig-2027"]),
]
Moment = Annotated[
    datetime,
    BeforeValidator(_moment),
    PlainSerializer(_utc, return_type=str),
    WithJsonSchema({"type": "string", "format": "date-time", "examples": ["2027-03-10T09:00:00Z"]}),
]
"""A time; answers give it in UTC."""
Day = Annotated[date, BeforeValidator(_day)]
LastDay = Annotated[Day, AfterValidator(_not_over)]
"""The last day of something that is to come."""
Line = Annotated[str, StringConstraints(min_length=1, max_length=200), AfterValidator(_line)]
"""A name or title in one line."""
ShortLine = Annotated[str, StringConstraints(max_length=30), AfterValidator(_no_line_or)]
Words = Annotated[str, StringConstraints(max_length=20_000), AfterValidator(_text)]
Email = Annotated[
    str,
    StringConstraints(max_length=254),
    AfterValidator(_email),
    WithJsonSchema({"type": "string", "format": "email", "maxLength": 254, "examples": ["anna@example.org"]}),
]
LanguageCode = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]
Lines = Annotated[
    dict[LanguageCode, Line],
    Field(
        max_length=20,
        description="One text in several languages: a line for each language code.",
        examples=[{"de": "Kooperationsforum", "ru": "Форум сотрудничества"}],
    ),
]
Texts = Annotated[
    dict[LanguageCode, Words],
    Field(
        max_length=20,
        description="One text in several languages, by language code.",
        examples=[{"de": "Halle 3", "en": "Hall 3"}],
    ),
]
Id = Annotated[str, Field(description="Opaque.", examples=["mB3kPq9xTz1aWv0Q"])]
