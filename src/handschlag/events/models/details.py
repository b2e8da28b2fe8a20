"""What else belongs to an event: tags by which it is found, documents, fees."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from handschlag.events.models.forum import Event, Host
from handschlag.foundation.fields import TranslatedField
from handschlag.foundation.models import Counted, Stamped, StoredFile


class TagKind(models.TextChoices):
    REGION = "region", _("region")
    SECTOR = "sector", _("sector")


class Tag(Counted):
    """A region or a sector of a host, by which events and notices are found; ``number`` is its place among its kind."""

    host = models.ForeignKey(Host, on_delete=models.CASCADE, related_name="tags")
    kind = models.CharField(max_length=6, choices=TagKind)
    slug = models.SlugField(max_length=60)
    name = TranslatedField()
    number = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["kind", "number", "slug"]
        constraints = [models.UniqueConstraint(fields=["host", "kind", "slug"], name="tag_once_per_host")]

    def __str__(self) -> str:
        return str(self.name)


class Document(Stamped):
    """A file that everybody may have who sees the event, such as a flyer."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="documents")
    file = models.OneToOneField(StoredFile, on_delete=models.CASCADE, related_name="event_document")
    label = TranslatedField()
    number = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["number", "pk"]

    def __str__(self) -> str:
        return str(self.label) or self.file.name


class CompanySize(models.TextChoices):
    """Sizes of companies as the EU's recommendation 2003/361/EC draws them."""

    MICRO = "micro", _("micro company (below 10 people)")
    SMALL = "small", _("small company (below 50 people)")
    MEDIUM = "medium", _("medium-sized company (below 250 people)")
    LARGE = "large", _("large company")


class FeeLevel(Stamped):
    """What a company of this size pays to take part."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="fees")
    size = models.CharField(max_length=6, choices=CompanySize)
    amount = models.DecimalField(max_digits=9, decimal_places=2)
    currency = models.CharField(max_length=3, default="EUR")
    note = TranslatedField()
    number = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["number", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["event", "size"], name="fee_once_per_size"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="fee_not_below_nothing"),
        ]

    def __str__(self) -> str:
        return f"{self.size}: {self.amount} {self.currency}"
