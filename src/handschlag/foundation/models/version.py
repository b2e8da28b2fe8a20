"""What rows have been, and what somebody is still writing about them."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from handschlag.foundation.models.stored_file import StoredFile


class Version(models.Model):
    """What a row was after a change: all that its editor shows, by the names of the fields.

    Rows are known by the label of their model and their key, so that floors below know none of those above.
    """

    target_type = models.CharField(max_length=100)
    target_id = models.PositiveBigIntegerField()
    number = models.PositiveIntegerField(help_text="Counts from 1 for each row.")
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="versions"
    )
    values = models.JSONField(default=dict)
    confirmed = models.JSONField(
        default=list, blank=True, help_text="Fields of which somebody said that they are right beside the original."
    )
    note = models.CharField(max_length=200, blank=True)
    files = models.ManyToManyField(
        StoredFile, blank=True, related_name="versions", help_text="Those that it names: they are kept with it."
    )

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["target_type", "target_id", "number"], name="version_number_once_per_row")
        ]

    def __str__(self) -> str:
        return f"{self.target_type} {self.target_id}, {self.number}"


class Autosave(models.Model):
    """What somebody has written about a row and not saved; ``base`` is the version that she began with."""

    target_type = models.CharField(max_length=100)
    target_id = models.PositiveBigIntegerField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="autosaves")
    values = models.JSONField(default=dict)
    base = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["target_type", "target_id", "user"], name="autosave_once_per_user")
        ]

    def __str__(self) -> str:
        return f"{self.target_type} {self.target_id}, {self.user_id}"
