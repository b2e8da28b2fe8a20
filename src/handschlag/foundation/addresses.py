"""Addresses of pages: where they are, and what may stand in them.

Anything else is no page, and is never asked for in the database.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.conf import settings
from django.urls import register_converter, reverse
from django.urls.converters import StringConverter
from django.utils.translation import get_language

MOST_KEPT = 5_000


def address(name: str, *args: Any) -> str:
    """The address of a page in the reader's language, found out once; for pages that everybody asks for."""
    return _address(settings.ROOT_URLCONF, get_language(), name, args)


@lru_cache(MOST_KEPT)
def _address(_site: str, _language: str | None, name: str, args: tuple[Any, ...]) -> str:
    """To find an address takes as long as a query of one row, and a page has twenty of them."""
    return reverse(name, args=args or None)


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
