"""Fairs, and which countries help their companies to go there."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q

from handschlag.foundation.fields import TranslatedField
from handschlag.foundation.models import Counted


class Fair(Counted):
    """The fair in whose frame a forum takes place."""

    host = models.ForeignKey("events.Host", on_delete=models.CASCADE, related_name="fairs")
    name = models.CharField(max_length=200)
    edition = models.CharField(max_length=60, blank=True, help_text="Such as 2027, or 30th.")
    organiser = models.CharField(max_length=200, blank=True)
    address = models.URLField(max_length=500, blank=True)
    city = TranslatedField()
    venue = TranslatedField()
    starts_on = models.DateField()
    ends_on = models.DateField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="fair_ends_after_start")]

    def __str__(self) -> str:
        return f"{self.name} {self.edition}".strip()


class EligibilityMark(Counted):
    """A country subsidises this fair for its companies: under which scheme, for whom, and who says so."""

    fair = models.ForeignKey(Fair, on_delete=models.CASCADE, related_name="eligibility_marks")
    country = models.CharField(max_length=2)
    scheme = TranslatedField(help_text="What the funding scheme is called.")
    for_whom = TranslatedField()
    note = TranslatedField()
    valid_from = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=300, blank=True)
    source_address = models.URLField(max_length=500, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_from=None) | Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
                name="mark_ends_after_start",
            )
        ]

    def __str__(self) -> str:
        return f"{self.fair} ({self.country})"

    def is_over(self, day: date) -> bool:
        """Whether it is no longer valid on this day."""
        return self.valid_until is not None and self.valid_until < day
