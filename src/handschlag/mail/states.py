"""States of a letter to many, and which may follow which."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from handschlag.foundation.states import Transitions


class MailingState(models.TextChoices):
    """``released``: its mails go out, or have gone."""

    DRAFT = "draft", pgettext_lazy("mailing", "draft")
    RELEASED = "released", _("released")
    STOPPED = "stopped", pgettext_lazy("mailing", "stopped")


MAILINGS = Transitions(
    {
        MailingState.DRAFT: {MailingState.RELEASED},
        MailingState.RELEASED: {MailingState.STOPPED},
    }
)
