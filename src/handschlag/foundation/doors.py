"""Pages of floors above to which floors below lead; which pages these are, the settings say (``DOORS``)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse


def address(name: str, *args: Any) -> str:
    """The address of such a page in the reader's language."""
    return reverse(settings.DOORS[name], args=args or None)
