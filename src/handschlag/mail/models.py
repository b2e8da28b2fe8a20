"""The words of a host, and letters to many."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from handschlag.events.models import Event, Host
from handschlag.foundation.fields import TranslatedField
from handschlag.foundation.models import Stamped
from handschlag.mail.states import MailingState


class MailText(Stamped):
    """How a host says a kind of letter in a language; without it the usual words are sent."""

    host = models.ForeignKey(Host, on_delete=models.CASCADE, related_name="mail_texts")
    kind = models.CharField(max_length=60)
    language = models.CharField(max_length=10)
    subject = models.CharField(max_length=250)
    body = models.TextField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["host", "kind", "language"], name="mail_text_once_per_language"),
            models.CheckConstraint(condition=~Q(subject="") & ~Q(body=""), name="mail_text_says_something"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} ({self.language})"


class Mailing(Stamped):
    """A letter to many. When it is released, ``recipients`` is fixed: a list of [address, name, language, zone].

    Its mails stand in the outbox, in the group ``mailing:`` and its public id.
    """

    host = models.ForeignKey(Host, on_delete=models.CASCADE, related_name="mailings")
    event = models.ForeignKey(Event, on_delete=models.CASCADE, null=True, blank=True, related_name="mailings")
    audience = models.CharField(max_length=60)
    subject = TranslatedField()
    body = TranslatedField()
    needs_second = models.BooleanField(default=False, help_text="Released only when a second person confirms it.")
    second_required_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    state = models.CharField(max_length=8, choices=MailingState, default=MailingState.DRAFT)
    recipients = models.JSONField(default=list, blank=True)
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    released_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    released_at = models.DateTimeField(null=True, blank=True)
    starts_at = models.DateTimeField(null=True, blank=True, help_text="Until then it can be stopped as a whole.")

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=MailingState.DRAFT) ^ Q(released_at__isnull=False), name="draft_is_not_released"
            )
        ]

    def __str__(self) -> str:
        return str(self.subject)

    @property
    def group(self) -> str:
        """What its mails in the outbox have in common."""
        return f"mailing:{self.public_id}"
