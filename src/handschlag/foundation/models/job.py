"""Work in the background."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from handschlag.foundation.models.stamped import Stamped


class JobState(models.TextChoices):
    QUEUED = "queued", _("queued")
    RUNNING = "running", _("running")
    DONE = "done", _("done")
    STOPPED = "stopped", _("stopped")
    FAILED = "failed", _("failed")


class Job(Stamped):
    """A piece of work in the background: what, how far, and whether its worker still lives.

    A running job is somebody's as long as ``leased_until`` lies ahead; the worker moves it on with each
    heartbeat. A job whose lease has run out is taken by the next worker, at most ``most_tries`` times.
    """

    kind = models.CharField(max_length=60)
    args = models.JSONField(default=dict, blank=True)
    queue = models.CharField(max_length=20, default="default")
    state = models.CharField(max_length=8, choices=JobState, default=JobState.QUEUED)
    progress = models.JSONField(default=dict, blank=True)
    stop_asked = models.BooleanField(default=False)
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True)
    holder = models.CharField(max_length=80, blank=True, help_text="Names the worker that has the lease.")
    tries = models.PositiveSmallIntegerField(default=0)
    most_tries = models.PositiveSmallIntegerField(default=3)
    error = models.TextField(blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["state", "queue"], name="jobs_by_state")]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"
