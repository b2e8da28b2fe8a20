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


class Change(models.Model):
    """What a rise of the number of ``public`` was about, so that whoever knows all rows before it reads those alone.

    Only the last ones are kept, and only those that were about a few rows of one kind: of all others there is none.
    """

    scope = models.CharField(max_length=100)
    number = models.PositiveBigIntegerField(help_text="To which it rose.")
    token = models.CharField(max_length=22, help_text="Tells it from one of the same number that was taken back.")
    kind = models.CharField(max_length=60, help_text="Of which model the rows are.")
    about = models.TextField(help_text="The ids of the rows, a space between.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scope", "number"], name="one_change_per_scope_and_number")]

    def __str__(self) -> str:
        return f"{self.scope} {self.number}"
