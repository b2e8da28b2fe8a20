"""What is wrong with a field of the input, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, Field

SAYS = {
    "missing": _("This is needed and was not given."),
    "extra_forbidden": _("There is no such field, or it cannot be set."),
    "string_type": _("A text is expected here."),
    "text": _("This text contains characters that cannot be kept."),
    "string_too_short": _("This is too short: %(min_length)s characters at least."),
    "string_too_long": _("This is too long: %(max_length)s characters at most."),
    "too_short": _("Too few: %(min_length)s at least."),
    "too_long": _("Too many: %(max_length)s at most."),
    "string_pattern_mismatch": _("This is not written in the way that is expected here."),
    "literal_error": _("One of these is expected here: %(expected)s."),
    "enum": _("One of these is expected here: %(expected)s."),
    "moment": _("A time with its offset is expected here, such as 2027-03-10T09:00:00Z, between 2000 and 2100."),
    "date_from_datetime_parsing": _("A day is expected here, such as 2027-03-10."),
    "date_parsing": _("A day is expected here, such as 2027-03-10."),
    "date_type": _("A day is expected here, such as 2027-03-10."),
    "int_parsing": _("A whole number is expected here."),
    "int_type": _("A whole number is expected here."),
    "int_from_float": _("A whole number is expected here."),
    "int_parsing_size": _("This number is too large."),
    "greater_than_equal": _("This is too small: %(ge)s at least."),
    "less_than_equal": _("This is too large: %(le)s at most."),
    "list_type": _("A list is expected here."),
    "dict_type": _("An object is expected here."),
    "model_type": _("An object is expected here."),
    "model_attributes_type": _("An object is expected here."),
    "email": _("This is no mail address. One looks like anna@example.org."),
    "name": _("This is no name in one line of visible characters."),
    "past": _("This day is over. Please choose a later one."),
}
OTHERWISE = _("This is not what is expected here. Please compare it with the description of the interface.")
PLACES = frozenset({"body", "query", "path", "header"})


class Fault(BaseModel):
    """One thing that is wrong with what was sent."""

    row: int | None = Field(None, description="In tables: the row, counted from 1.")
    column: str | None = Field(None, description="In tables: the column.")
    field: str = Field(description="Which field; parts of parts are separated by dots.", examples=["title.de"])
    message: str = Field(description="What is wrong with it, in the reader's language.")


def fault(error: Mapping[str, Any]) -> Fault:
    """What the parser of the input has found."""
    told = {name: value for name, value in error.get("ctx", {}).items() if isinstance(value, int | str)}
    message = str(SAYS.get(error["type"], OTHERWISE)) % told
    return Fault(row=None, column=None, field=_field(error["loc"]), message=message)


def _field(place: tuple[int | str, ...]) -> str:
    """Without the names that only our own code gives to a body, and without what marks keys of a mapping."""
    steps = [str(step) for step in place if step != "[key]"]
    if steps and steps[0] in PLACES:
        steps = steps[2:] if steps[0] == "body" else steps[1:]
    return ".".join(steps) or "body"
