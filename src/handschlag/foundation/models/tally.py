"""How often something was tried."""

from __future__ import annotations

from django.db import models


class Tally(models.Model):
    """How often somebody has tried something since a window of time began.

    ``key`` is a hash of what and who, so that no address and no mail address is kept here.
    """

    key = models.CharField(max_length=64, unique=True)
    tries = models.PositiveIntegerField(default=0)
    ends_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["ends_at"], name="tallies_by_end")]

    def __str__(self) -> str:
        return f"{self.tries} until {self.ends_at:%Y-%m-%d %H:%M:%S}"
