"""What a token may be used for."""

from __future__ import annotations

from django.db import models
from django.utils.translation import pgettext_lazy


class Scope(models.TextChoices):
    """Narrows a token beside its role: one that only reads changes nothing, whatever its role may do."""

    READ = "read", pgettext_lazy("token", "read")
    WRITE = "write", pgettext_lazy("token", "read and change")
