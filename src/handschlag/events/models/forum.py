"""Hosts and events, and what an event has to give: slots, tables, interpreters."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from handschlag.events.models.fair import Fair
from handschlag.events.roles import Right
from handschlag.foundation.fields import TranslatedField
from handschlag.foundation.fragments import Written
from handschlag.foundation.models import Stamped


class Host(Stamped):
    """The agency that invites: the tenant."""

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=200)
    short_name = models.CharField(max_length=30, blank=True)
    address = models.TextField(blank=True)
    four_eyes_final_plan = models.BooleanField(default=False, help_text="Two people make a plan final, never one.")

    may: frozenset[Right] = frozenset()
    """What the person may do who has fetched it by a door of ``access``: at all events of this host."""

    def __str__(self) -> str:
        return self.name


class EventKind(models.TextChoices):
    FORUM = "forum", _("forum")
    TRIP = "trip", _("trip")


class Event(Stamped):
    """What has a date, a deadline and participants."""

    host = models.ForeignKey(Host, on_delete=models.CASCADE, related_name="events")
    fair = models.ForeignKey(Fair, on_delete=models.SET_NULL, null=True, blank=True, related_name="events")
    kind = models.CharField(max_length=5, choices=EventKind, default=EventKind.FORUM)
    slug = models.SlugField(max_length=60, unique=True)
    title = TranslatedField()
    lead = TranslatedField()
    place = TranslatedField()
    time_zone = models.CharField(max_length=60, default="Europe/Berlin")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    registration_opens_at = models.DateTimeField(null=True, blank=True)
    registration_closes_at = models.DateTimeField(null=True, blank=True)
    answers_close_at = models.DateTimeField(null=True, blank=True)
    when_text = TranslatedField(
        help_text="The date as the source gives it, where it is not certain. Beginning and end are then only the best "
        "known range, and are never shown as the date."
    )
    languages = models.JSONField(default=list, help_text="Codes of the languages of the event, the usual one first.")
    language_level = models.CharField(max_length=6, default="B2")
    countries = models.JSONField(default=list, blank=True, help_text="Codes of the other side's; empty: not named.")
    tags = models.ManyToManyField("events.Tag", blank=True, related_name="events")
    min_participants = models.PositiveSmallIntegerField(null=True, blank=True)
    max_participants = models.PositiveSmallIntegerField(null=True, blank=True)
    cost = TranslatedField()
    priority_rule = TranslatedField(help_text="Who comes first when there are more applications than places.")
    contact_office = TranslatedField()
    contact_email = models.EmailField(blank=True, help_text="The mailbox of an office, not of one person.")
    published_at = models.DateTimeField(
        null=True, blank=True, default=timezone.now, help_text="Since when everybody sees it; empty: a draft."
    )
    copied_from = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="copies")
    is_history = models.BooleanField(default=False, help_text="Over for good: shown with a banner, never a template.")
    is_demo = models.BooleanField(default=False)

    may: frozenset[Right] = frozenset()
    """What the person may do who has fetched it by a door of ``access``."""

    written: Written | None = None
    """What was written of it, where it is kept as it was read."""

    class Meta:
        ordering = ["-starts_at"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="event_ends_after_start"),
            models.CheckConstraint(
                condition=Q(registration_opens_at=None)
                | Q(registration_closes_at=None)
                | Q(registration_closes_at__gt=F("registration_opens_at")),
                name="event_closes_after_opening",
            ),
            models.CheckConstraint(
                condition=Q(min_participants=None)
                | Q(max_participants=None)
                | Q(max_participants__gte=F("min_participants")),
                name="event_most_not_below_least",
            ),
        ]

    def __str__(self) -> str:
        return str(self.title)

    @property
    def has_certain_date(self) -> bool:
        """Whether beginning and end are the date, and not only the best known range."""
        return not self.when_text

    @property
    def first_day(self) -> date:
        """The day on which it begins, where it takes place."""
        return self.starts_at.astimezone(ZoneInfo(self.time_zone)).date()

    @property
    def last_day(self) -> date:
        """The day on which it ends, where it takes place."""
        return self.ends_at.astimezone(ZoneInfo(self.time_zone)).date()


class Side(Stamped):
    """One side of the table."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="sides")
    key = models.SlugField(max_length=20)
    name = TranslatedField()
    is_ours = models.BooleanField(default=False, help_text="The host's own side.")
    number = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["event", "key"], name="side_once_per_event")]

    def __str__(self) -> str:
        return str(self.name)


class Day(Stamped):
    """A day of the event."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="days")
    on = models.DateField()

    class Meta:
        ordering = ["on"]
        constraints = [models.UniqueConstraint(fields=["event", "on"], name="day_once_per_event")]

    def __str__(self) -> str:
        return self.on.isoformat()


class Part(models.TextChoices):
    MORNING = "morning", _("morning")
    AFTERNOON = "afternoon", _("afternoon")


class Slot(Stamped):
    """A window of time for one meeting. ``after_pause``: everybody has a pause before it."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="slots")
    day = models.ForeignKey(Day, on_delete=models.CASCADE, related_name="slots")
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField(default=20)
    part = models.CharField(max_length=9, choices=Part, blank=True)
    after_pause = models.BooleanField(default=False)

    class Meta:
        ordering = ["starts_at"]
        constraints = [models.UniqueConstraint(fields=["event", "starts_at"], name="slot_once_per_time")]

    def __str__(self) -> str:
        return self.starts_at.isoformat()


class Room(Stamped):
    """A room with tables."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="rooms")
    name = TranslatedField()
    is_step_free = models.BooleanField(default=False)
    number = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["number"]

    def __str__(self) -> str:
        return str(self.name)


class Table(Stamped):
    """A table for one meeting at a time."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="tables")
    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="tables")
    code = models.CharField(max_length=20)
    number = models.PositiveSmallIntegerField(default=0)
    is_step_free = models.BooleanField(default=False)
    closed = models.ManyToManyField(Slot, blank=True, related_name="closed_tables")

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["event", "code"], name="table_code_once_per_event")]

    def __str__(self) -> str:
        return self.code


class Interpreter(Stamped):
    """Somebody who interprets at the meetings of an event, both ways between the languages of each pair."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="interpreters")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="interpreting"
    )
    name = models.CharField(max_length=200)
    pairs = models.JSONField(default=list, help_text='Pairs of language codes, such as [["de", "ru"]].')
    max_meetings = models.PositiveSmallIntegerField(null=True, blank=True)
    max_consecutive = models.PositiveSmallIntegerField(null=True, blank=True)
    away = models.ManyToManyField(Slot, blank=True, related_name="interpreters_away")

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
