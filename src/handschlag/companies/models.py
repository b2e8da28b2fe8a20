"""Organisations and their people, and who of them takes part in an event."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from handschlag.events.models import Event, Side, Slot, Table
from handschlag.foundation.fields import TranslatedField
from handschlag.foundation.models import Stamped


class Organisation(Stamped):
    """A company or institution."""

    name = models.CharField(max_length=200, help_text="As it is written at home.")
    name_latin = models.CharField(max_length=200, blank=True, help_text="In Latin letters, where the name is not.")
    short_name = models.CharField(max_length=60, blank=True, help_text="For boards, where there is little room.")
    country = models.CharField(max_length=2)
    city = TranslatedField()
    sector = TranslatedField()
    about = TranslatedField(help_text="What it offers and seeks, in two sentences.")
    staff = models.PositiveIntegerField(null=True, blank=True, help_text="How many people work there.")
    is_fictional = models.BooleanField(default=False)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def brief(self) -> str:
        """The short name, where there is one."""
        return self.short_name or self.name


class Person(Stamped):
    """Somebody who works for an organisation."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="person"
    )
    name = models.CharField(max_length=200)
    name_latin = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return self.name


class LanguageLevel(models.TextChoices):
    A1 = "A1", "A1"
    A2 = "A2", "A2"
    B1 = "B1", "B1"
    B2 = "B2", "B2"
    C1 = "C1", "C1"
    C2 = "C2", "C2"
    NATIVE = "native", _("mother tongue")


class LanguageSkill(models.Model):
    """A language that somebody speaks."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="languages")
    language = models.CharField(max_length=3)
    level = models.CharField(max_length=6, choices=LanguageLevel)

    class Meta:
        ordering = ["language"]
        constraints = [models.UniqueConstraint(fields=["person", "language"], name="language_once_per_person")]

    def __str__(self) -> str:
        return f"{self.language} {self.level}"


class DelegationKind(models.TextChoices):
    REGION = "region", _("region")
    MINISTRY = "ministry", _("ministry")
    ASSOCIATION = "association", _("association")


class Delegation(Stamped):
    """A body that comes as a delegation. Its head is known by office only."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="delegations")
    kind = models.CharField(max_length=11, choices=DelegationKind)
    name = TranslatedField()
    country = models.CharField(max_length=2, blank=True)
    head_office = TranslatedField(help_text="Office of the head, such as 'Governor of the Ulyanovsk region'.")
    about = TranslatedField(help_text="What the delegation comes for, in a sentence.")
    members = models.PositiveSmallIntegerField(default=0)
    number = models.PositiveSmallIntegerField(default=0, help_text="Order of protocol.")

    class Meta:
        ordering = ["number"]

    def __str__(self) -> str:
        return str(self.name)


class Participant(Stamped):
    """An organisation that takes part in an event."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="participants")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="participations")
    side = models.ForeignKey(Side, on_delete=models.RESTRICT, related_name="participants")
    delegation = models.ForeignKey(
        Delegation, on_delete=models.SET_NULL, null=True, blank=True, related_name="participants"
    )
    max_meetings = models.PositiveSmallIntegerField(null=True, blank=True)
    min_meetings = models.PositiveSmallIntegerField(default=0)
    home_table = models.ForeignKey(Table, on_delete=models.SET_NULL, null=True, blank=True, related_name="at_home")
    away = models.ManyToManyField(Slot, blank=True, related_name="participants_away")
    withdrawn_at = models.DateTimeField(
        null=True, blank=True, help_text="Since when it no longer takes part; what others saw of it stays."
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event", "organisation"], name="takes_part_once")]

    def __str__(self) -> str:
        return str(self.organisation)


class Representative(Stamped):
    """A person who speaks for a participant at the event."""

    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="representatives")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="representations")
    office = TranslatedField()
    is_head = models.BooleanField(default=False)
    away = models.ManyToManyField(Slot, blank=True, related_name="representatives_away")

    class Meta:
        ordering = ["-is_head", "pk"]
        constraints = [models.UniqueConstraint(fields=["participant", "person"], name="represents_once")]

    def __str__(self) -> str:
        return str(self.person)


class InvestmentProject(Stamped):
    """A project for which a delegation seeks partners."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="investment_projects")
    delegation = models.ForeignKey(Delegation, on_delete=models.CASCADE, related_name="investment_projects")
    title = TranslatedField()
    place = TranslatedField()
    text = TranslatedField()
    sought = TranslatedField(help_text="The contribution that is sought.")
    least = models.PositiveBigIntegerField(null=True, blank=True, help_text="Smallest volume, in whole currency units.")
    most = models.PositiveBigIntegerField(null=True, blank=True, help_text="Largest volume.")
    currency = models.CharField(max_length=3, blank=True, help_text="ISO code, such as EUR.")
    number = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["number"]
        constraints = [models.CheckConstraint(condition=Q(least__lte=F("most")), name="volume_is_a_range")]

    def __str__(self) -> str:
        return str(self.title)
