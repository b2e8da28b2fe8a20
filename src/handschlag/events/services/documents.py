"""Files that everybody may have who sees an event."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from handschlag.accounts.models import User
from handschlag.engine.language import Text
from handschlag.events import verbs
from handschlag.events.models import Document, Event
from handschlag.foundation import audit, contents, listed_files, revisions, uploads
from handschlag.foundation.errors import RuleBroken
from handschlag.foundation.listed_files import Listed

MOST = 20
ALLOWED = tuple(contents.KINDS[name] for name in ("pdf", "png", "jpg", "docx", "xlsx", "csv", "ics"))


@transaction.atomic
def attach(event: Event, file: UploadedFile, *, label: Text, by: User, now: datetime) -> Document:
    """Add a file at the end of the list. Raises ``RuleBroken``: "many", and what ``uploads.store`` raises."""
    if event.documents.count() >= MOST:
        raise RuleBroken(
            _("There are %(most)s documents already. Take one away first."), code="many", params={"most": MOST}
        )
    stored = uploads.store(file, allowed=ALLOWED, scope=event.host.slug)
    last = event.documents.aggregate(last=Max("number"))["last"] or 0
    document = event.documents.create(file=stored, label=label, number=last + 1)
    _say(event, verbs.DOCUMENT_ADDED, stored.name, by=by, now=now)
    return document


@transaction.atomic
def relabel(document: Document, label: Text, *, by: User, now: datetime) -> Document:
    """Say otherwise what it is."""
    document.label = label
    document.save(update_fields=["label", "changed_at"])
    _say(document.event, verbs.DOCUMENT_CHANGED, document.file.name, by=by, now=now)
    return document


@transaction.atomic
def remove(document: Document, *, for_good: bool = False, by: User, now: datetime) -> None:
    """Take the file away; it is deleted unless a version of the event names it, ``for_good`` in any case."""
    event, stored = document.event, document.file
    document.delete()
    _say(event, verbs.DOCUMENT_REMOVED, stored.name, by=by, now=now)
    (uploads.delete if for_good else uploads.let_go)(stored)


@transaction.atomic
def arrange(event: Event, files: Sequence[Listed], *, by: User, now: datetime) -> list[Listed]:
    """Let exactly these files stand there, in this order. Returns those that are gone and were left out."""
    before = listed_files.listed(event.documents)
    gone = listed_files.arrange(event.documents, files)
    after = listed_files.listed(event.documents)
    for verb, some, others in ((verbs.DOCUMENT_REMOVED, before, after), (verbs.DOCUMENT_ADDED, after, before)):
        for one in some:
            if one.file not in {other.file for other in others}:
                _say(event, verb, one.name, by=by, now=now)
    revisions.bump(event.slug, "public")
    return gone


def _say(event: Event, verb: str, name: str, *, by: User, now: datetime) -> None:
    revisions.bump(event.slug, "public")
    audit.record(by, verb, event, scope=event.host.slug, event=event.slug, now=now, name=name)
