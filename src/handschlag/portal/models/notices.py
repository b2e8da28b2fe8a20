"""Notices, their kinds, and what belongs to a notice: links, attachments, other notices."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q

from handschlag.events.models import Event, Host, Tag
from handschlag.foundation.fields import TranslatedField
from handschlag.foundation.fragments import Written
from handschlag.foundation.models import Counted, Stamped, StoredFile
from handschlag.portal.models.feeds import FeedSource
from handschlag.portal.states import KindIcon, LinkKind


class NoticeKind(Counted):
    """A kind of notice of a host, such as a tender."""

    host = models.ForeignKey(Host, on_delete=models.CASCADE, related_name="notice_kinds")
    key = models.SlugField(max_length=30)
    name = TranslatedField()
    icon = models.CharField(max_length=10, choices=KindIcon, default=KindIcon.NEWS)
    number = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["number", "pk"]
        constraints = [models.UniqueConstraint(fields=["host", "key"], name="notice_kind_once_per_host")]

    def __str__(self) -> str:
        return str(self.name)


class Notice(Stamped):
    """What the portal tells. Where it stands follows from its times and the clock: ``queries.state``.

    ``when_text`` is not empty where the date of what it tells of is not certain: it stands as the source gives it,
    and ``when_from`` to ``when_until`` is the best known range, by which it is sorted and which is never shown as
    the date.
    """

    host = models.ForeignKey(Host, on_delete=models.CASCADE, related_name="notices")
    kind = models.ForeignKey(NoticeKind, on_delete=models.PROTECT, related_name="notices")
    slug = models.SlugField(max_length=80, unique=True)
    headline = TranslatedField()
    location = TranslatedField(help_text="Where it plays, such as Leipzig, Saxony.")
    lead = TranslatedField()
    body = TranslatedField(help_text="Markdown.")
    source = TranslatedField(help_text="Who said it, where it is not the host.")
    source_address = models.CharField(max_length=500, blank=True)
    shown_on = models.DateField(help_text="The date that it bears.")
    has_day = models.BooleanField(default=True, help_text="The day of that date is known, and not its month only.")
    when_text = TranslatedField()
    when_from = models.DateField(null=True, blank=True)
    when_until = models.DateField(null=True, blank=True)
    lacks_country = models.BooleanField(default=False, help_text="The source should name a country and does not.")
    event = models.ForeignKey(Event, on_delete=models.SET_NULL, null=True, blank=True, related_name="notices")
    tags = models.ManyToManyField(Tag, blank=True, related_name="notices")
    published_at = models.DateTimeField(null=True, blank=True, help_text="Empty: a draft. In the future: scheduled.")
    embargo_until = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    archived_at = models.DateTimeField(null=True, blank=True)
    feed = models.ForeignKey(FeedSource, on_delete=models.SET_NULL, null=True, blank=True, related_name="notices")
    foreign_id = models.CharField(max_length=500, blank=True, help_text="What it is called in the feed.")

    written: Written | None = None
    """What was written of it, where it is kept as it was read."""

    class Meta:
        ordering = ["-shown_on", "-pk"]
        indexes = [
            models.Index(fields=["-shown_on", "-id"], name="notices_by_date"),
            models.Index(fields=["host", "-shown_on", "-id"], name="notices_of_host"),
            models.Index(fields=["-when_from", "-shown_on", "-id"], name="notices_by_when"),
            # Holds all that says whether a notice is current, and what is counted of those: the rows are not read.
            models.Index(
                fields=["published_at", "embargo_until", "expires_at", "archived_at", "kind", "host", "shown_on"],
                name="notices_seen",
            ),
            models.Index(fields=["embargo_until"], name="notices_by_embargo"),
            models.Index(fields=["expires_at"], name="notices_by_expiry"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(when_until=None) | Q(when_until__gte=F("when_from")), name="notice_range_ends_after_start"
            ),
            models.CheckConstraint(condition=Q(when_until=None) | ~Q(when_from=None), name="notice_range_has_start"),
            models.CheckConstraint(
                condition=Q(expires_at=None) | Q(published_at=None) | Q(expires_at__gt=F("published_at")),
                name="notice_expires_after_publication",
            ),
            models.CheckConstraint(
                condition=Q(expires_at=None) | Q(embargo_until=None) | Q(expires_at__gt=F("embargo_until")),
                name="notice_expires_after_embargo",
            ),
            models.CheckConstraint(
                condition=Q(archived_at=None) | ~Q(published_at=None), name="notice_archived_after_publication"
            ),
            models.UniqueConstraint(
                fields=["feed", "foreign_id"], condition=~Q(foreign_id=""), name="notice_once_per_feed"
            ),
        ]

    def __str__(self) -> str:
        return str(self.headline)

    @property
    def stands_in(self) -> date | None:
        """A day of the month under which it stands where its date is not certain: the end of the known range."""
        return self.when_until or self.when_from


class NoticeLink(Stamped):
    """A further link of a notice, and what the last check found there.

    ``is_alive`` is None as long as nobody has looked. After ``failures`` on three different days it is False, and
    has been so since ``failing_since``. ``check_at`` is when a worker looks again; empty for pages of this site.
    """

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="links")
    number = models.PositiveSmallIntegerField(default=0)
    label = TranslatedField()
    address = models.CharField(max_length=500)
    kind = models.CharField(max_length=12, choices=LinkKind, default=LinkKind.PAGE)
    languages = models.JSONField(default=list, blank=True, help_text="Codes of the languages found there.")
    check_at = models.DateTimeField(null=True, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)
    is_alive = models.BooleanField(null=True, blank=True)
    failures = models.PositiveSmallIntegerField(default=0, help_text="On how many days in a row.")
    failing_since = models.DateTimeField(null=True, blank=True)
    said = models.CharField(
        max_length=20, blank=True, help_text="The status of the last answer, or why there was none."
    )
    content_type = models.CharField(max_length=100, blank=True)

    class Meta:
        ordering = ["number", "pk"]
        indexes = [models.Index(fields=["check_at"], name="links_to_check")]
        constraints = [
            models.UniqueConstraint(fields=["notice", "address"], name="link_once_per_notice"),
            models.CheckConstraint(condition=Q(is_alive=None) | ~Q(checked_at=None), name="link_known_by_check"),
        ]

    def __str__(self) -> str:
        return str(self.label) or self.address


class Related(models.Model):
    """A further notice, chosen by hand."""

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="chosen")
    other = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="chosen_by")
    number = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["number", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["notice", "other"], name="related_once"),
            models.CheckConstraint(condition=~Q(notice=F("other")), name="related_to_another"),
        ]

    def __str__(self) -> str:
        return f"{self.notice_id} → {self.other_id}"


class Attachment(Stamped):
    """A file that everybody may have who sees the notice."""

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="attachments")
    file = models.OneToOneField(StoredFile, on_delete=models.CASCADE, related_name="notice_attachment")
    label = TranslatedField()
    number = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["number", "pk"]

    def __str__(self) -> str:
        return str(self.label) or self.file.name
