"""Talks and their speakers."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from handschlag.companies.models import Person
from handschlag.events.models import Event, Room
from handschlag.foundation.fields import TranslatedField
from handschlag.foundation.models import Stamped
from handschlag.programme.states import TalkKind


class Talk(Stamped):
    """An item of the programme: a talk, a visit, a pause …; its ``number`` says nothing about its time."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="talks")
    number = models.PositiveIntegerField(help_text="Stays the same for good: programs know the talk by it.")
    kind = models.CharField(max_length=8, choices=TalkKind, default=TalkKind.TALK)
    title = TranslatedField()
    abstract = TranslatedField()
    room = models.ForeignKey(Room, on_delete=models.SET_NULL, null=True, blank=True, related_name="talks")
    place = TranslatedField(help_text="Where it is, if not in one of the event's rooms.")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    spoken = models.JSONField(default=list, blank=True, help_text="Codes of the languages in which it is held.")
    interpreted = models.JSONField(default=list, blank=True, help_text="Codes of those into which it is interpreted.")
    capacity = models.PositiveIntegerField(null=True, blank=True)
    changes = models.PositiveIntegerField(default=0, help_text="How often it was changed: calendars ask for that.")

    class Meta:
        ordering = ["starts_at", "number"]
        constraints = [
            models.UniqueConstraint(fields=["event", "number"], name="talk_number_once_per_event"),
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gt=F("starts_at")), name="talk_ends_after_start"
            ),
            models.CheckConstraint(condition=Q(kind__in=TalkKind.values), name="talk_kind_is_known"),
        ]

    def __str__(self) -> str:
        return str(self.title)


class Speaker(Stamped):
    """Who speaks at a talk. Everybody sees the office; the name only if she has agreed to it."""

    talk = models.ForeignKey(Talk, on_delete=models.CASCADE, related_name="speakers")
    number = models.PositiveSmallIntegerField(help_text="Their order, such as that of protocol.")
    person = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="speaking")
    name = TranslatedField()
    office = TranslatedField()
    has_agreed = models.BooleanField(default=False, help_text="To her name being published in the programme.")

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["talk", "number"], name="speaker_number_once_per_talk")]

    def __str__(self) -> str:
        return str(self.office) or str(self.name)
