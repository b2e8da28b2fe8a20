"""Mails that were, or are to be, sent."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from handschlag.foundation.models.stamped import Stamped


class MailState(models.TextChoices):
    """How far a mail is; ``kept`` is one that nobody sends, because no mail server is set."""

    QUEUED = "queued", _("waiting")
    SENDING = "sending", _("being sent")
    SENT = "sent", _("sent")
    KEPT = "kept", _("kept here")
    FAILED = "failed", _("not delivered")
    STOPPED = "stopped", _("stopped")
    BOUNCED = "bounced", _("came back")


class OutgoingMail(Stamped):
    """A mail in the outbox, with all that is needed to send it: written in the transaction of what it tells of.

    ``scope`` is the slug of the host in whose name it goes, empty for the site itself, and ``event`` that of the event
    whose organisers may read it, too. ``about`` names the record that it tells of. ``once`` is empty, or says what
    this mail is: nobody gets the same a second time. A mail in state ``sending`` is its ``holder``'s as long as
    ``leased_until`` lies ahead.
    """

    message_id = models.CharField(max_length=300, unique=True, editable=False)
    kind = models.CharField(max_length=60)
    scope = models.CharField(max_length=100, blank=True)
    event = models.CharField(max_length=100, blank=True)
    about_model = models.CharField(max_length=60, blank=True)
    about_id = models.CharField(max_length=22, blank=True)
    group = models.CharField(max_length=60, blank=True, help_text="What was released together, such as a mailing.")
    once = models.CharField(max_length=200, blank=True)

    from_name = models.CharField(max_length=200, blank=True)
    to_email = models.CharField(max_length=320)
    to_name = models.CharField(max_length=200, blank=True)
    reply_to = models.CharField(max_length=320, blank=True)
    language = models.CharField(max_length=10)
    zone = models.CharField(max_length=60, help_text="Where the recipient's nights are.")

    subject = models.CharField(max_length=300, blank=True)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    unsubscribe = models.CharField(max_length=500, blank=True, help_text="Where one can say: no more of these.")
    is_bulk = models.BooleanField(default=False, help_text="One of many alike; never to an address that is dead.")
    is_urgent = models.BooleanField(default=False, help_text="Goes first, and at night, too.")
    is_secret = models.BooleanField(default=False, help_text="Its words are not kept.")
    erased_at = models.DateTimeField(null=True, blank=True)

    state = models.CharField(max_length=7, choices=MailState, default=MailState.QUEUED)
    posted_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(default=timezone.now)
    tries = models.PositiveSmallIntegerField(default=0)
    answer = models.CharField(max_length=500, blank=True, help_text="The last words of the mail server.")
    holder = models.CharField(max_length=80, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-posted_at", "-pk"]
        indexes = [
            models.Index(fields=["state", "due_at"], name="mails_by_due"),
            models.Index(fields=["scope", "-posted_at"], name="mails_of_host"),
            models.Index(fields=["to_email"], name="mails_of_address"),
            models.Index(fields=["group", "state"], name="mails_of_group"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["once"], condition=~Q(once=""), name="same_mail_once"),
            models.CheckConstraint(
                condition=Q(state=MailState.SENDING) ^ Q(leased_until__isnull=True), name="only_mail_being_sent_is_held"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} to {self.to_email} {self.state}"


class MailAttachment(models.Model):
    """A file in a mail. ``method`` belongs to calendar files: what the calendar is to do with it."""

    mail = models.ForeignKey(OutgoingMail, on_delete=models.CASCADE, related_name="attachments")
    name = models.CharField(max_length=150)
    content_type = models.CharField(max_length=100)
    method = models.CharField(max_length=10, blank=True)
    content = models.BinaryField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name


class MailAttempt(models.Model):
    """One attempt to hand a mail over, with what the mail server said. ``code`` is 0 if there was no answer."""

    mail = models.ForeignKey(OutgoingMail, on_delete=models.CASCADE, related_name="attempts")
    at = models.DateTimeField(default=timezone.now)
    code = models.PositiveSmallIntegerField(default=0)
    answer = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.code} {self.answer}"


class DeadAddress(models.Model):
    """An address at which nothing arrives: mails to it came back for good."""

    email = models.CharField(max_length=320, unique=True, help_text="In small letters.")
    since_at = models.DateTimeField(default=timezone.now)
    answer = models.CharField(max_length=500, blank=True)

    def __str__(self) -> str:
        return self.email


class News(models.Model):
    """A small piece of news that waits to be told together with others, in one mail instead of ten."""

    scope = models.CharField(max_length=100, blank=True)
    group = models.CharField(max_length=60)
    to_email = models.CharField(max_length=320)
    to_name = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=10)
    zone = models.CharField(max_length=60)
    from_name = models.CharField(max_length=200, blank=True)
    line = models.CharField(max_length=300)
    url = models.CharField(max_length=500, blank=True)
    about_model = models.CharField(max_length=60, blank=True)
    about_id = models.CharField(max_length=22, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField()
    mail = models.ForeignKey(OutgoingMail, on_delete=models.CASCADE, null=True, blank=True, related_name="news")

    class Meta:
        ordering = ["created_at", "pk"]
        indexes = [models.Index(fields=["mail", "due_at"], name="news_by_due")]
        verbose_name_plural = "news"

    def __str__(self) -> str:
        return self.line
