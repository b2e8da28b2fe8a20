"""Who may see something about a person."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Audience(models.IntegerChoices):
    """From narrow to wide; each includes those before it. She herself always sees what is held about her."""

    HOST = 0, _("the host only")
    OWN = 1, _("the host and one's own delegation")
    OTHER_SIDE = 2, _("one's own delegation and the other side")
    PARTICIPANTS = 3, _("all participants")
    PUBLIC = 4, _("everybody")
