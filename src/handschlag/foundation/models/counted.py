"""Rows that several people may have open at once."""

from __future__ import annotations

from django.db import models

from handschlag.foundation.models.stamped import Stamped


class Counted(Stamped):
    """A row that knows how often it was changed: whoever has begun with an older number sees first what is new."""

    changes = models.PositiveIntegerField(default=0)

    class Meta:
        abstract = True
