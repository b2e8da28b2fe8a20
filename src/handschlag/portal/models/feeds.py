"""Where notices of partners come from, and what came from there."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from handschlag.events.models import Host
from handschlag.foundation.models import Stamped


class FeedSource(Stamped):
    """A feed of a partner whose notices a host shows beside its own.

    ``fetch_at`` is when a worker asks again. ``etag`` and ``modified`` are what the partner's server called the last
    answer, so that it need not send the same twice.
    """

    host = models.ForeignKey(Host, on_delete=models.CASCADE, related_name="feed_sources")
    title = models.CharField(max_length=200, help_text="What the partner is called on this site.")
    address = models.URLField(max_length=500)
    language = models.CharField(max_length=10, default="de")
    kind = models.ForeignKey(
        "portal.NoticeKind", on_delete=models.SET_NULL, null=True, blank=True, related_name="feed_sources"
    )
    shows_at_once = models.BooleanField(default=True, help_text="Otherwise an editor publishes each notice.")
    is_on = models.BooleanField(default=True)
    fetch_at = models.DateTimeField(default=timezone.now)
    fetched_at = models.DateTimeField(null=True, blank=True, help_text="When it was last read well.")
    etag = models.CharField(max_length=200, blank=True)
    modified = models.CharField(max_length=200, blank=True)
    trouble = models.CharField(max_length=20, blank=True, help_text="Why the last fetch came to nothing: a code.")
    failures = models.PositiveSmallIntegerField(default=0, help_text="How often in a row.")

    class Meta:
        ordering = ["title", "pk"]
        indexes = [models.Index(fields=["fetch_at"], condition=Q(is_on=True), name="feeds_to_fetch")]
        constraints = [models.UniqueConstraint(fields=["host", "address"], name="feed_source_once_per_host")]

    def __str__(self) -> str:
        return self.title


class FeedEntry(models.Model):
    """An entry of a feed as it was last brought in.

    ``values`` tells what an editor has changed since then: the next version of the partner replaces only words that
    are still the partner's. Without a notice it is known and not shown: another notice says the same, or an editor
    has deleted it, and it does not come back.
    """

    source = models.ForeignKey(FeedSource, on_delete=models.CASCADE, related_name="entries")
    foreign_id = models.CharField(max_length=500)
    notice = models.ForeignKey(
        "portal.Notice", on_delete=models.SET_NULL, null=True, blank=True, related_name="feed_entries"
    )
    values = models.JSONField(default=dict)
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "foreign_id"], name="feed_entry_once_per_source")]

    def __str__(self) -> str:
        return self.foreign_id
