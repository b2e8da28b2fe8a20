"""What the host's office does around applications: invite, note, put off, merge."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from handschlag.companies.models import Organisation
from handschlag.events.models import Event
from handschlag.foundation.models import Job, Stamped, StoredFile
from handschlag.registration.models.application import Application
from handschlag.registration.states import ImportState, NoteKind, Reply


class ApplicationInvitation(Stamped):
    """Somebody, or an organisation, is invited to apply; the mail holds a secret, of which only the hash is kept."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="application_invitations")
    email = models.EmailField(max_length=254, help_text="In small letters.")
    name = models.CharField(max_length=200, blank=True)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.SET_NULL, null=True, blank=True, related_name="application_invitations"
    )
    language = models.CharField(max_length=10, default="de")
    secret_sha256 = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    co_organiser = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="invited_to_apply"
    )
    sent_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    replied_at = models.DateTimeField(null=True, blank=True)
    reply = models.CharField(max_length=8, choices=Reply, blank=True)
    application = models.OneToOneField(
        Application, on_delete=models.SET_NULL, null=True, blank=True, related_name="invitation"
    )

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["event", "email"], name="invited_to_apply_once"),
            models.CheckConstraint(
                condition=Q(reply="", replied_at=None) | (~Q(reply="") & Q(replied_at__isnull=False)),
                name="a_reply_has_its_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email}: {self.event}"


class OwnLink(Stamped):
    """By what a co-organiser leads others to the form of an application: short, not to be guessed, and no secret."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="own_links")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="own_links")
    code = models.CharField(max_length=16, unique=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event", "user"], name="one_link_of_ones_own")]

    def __str__(self) -> str:
        return f"{self.event}: {self.code}"


class Note(Stamped):
    """What somebody in the office wants the others to know of an application."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="notes")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    kind = models.CharField(max_length=9, choices=NoteKind, default=NoteKind.NOTE)
    text = models.TextField()

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.text


class Snooze(models.Model):
    """A line of the work list that somebody does not want to see before a moment."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="snoozes")
    rule = models.CharField(max_length=40)
    target = models.CharField(max_length=22, help_text="The opaque id of what the line is about.")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="snoozes")
    until = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event", "rule", "target", "user"], name="put_off_once")]

    def __str__(self) -> str:
        return f"{self.rule} {self.target}"


class Merge(Stamped):
    """Two applications were one: what was moved from the dropped one to the kept one, so that it can be undone."""

    kept = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="merges")
    dropped = models.OneToOneField(Application, on_delete=models.CASCADE, related_name="merged_into")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    what = models.JSONField(default=dict, help_text="Of each what it was before.")

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [models.CheckConstraint(condition=~Q(kept=F("dropped")), name="merged_with_another")]

    def __str__(self) -> str:
        return f"{self.dropped} → {self.kept}"


class ListColumns(models.Model):
    """Which columns somebody wants to see in the list of applications."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="list_columns")
    columns = models.JSONField(default=list, help_text="Keys of ``listing.COLUMNS`` in their order.")

    def __str__(self) -> str:
        return ", ".join(self.columns)


class Import(Stamped):
    """A file with applications: looked at, then taken over as a whole or not at all."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="imports")
    file = models.OneToOneField(StoredFile, on_delete=models.SET_NULL, null=True, related_name="application_import")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    job = models.OneToOneField(Job, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=8, choices=ImportState, default=ImportState.SEEN)
    added = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    same = models.PositiveIntegerField(default=0)
    refusal = models.JSONField(default=list, blank=True, help_text="Rows, columns and sentences, if it was refused.")

    class Meta:
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.event} {self.state}"
