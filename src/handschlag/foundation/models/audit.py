"""Who did what and when: a chain of entries to which one can only add."""

from __future__ import annotations

from typing import Any, NoReturn

from django.db import models


class Entries(models.QuerySet["AuditEntry"]):
    """Entries are added and read. What is changed behind this door breaks the chain, and ``audit.verify`` says so."""

    def update(self, **_changes: Any) -> NoReturn:
        raise TypeError("audit entries are never changed; names are erased by foundation.audit.erase")

    def delete(self) -> NoReturn:
        raise TypeError("audit entries are never deleted")


class AuditEntry(models.Model):
    """One thing that was done.

    People stand here by their opaque ids (``actor``, ``acting_for``, ``person``). What can name somebody is in
    ``words``: for each of the parts ``actor``, ``acting_for``, ``person``, ``target`` and ``facts`` its text and a
    random salt. ``seals`` holds the hash of each salted text, and only these are part of the chain: a part can be
    erased from ``words``, and the chain still holds.
    """

    number = models.PositiveBigIntegerField(unique=True)
    at = models.DateTimeField()
    verb = models.CharField(max_length=60)
    scope = models.CharField(max_length=100, blank=True, help_text="Slug of the host; empty for the installation.")
    event = models.CharField(max_length=100, blank=True, help_text="Slug of the event, where there is one.")
    actor = models.CharField(max_length=22, blank=True, help_text="Empty for the site itself.")
    acting_for = models.CharField(max_length=22, blank=True)
    person = models.CharField(max_length=22, blank=True, help_text="Whom it concerns.")
    target = models.CharField(max_length=60, blank=True, help_text="Which kind of row, such as meetings.plan.")
    target_id = models.CharField(max_length=40, blank=True)
    seals = models.JSONField(default=dict)
    words = models.JSONField(default=dict)
    previous = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    objects = Entries.as_manager()

    class Meta:
        ordering = ["-number"]
        indexes = [
            models.Index(fields=["scope", "-number"], name="audit_by_scope"),
            models.Index(fields=["target", "target_id"], name="audit_by_target"),
            models.Index(fields=["actor"], name="audit_by_actor"),
            models.Index(fields=["acting_for"], name="audit_by_acting_for"),
            models.Index(fields=["person"], name="audit_by_person"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.verb}"


class AuditHead(models.Model):
    """The end of the chain: who shortens the chain must change this row too, and cannot sign it without the key."""

    number = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64, blank=True)
    signature = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return f"{self.number} {self.hash}"
