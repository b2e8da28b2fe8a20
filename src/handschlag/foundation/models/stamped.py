"""What every row with an address has."""

from __future__ import annotations

import secrets

from django.db import models


def opaque_id() -> str:
    """An id for addresses that says nothing and cannot be guessed (96 random bits)."""
    return secrets.token_urlsafe(12)


class Stamped(models.Model):
    """A row with an id for addresses and the times of its first and last writing."""

    public_id = models.CharField(max_length=22, unique=True, default=opaque_id, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True
