"""A mail is put into the outbox."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import replace
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from handschlag.foundation.letters import dress, wording
from handschlag.foundation.letters.words import one_line
from handschlag.foundation.models import MailAttachment, OutgoingMail, opaque_id
from handschlag.foundation.outbox import nights, waking
from handschlag.foundation.outbox.address import NAME_LETTERS, Address, Attachment, checked

SUBJECT_LETTERS = 250


def post(
    *,
    to: Address,
    subject: str,
    text: str,
    html: str = "",
    kind: str,
    scope: str = "",
    event: str = "",
    about: tuple[str, str] | None = None,
    from_name: str = "",
    reply_to: str | None = None,
    attachments: Sequence[Attachment] = (),
    not_before: datetime | None = None,
    group: str | None = None,
    once: str = "",
    unsubscribe: str = "",
    is_bulk: bool = False,
    is_urgent: bool = False,
    is_secret: bool = False,
    now: datetime | None = None,
) -> OutgoingMail:
    """Put a mail into the outbox, in the caller's transaction, and let a worker know after its commit.

    Parameters
    ----------
    text, html
        The same letter twice, ready to be read. Without ``html`` the text is plain words and gets its dress here; what
        people have written in it has to be ``letters.inert``. ``write`` takes care of all that.
    scope
        The slug of the host in whose name it goes; empty for the site itself. Its organisers can read the mail.
    event
        The slug of an event of this host: whoever organises only that may read the mail, too.
    about
        Label of the model and public id of the record that the mail tells of.
    from_name
        Who writes, as the recipient sees it; empty: the name of the site.
    once
        What this mail is, such as "reminder:forum-2027:3f…": if it has been posted before, that one is returned.
    is_urgent
        Goes before all others, and at night: what somebody waits for at this moment.
    is_secret
        Its words are erased when it was sent, and after an hour in any case: codes, and links that sign in.

    Raises
    ------
    RuleBroken
        "address": the recipient's address is none.
    """
    now = now or timezone.now()
    if once and (before := OutgoingMail.objects.filter(once=once).first()):
        return before
    public_id, language = opaque_id(), to.language.split("-")[0]
    if not html:
        text, html = _dressed(subject, text, scope, from_name, language)
    due_at = max(not_before or now, now)
    mail = OutgoingMail(  # an address that is none is refused before anything is written
        public_id=public_id,
        message_id=f"<{public_id}@{_host_name()}>",
        kind=kind,
        scope=scope,
        event=event,
        about_model=about[0] if about else "",
        about_id=about[1] if about else "",
        group=group or "",
        once=once,
        from_name=one_line(from_name, NAME_LETTERS),
        to_email=to.checked_email,
        to_name=to.safe_name,
        reply_to=checked(reply_to) if reply_to else "",
        language=language,
        zone=to.time_zone,
        subject=one_line(subject, SUBJECT_LETTERS),
        text=text,
        html=html,
        unsubscribe=unsubscribe,
        is_bulk=is_bulk,
        is_urgent=is_urgent,
        is_secret=is_secret,
        posted_at=now,
        due_at=due_at if is_urgent else nights.by_day(due_at, to.time_zone),
    )
    # A mail by itself is one statement, which needs no transaction.
    with transaction.atomic(savepoint=False) if attachments else nullcontext():
        is_awaited = waking.put(mail)
        if attachments:
            _attach(mail, attachments)
        if not is_awaited:
            waking.wake(mail.due_at)
    return mail


def _attach(mail: OutgoingMail, files: Sequence[Attachment]) -> None:
    MailAttachment.objects.bulk_create(
        MailAttachment(
            mail=mail,
            name=one_line(file.name, NAME_LETTERS),
            content_type=file.content_type,
            method=file.method,
            content=file.content,
        )
        for file in files
    )


def _dressed(subject: str, words: str, scope: str, from_name: str, language: str) -> tuple[str, str]:
    """Plain words as a letter of this sender."""
    sender = wording.sender_of(scope)
    if from_name:
        sender = replace(sender, name=from_name)
    frame = dress.Frame(one_line(subject, SUBJECT_LETTERS), sender, why="", site=settings.BASE_URL, language=language)
    letter = dress.plain(words, frame)
    return letter.text, letter.html


def _host_name() -> str:
    return urlsplit(settings.BASE_URL).hostname or "localhost"
