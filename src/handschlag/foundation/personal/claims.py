"""Which fields are spoken for, and which nobody has thought of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import models

from handschlag.foundation.personal.groups import groups

WORDS = (
    models.CharField,
    models.TextField,
    models.JSONField,
    models.BinaryField,
    models.FileField,
    models.GenericIPAddressField,
)
"""Fields that can hold a name, an address, a message, a file."""

_reasons: dict[str, str] = {}
_people: set[str] = set()


def nothing_personal(table: str, reasons: Mapping[str, str]) -> None:
    """Say of fields that could hold something about a person why they do not; ``*`` stands for the whole table."""
    _reasons.update({f"{table}.{name}": reason for name, reason in reasons.items()})


def rows_are_people(*tables: str) -> None:
    """A field that leads to one of these tables says something about a person."""
    _people.update(tables)


def claimed() -> dict[str, str]:
    """Every field that belongs to a group, with the group's key."""
    return {
        f"{part.table}.{name}": group.key
        for group in groups()
        for part in group.parts
        for name in (*part.fields, *part.secret)
    }


def unclaimed() -> list[str]:
    """Fields of all tables that can hold something about a person and of which nobody has spoken."""
    spoken = claimed().keys() | _reasons.keys()
    return [
        f"{model._meta.label}.{name}"
        for model in apps.get_models(include_auto_created=True)
        for name in _suspects(model)
        if not {f"{model._meta.label}.{name}", f"{model._meta.label}.*"} & spoken
    ]


def gone() -> list[str]:
    """Fields of which somebody has spoken and that do not exist."""
    existing = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.get_fields()
    }
    whole = {f"{model._meta.label}.*" for model in apps.get_models(include_auto_created=True)}
    return sorted((claimed().keys() | _reasons.keys()) - existing - whole)


def _suspects(model: type[models.Model]) -> Iterator[str]:
    for field in (*model._meta.fields, *model._meta.many_to_many):
        if _leads_to_person(field) or (isinstance(field, WORDS) and not field.choices and field.name != "public_id"):
            yield field.name


def _leads_to_person(field: models.Field) -> bool:
    related = field.related_model
    if not field.is_relation or related is None or isinstance(related, str):
        return False
    return related is get_user_model() or related._meta.label in _people
