"""What a talk can be."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class TalkKind(models.TextChoices):
    """Kinds of items of a programme."""

    TALK = "talk", pgettext_lazy("kind of talk", "talk")
    OPENING = "opening", _("opening or closing words")
    PITCH = "pitch", _("presentation of investment projects")
    MEETINGS = "meetings", _("time for meetings")
    VISIT = "visit", pgettext_lazy("kind of talk", "visit")
    SOCIAL = "social", _("reception, meal together")
    PAUSE = "pause", pgettext_lazy("kind of talk", "pause")


LISTENED_TO = frozenset({TalkKind.TALK, TalkKind.OPENING, TalkKind.PITCH})
"""Kinds at which everybody has to understand what is said."""

QUIET = frozenset({TalkKind.PAUSE})
"""Kinds that only part the others."""
