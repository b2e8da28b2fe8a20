"""How many may come, how it is decided, and what it costs whom."""

from __future__ import annotations

from django.db import models
from django.db.models import BigIntegerField, F, Q
from django.db.models.functions import Coalesce

from handschlag.events.models import CompanySize, Event, Side, Tag
from handschlag.foundation.fields import TranslatedField
from handschlag.foundation.models import Stamped
from handschlag.registration.states import Approval, Verdict


def _or_none(name: str) -> Coalesce:
    """For unique constraints: in databases no nothing is like another."""
    return Coalesce(name, 0, output_field=BigIntegerField())


class RegistrationRules(Stamped):
    """How one event takes applications. Whoever writes applications or places of the event locks this row first."""

    event = models.OneToOneField(Event, on_delete=models.CASCADE, related_name="registration_rules")
    approval = models.CharField(max_length=9, choices=Approval, default=Approval.BY_HAND)
    has_waiting_list = models.BooleanField(default=True)
    offer_hours = models.PositiveSmallIntegerField(
        default=72, help_text="How long a place that has become free is kept; 0: it is given at once."
    )
    takes_late = models.BooleanField(default=True, help_text="Whether one may ask to be let in after the deadline.")
    asks_late_reason = models.BooleanField(default=True)
    last_queue_number = models.PositiveIntegerField(default=0)
    intro = TranslatedField(help_text="What stands above the form.")

    def __str__(self) -> str:
        return f"{self.event}: {self.approval}"


class Quota(Stamped):
    """At most so many places: of the whole event, or of those only whom side, sector and size describe.

    ``taken`` is the number of applications that hold a place and fall under it.
    """

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="quotas")
    number = models.PositiveSmallIntegerField(default=0)
    name = TranslatedField()
    side = models.ForeignKey(Side, on_delete=models.PROTECT, null=True, blank=True, related_name="quotas")
    sector = models.ForeignKey(Tag, on_delete=models.PROTECT, null=True, blank=True, related_name="quotas")
    size = models.CharField(max_length=6, choices=CompanySize, blank=True)
    capacity = models.PositiveIntegerField()
    taken = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["number", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(taken__gte=0, taken__lte=F("capacity")), name="never_more_than_places"),
            models.UniqueConstraint("event", _or_none("side"), _or_none("sector"), "size", name="quota_once_per_event"),
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.name}".strip()

    @property
    def free(self) -> int:
        return self.capacity - self.taken


class ApprovalRule(Stamped):
    """What is decided by itself of applications that fit; the first rule that fits counts."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="approval_rules")
    number = models.PositiveSmallIntegerField(default=0)
    side = models.ForeignKey(Side, on_delete=models.CASCADE, null=True, blank=True, related_name="approval_rules")
    sector = models.ForeignKey(Tag, on_delete=models.CASCADE, null=True, blank=True, related_name="approval_rules")
    size = models.CharField(max_length=6, choices=CompanySize, blank=True)
    country = models.CharField(max_length=2, blank=True)
    verdict = models.CharField(max_length=7, choices=Verdict)

    class Meta:
        ordering = ["number", "pk"]

    def __str__(self) -> str:
        return f"{self.event} {self.number}: {self.verdict}"


class Discount(Stamped):
    """Takes something off the fee: by a code, or for whom size, side and country describe, until a moment."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="discounts")
    number = models.PositiveSmallIntegerField(default=0)
    name = TranslatedField()
    code = models.CharField(max_length=40, blank=True, help_text="Who names it gets it; empty: who fits.")
    side = models.ForeignKey(Side, on_delete=models.CASCADE, null=True, blank=True, related_name="discounts")
    size = models.CharField(max_length=6, choices=CompanySize, blank=True)
    country = models.CharField(max_length=2, blank=True)
    percent = models.PositiveSmallIntegerField(null=True, blank=True)
    amount = models.DecimalField(max_digits=9, decimal_places=2, null=True, blank=True)
    until = models.DateTimeField(null=True, blank=True, help_text="For what is submitted by then.")

    class Meta:
        ordering = ["number", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(percent__isnull=False, percent__lte=100, amount=None)
                | Q(percent=None, amount__isnull=False, amount__gte=0),
                name="percent_or_amount",
            ),
            models.UniqueConstraint(fields=["event", "code"], condition=~Q(code=""), name="discount_code_once"),
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.name or self.code}"
