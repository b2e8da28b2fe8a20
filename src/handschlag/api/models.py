"""Tokens, and the answers that are kept so that nothing is created twice."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from handschlag.api.states import Scope
from handschlag.events.models import Event, Host
from handschlag.events.roles import Right, Role
from handschlag.foundation.models import Stamped


class Token(Stamped):
    """With what a program proves who it is.

    It acts as ``user``, an account of its own that never signs in and has one role: so doors, services and the audit
    log treat a program as they treat a person. Its rights end with those of whoever gave it, and at once when it is
    revoked.
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="token")
    host = models.ForeignKey(Host, on_delete=models.CASCADE, related_name="tokens")
    event = models.ForeignKey(
        Event,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="tokens",
        help_text="Empty: all events of the host.",
    )
    role = models.CharField(max_length=24, choices=Role)
    scope = models.CharField(max_length=5, choices=Scope, default=Scope.READ)
    name = models.CharField(max_length=100, help_text="What it is for, as people read it.")
    prefix = models.CharField(max_length=12, help_text="The first letters, by which its owner knows it again.")
    secret_sha256 = models.CharField(max_length=64, unique=True, editable=False)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    is_of_operator = models.BooleanField(default=False, help_text="Given on the command line, by nobody in particular.")
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    per_minute = models.PositiveIntegerField(help_text="At most so many requests in a minute.")
    requests = models.PositiveIntegerField(default=0, help_text="So many in the minute that ends at window_ends_at.")
    window_ends_at = models.DateTimeField(null=True, blank=True)

    may: frozenset[Right] = frozenset()
    """What it may do, once ``access.token_behind`` has looked it up."""

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_of_operator=False) | Q(given_by__isnull=True), name="token_given_by_one"
            ),
            models.CheckConstraint(condition=Q(expires_at__gt=F("created_at")), name="token_expires_later"),
        ]

    def __str__(self) -> str:
        return self.name


class KeptAnswer(models.Model):
    """What a creating request with an ``Idempotency-Key`` was answered: written with what it created, or not at all."""

    token = models.ForeignKey(Token, on_delete=models.CASCADE, related_name="answers")
    key = models.CharField(max_length=255)
    fingerprint = models.CharField(max_length=64, help_text="SHA-256 of method, path and body.")
    status = models.PositiveSmallIntegerField(default=0, help_text="0 while the request is being carried out.")
    body = models.TextField(blank=True)
    location = models.CharField(max_length=500, blank=True)
    kept_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["token", "key"], name="answer_once_per_key")]
        indexes = [models.Index(fields=["kept_at"], name="answers_by_time")]

    def __str__(self) -> str:
        return f"{self.key}: {self.status}"
