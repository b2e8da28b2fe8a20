"""What one person has proposed and another one must confirm."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from handschlag.foundation.models.stamped import Stamped


class ProposalState(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("proposal", "waiting")
    CONFIRMED = "confirmed", pgettext_lazy("proposal", "confirmed")
    REFUSED = "refused", pgettext_lazy("proposal", "refused")
    WITHDRAWN = "withdrawn", pgettext_lazy("proposal", "withdrawn")
    EXPIRED = "expired", _("expired")
    OUTDATED = "outdated", _("outdated")


class Proposal(Stamped):
    """Something that is carried out as soon as a second person confirms it.

    ``version`` is that of the target when it was proposed: what is confirmed is what was proposed, or nothing.
    """

    kind = models.CharField(max_length=60)
    scope = models.CharField(max_length=100, help_text="Slug of the host.")
    event = models.CharField(max_length=100, blank=True, help_text="Slug of the event, where there is one.")
    target = models.CharField(max_length=60, help_text="Which kind of row, such as meetings.plan.")
    target_id = models.CharField(max_length=22)
    version = models.CharField(max_length=80)
    facts = models.JSONField(default=dict, blank=True)
    state = models.CharField(max_length=9, choices=ProposalState, default=ProposalState.WAITING)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    proposed_for = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    proposed_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True, help_text="Why it was refused, in the words of who did.")

    class Meta:
        ordering = ["-proposed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "target", "target_id"],
                condition=Q(state="waiting"),
                name="one_waiting_proposal",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.target_id} {self.state}"
