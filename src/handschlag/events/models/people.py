"""Who may do what for a host or at an event, who is invited to, and who may act for whom."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from handschlag.events.models.forum import Event, Host
from handschlag.events.roles import Role
from handschlag.foundation.models import Stamped


class Membership(Stamped):
    """What somebody is for a host: at one event, or without one at all of its events."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    host = models.ForeignKey(Host, on_delete=models.CASCADE, related_name="memberships")
    event = models.ForeignKey(Event, on_delete=models.CASCADE, null=True, blank=True, related_name="memberships")
    role = models.CharField(max_length=24, choices=Role)
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    ends_on = models.DateField(null=True, blank=True, help_text="The last day on which it counts.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "event", "role"], condition=Q(event__isnull=False), name="role_once_per_event"
            ),
            models.UniqueConstraint(
                fields=["user", "host", "role"], condition=Q(event__isnull=True), name="role_once_per_host"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.role} {self.event or self.host}"


class Invitation(Stamped):
    """Somebody is invited by mail to a role; the address decides who may accept. The mail holds a secret, once."""

    host = models.ForeignKey(Host, on_delete=models.CASCADE, related_name="invitations")
    event = models.ForeignKey(Event, on_delete=models.CASCADE, null=True, blank=True, related_name="invitations")
    role = models.CharField(max_length=24, choices=Role)
    email = models.EmailField(max_length=254, help_text="In small letters.")
    language = models.CharField(max_length=10, default="de")
    ends_on = models.DateField(null=True, blank=True, help_text="The last day on which the role will count.")
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    secret_sha256 = models.CharField(max_length=64, unique=True, editable=False)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True) | Q(withdrawn_at__isnull=True), name="invitation_ends_once"
            ),
            models.UniqueConstraint(
                fields=["event", "role", "email"],
                condition=Q(event__isnull=False, accepted_at__isnull=True, withdrawn_at__isnull=True),
                name="one_open_invitation_per_event",
            ),
            models.UniqueConstraint(
                fields=["host", "role", "email"],
                condition=Q(event__isnull=True, accepted_at__isnull=True, withdrawn_at__isnull=True),
                name="one_open_invitation_per_host",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email} {self.role} {self.event or self.host}"


class Mandate(Stamped):
    """Somebody (``agent``) may act for somebody else (``principal``) at an event, or at all events of a host.

    Who is to be represented asks for it, the other one accepts; each of them can end it at any time.
    """

    agent = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mandates_held")
    principal = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mandates_given")
    host = models.ForeignKey(Host, on_delete=models.CASCADE, related_name="mandates")
    event = models.ForeignKey(Event, on_delete=models.CASCADE, null=True, blank=True, related_name="mandates")
    offered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True, help_text="The last day on which it counts.")
    accepted_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(agent=F("principal")), name="acts_for_somebody_else"),
            models.CheckConstraint(
                condition=Q(offered_by=F("agent")) | Q(offered_by=F("principal")), name="mandate_offered_by_either"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="mandate_ends_after_start"
            ),
            models.UniqueConstraint(
                fields=["agent", "principal", "event"],
                condition=Q(event__isnull=False, ended_at__isnull=True),
                name="one_mandate_per_event",
            ),
            models.UniqueConstraint(
                fields=["agent", "principal", "host"],
                condition=Q(event__isnull=True, ended_at__isnull=True),
                name="one_mandate_per_host",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agent} for {self.principal}: {self.event or self.host}"
