"""Numbers that rise when something that pages show has changed."""

from __future__ import annotations

from django.db import models

from handschlag.foundation.models.stamped import opaque_id


class Revision(models.Model):
    """How often something that pages show has changed: one row per scope (an event's slug) and stream.

    Streams: ``public`` (what everybody sees), ``plan`` (planning runs and plans), ``day``. Pages ask for
    the number by its ``public_id`` and fetch only when it has risen.
    """

    scope = models.CharField(max_length=100)
    stream = models.CharField(max_length=10)
    public_id = models.CharField(max_length=22, unique=True, default=opaque_id, editable=False)
    number = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scope", "stream"], name="one_revision_per_scope_and_stream")]

    def __str__(self) -> str:
        return f"{self.scope}/{self.stream} {self.number}"
