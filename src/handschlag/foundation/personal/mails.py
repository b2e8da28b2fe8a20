"""Mails as data about a person: those to her, and words of others in which she is named."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django_tasks_db.models import DBTaskResult

from handschlag.foundation.models import DeadAddress, Job, MailAttachment, MailAttempt, MailState, News, OutgoingMail
from handschlag.foundation.personal import masking
from handschlag.foundation.personal.fates import Erasing, Fate
from handschlag.foundation.personal.groups import Part
from handschlag.foundation.personal.individuals import Individual
from handschlag.foundation.personal.ties import hosts

WORDS_OF_A_MAIL = ("from_name", "reply_to", "subject", "text", "html", "answer")
ENDED = (MailState.SENT, MailState.KEPT, MailState.FAILED, MailState.STOPPED, MailState.BOUNCED)
"""What is still to be sent is not touched: whoever waits for it would get something else."""


def to_her() -> tuple[Part, ...]:
    """What was sent to her; of mails with a code or a link that signs her in only that there was one.

    Rows count for retention once: parts of secret mails have no moment of their own.
    """
    return (
        Part(
            label=_("Attempts to deliver"),
            model=MailAttempt,
            fields={"at": _("Time"), "answer": _("Answer of the mail server")},
            rows=lambda one: MailAttempt.objects.filter(mail__to_email__in=one.emails),
            fate=Fate.redacted(answer=""),
            scope="mail__scope",
            moment="mail__posted_at",
            is_tie=False,
        ),
        Part(
            label=_("Attached files"),
            model=MailAttachment,
            fields={"name": _("File"), "content": _("Content")},
            rows=lambda one: MailAttachment.objects.filter(mail__to_email__in=one.emails, mail__is_secret=False),
            fate=Fate.deleted(),
            scope="mail__scope",
            moment="mail__posted_at",
            files=lambda row: [(row.name, bytes(row.content))],
            is_tie=False,
        ),
        Part(
            label=_("Attached files"),
            model=MailAttachment,
            fields={},
            rows=lambda one: MailAttachment.objects.filter(mail__to_email__in=one.emails, mail__is_secret=True),
            fate=Fate.deleted(),
            scope="mail__scope",
            is_told=False,
        ),
        Part(
            label=_("Mails"),
            model=OutgoingMail,
            fields={
                "posted_at": _("Time"),
                "to_email": _("To"),
                "to_name": _("Name"),
                "subject": _("Subject"),
                "text": _("Text"),
                "state": _("State"),
            },
            secret=("html", "once", "answer", "unsubscribe"),
            rows=lambda one: OutgoingMail.objects.filter(to_email__in=one.emails, is_secret=False),
            fate=Fate.changed(_forget_mails, holds=~Q(to_email="")),
            scope="scope",
            moment="posted_at",
            is_tie=False,
        ),
        Part(
            label=_("Mails with a code or a secret link"),
            model=OutgoingMail,
            fields={"posted_at": _("Time"), "kind": _("Kind"), "state": _("State")},
            rows=lambda one: OutgoingMail.objects.filter(to_email__in=one.emails, is_secret=True),
            fate=Fate.changed(_forget_mails, holds=~Q(to_email="")),
            scope="scope",
            is_tie=False,
        ),
        Part(
            label=_("News to be told together"),
            model=News,
            fields={"line": _("News"), "to_email": _("To"), "to_name": _("Name"), "url": _("Address of the page")},
            secret=("from_name",),
            rows=lambda one: News.objects.filter(to_email__in=one.emails),
            fate=Fate.deleted(),
            scope="scope",
            moment="created_at",
            is_tie=False,
        ),
        Part(
            label=_("Addresses at which nothing arrives"),
            model=DeadAddress,
            fields={"email": _("Mail address"), "answer": _("Answer of the mail server")},
            rows=lambda one: DeadAddress.objects.filter(email__in=one.emails),
            fate=Fate.deleted(),
            moment="since_at",
        ),
    )


def that_name_her() -> tuple[Part, ...]:
    """Words to others in which she stands, at hosts with which she has to do: erased with her, and never told."""
    return (
        Part(
            label=_("Mails to others that name you"),
            model=OutgoingMail,
            fields={"subject": _("Subject")},
            secret=("from_name", "reply_to"),
            rows=_naming_mails,
            # A page is dropped rather than masked: a name may stand in its markup. The text says the same.
            fate=Fate.changed(masking.mask("from_name", "subject", "text", "answer", empty=("reply_to", "html"))),
            scope="scope",
            is_told=False,
        ),
        Part(
            label=_("Files in mails to others that name you"),
            model=MailAttachment,
            fields={"name": _("File")},
            rows=_naming_files,
            fate=Fate.deleted(),
            scope="mail__scope",
            is_told=False,
        ),
        Part(
            label=_("News to others that name you"),
            model=News,
            fields={"line": _("News")},
            secret=("from_name",),
            rows=_naming_news,
            fate=Fate.changed(masking.mask("line", "from_name")),
            scope="scope",
            is_told=False,
        ),
        Part(
            label=_("Failed work that names you"),
            model=Job,
            fields={"ended_at": _("Time")},
            secret=("error",),
            rows=lambda one: masking.naming(Job.objects.all(), one.words, "error"),
            fate=Fate.changed(masking.mask("error")),
            is_told=False,
        ),
        Part(
            label=_("Failed work that names you"),
            model=DBTaskResult,
            fields={"finished_at": _("Time")},
            secret=("traceback",),
            rows=lambda one: masking.naming(DBTaskResult.objects.all(), one.words, "traceback"),
            fate=Fate.changed(masking.mask("traceback")),
            is_told=False,
        ),
    )


def _naming_mails(one: Individual) -> QuerySet:
    rows = OutgoingMail.objects.filter(state__in=ENDED, is_secret=False, scope__in=hosts(one))
    return masking.naming(rows.exclude(to_email__in=one.emails), one.words, *WORDS_OF_A_MAIL)


def _naming_news(one: Individual) -> QuerySet:
    rows = News.objects.filter(scope__in=hosts(one)).exclude(to_email__in=one.emails)
    return masking.naming(rows, one.words, "line", "from_name")


def _naming_files(one: Individual) -> QuerySet:
    rows = MailAttachment.objects.filter(
        mail__state__in=ENDED, mail__is_secret=False, mail__scope__in=hosts(one)
    ).exclude(mail__to_email__in=one.emails)
    if not one.words:
        return rows.none()
    return rows.filter(pk__in=[row.pk for row in rows.iterator() if masking.names(_as_text(row), one.words)])


def _as_text(row: MailAttachment) -> str:
    """Calendar files break long lines: what names her may go on in the next one."""
    return bytes(row.content).replace(b"\r\n ", b"").decode("utf-8", "replace")


def _forget_mails(rows: QuerySet, erasing: Erasing) -> None:
    """That a mail was sent stays, and to how many; to whom, and what it said, goes."""
    rows.filter(state=MailState.QUEUED).update(state=MailState.STOPPED, ended_at=erasing.now)
    for mail in rows.filter(once__gt=""):  # says to whom; what was sent must not be sent again all the same
        OutgoingMail.objects.filter(pk=mail.pk).update(once=f"erased:{mail.public_id}")
    said = dict.fromkeys(("to_email", "to_name", "reply_to", "subject", "text", "html", "unsubscribe", "answer"), "")
    rows.update(**said, erased_at=erasing.now, changed_at=erasing.now)
