"""What may stand in an address: anything else is no page, and is never asked for in the database."""

from __future__ import annotations

from django.urls import register_converter
from django.urls.converters import StringConverter


class PublicId(StringConverter):
    """The ``public_id`` of a row."""

    regex = "[A-Za-z0-9_-]{1,22}"


class Secret(StringConverter):
    """What a mail or a calendar holds, and whoever knows it may come in."""

    regex = "[A-Za-z0-9_-]{1,64}"


class Key(StringConverter):
    """The name of something that the site knows by heart, such as a kind of letter or a language."""

    regex = "[A-Za-z0-9._-]{1,60}"


def register() -> None:
    """Let addresses be written as ``<id:public_id>``, ``<secret:secret>`` and ``<key:kind>``."""
    for name, converter in (("id", PublicId), ("secret", Secret), ("key", Key)):
        register_converter(converter, name)
