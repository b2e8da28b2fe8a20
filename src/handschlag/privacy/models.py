"""Purposes and consents, what a host decides about groups of fields, choices, requests, and proofs of what went."""

from __future__ import annotations

from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from handschlag.events.models import Host
from handschlag.foundation.fields import TranslatedField
from handschlag.foundation.models import Stamped
from handschlag.foundation.personal import Audience, Basis, Outcome
from handschlag.privacy.states import Asked, RequestState


class Purpose(Stamped):
    """What a host uses data for. Its words are versions of their own."""

    host = models.ForeignKey(Host, on_delete=models.CASCADE, related_name="purposes")
    key = models.SlugField(max_length=40)
    basis = models.CharField(max_length=1, choices=Basis)

    class Meta:
        ordering = ["key"]
        constraints = [models.UniqueConstraint(fields=["host", "key"], name="purpose_once_per_host")]

    def __str__(self) -> str:
        return f"{self.key} ({self.host})"


class Texts(models.QuerySet["PurposeText"]):
    """Whoever has consented has read these words: they never change."""

    def update(self, **_changes: Any) -> NoReturn:
        raise TypeError("the words of a purpose are never changed; publish a new version")


class PurposeText(Stamped):
    """The words of a purpose in all languages, as they were published once."""

    purpose = models.ForeignKey(Purpose, on_delete=models.CASCADE, related_name="texts")
    version = models.PositiveIntegerField()
    title = TranslatedField()
    text = TranslatedField()
    audience = models.PositiveSmallIntegerField(choices=Audience, default=Audience.HOST)
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    objects = Texts.as_manager()

    class Meta:
        ordering = ["-version"]
        constraints = [models.UniqueConstraint(fields=["purpose", "version"], name="version_once_per_purpose")]

    def __str__(self) -> str:
        return f"{self.title} ({self.version})"


class Consent(Stamped):
    """Given to the words of one version in one language, and perhaps withdrawn. A new one is a new row."""

    purpose = models.ForeignKey(Purpose, on_delete=models.CASCADE, related_name="consents")
    text = models.ForeignKey(PurposeText, on_delete=models.CASCADE, related_name="consents")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="consents")
    language = models.CharField(max_length=10)
    given_at = models.DateTimeField()
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["-given_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["purpose", "user"], condition=Q(withdrawn_at=None, user__isnull=False), name="one_open_consent"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | Q(withdrawn_at__gte=F("given_at")),
                name="consent_withdrawn_after_given",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.purpose}"


class GroupRule(Stamped):
    """What a host decides about a group of fields, within the limits of the group."""

    host = models.ForeignKey(Host, on_delete=models.CASCADE, related_name="group_rules")
    group = models.CharField(max_length=60)
    widest = models.PositiveSmallIntegerField(choices=Audience, null=True, blank=True)
    days = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["host", "group"], name="one_rule_per_group"),
            models.CheckConstraint(condition=Q(widest=None) | Q(widest__in=Audience.values), name="widest_is_audience"),
        ]

    def __str__(self) -> str:
        return f"{self.host}: {self.group}"


class Choice(Stamped):
    """Who may see a group of fields, as the person herself has chosen."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="visibility_choices")
    group = models.CharField(max_length=60)
    audience = models.PositiveSmallIntegerField(choices=Audience)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "group"], name="one_choice_per_group"),
            models.CheckConstraint(condition=Q(audience__in=Audience.values), name="choice_is_audience"),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.group} {self.audience}"


class Request(Stamped):
    """Somebody has asked a host about her data, on paper, by mail or by telephone; it has to answer in time.

    ``subject`` is the key of the individual, once she has been found among those whom the host knows.
    """

    host = models.ForeignKey(Host, on_delete=models.CASCADE, related_name="privacy_requests")
    asked = models.CharField(max_length=11, choices=Asked)
    name = models.CharField(max_length=200)
    email = models.EmailField(max_length=254, blank=True)
    subject = models.CharField(max_length=40, blank=True)
    received_on = models.DateField()
    due_on = models.DateField()
    state = models.CharField(max_length=7, choices=RequestState, default=RequestState.OPEN)
    answer = models.TextField(blank=True, help_text="What was done, or why not, in words for the file.")
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["state", "due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=RequestState.OPEN) ^ Q(answered_at__isnull=False), name="request_open_or_answered"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.asked}"


class RetentionRun(models.Model):
    """The run of a day: at most one."""

    on = models.DateField(unique=True)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.on.isoformat()


class Proof(models.Model):
    """What went, how many, when and under which rule, without saying whose it was.

    ``days`` and ``before`` are the rule of a retention run; an erasure that somebody asked for has none.
    """

    run = models.ForeignKey(RetentionRun, on_delete=models.CASCADE, null=True, blank=True, related_name="proofs")
    scope = models.CharField(max_length=100, blank=True, help_text="Slug of the host; empty for the installation.")
    group = models.CharField(max_length=60)
    table = models.CharField(max_length=60)
    outcome = models.CharField(max_length=8, choices=Outcome)
    count = models.PositiveIntegerField()
    days = models.PositiveIntegerField(null=True, blank=True)
    before = models.DateTimeField(null=True, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["scope", "-at"], name="proofs_of_host")]

    def __str__(self) -> str:
        return f"{self.group} {self.count} {self.outcome}"
