"""Fields that the database library does not have."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from handschlag.engine.language import Text

LONG = 2_000
"""Letters of a text as it is stored; longer ones are read anew each time."""


class TranslatedField(models.JSONField):
    """A text in several languages, each with its origin; in Python a ``Text``, never None."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default", Text)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Text:
        if isinstance(value, str) and len(value) <= LONG:
            return _short(value)
        data = super().from_db_value(value, expression, connection)
        return Text.read(data or {})

    def to_python(self, value: Any) -> Text:
        if isinstance(value, Text):
            return value
        try:
            return Text.read(super().to_python(value) or {})
        except ValueError as wrong:
            raise ValidationError(str(wrong)) from wrong

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        return super().get_db_prep_value(value.as_data() if isinstance(value, Text) else value, connection, prepared)

    def value_from_object(self, obj: models.Model) -> dict[str, dict[str, str]]:
        """Plain data: forms show it and dumps write it."""
        return self.to_python(super().value_from_object(obj)).as_data()

    def save_form_data(self, instance: models.Model, data: Any) -> None:
        """What was left empty in a form is None there; here it is an empty text."""
        super().save_form_data(instance, Text() if data is None else data)

    def validate(self, value: Any, model_instance: models.Model | None) -> None:
        super().validate(value.as_data() if isinstance(value, Text) else value, model_instance)


@lru_cache(5_000)
def _short(stored: str) -> Text:
    """The same texts are read again and again; a ``Text`` does not change, so one of each is enough."""
    return Text.read(json.loads(stored) or {})
