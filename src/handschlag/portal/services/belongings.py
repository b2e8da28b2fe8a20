"""What belongs to a notice beside its links: files, and the further notices that editors choose."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from handschlag.accounts.models import User
from handschlag.engine.language import Text
from handschlag.foundation import contents, listed_files, uploads
from handschlag.foundation.errors import RuleBroken
from handschlag.foundation.listed_files import Listed
from handschlag.portal import verbs, wording
from handschlag.portal.models import Attachment, Notice, Related
from handschlag.portal.services.telling import shows_other, tell

FILES = (contents.PDF, contents.DOCX, contents.XLSX, contents.PNG, contents.JPEG, contents.CSV, contents.ICS)
LONGEST_LABEL = 200
MOST_FILES, MOST_FURTHER = 20, 12


@transaction.atomic
def attach(
    notice: Notice, file: UploadedFile[Any], *, label: Text | None = None, by: User, now: datetime
) -> Attachment:
    """Attach a file at the end; without a label it is shown under its own name.

    Raises ``RuleBroken``: "many", "long", and what ``uploads.store`` raises.
    """
    if notice.attachments.count() >= MOST_FILES:
        raise RuleBroken(_("A notice has %(most)s files at most."), code="many", params={"most": MOST_FILES})
    shown = wording.cleaned(label or Text(), longest=LONGEST_LABEL, label=_("Label of the file"))
    stored = uploads.store(file, allowed=FILES, scope=notice.host.slug)
    last = notice.attachments.aggregate(last=Max("number"))["last"] or 0
    attachment = notice.attachments.create(file=stored, label=shown, number=last + 1)
    tell(verbs.FILE_ATTACHED, notice, by=by, now=now, file=stored.name)
    return attachment


@transaction.atomic
def detach(attachment: Attachment, *, for_good: bool = False, by: User, now: datetime) -> None:
    """Take a file away; it is deleted unless a version of the notice names it, ``for_good`` in any case."""
    stored = attachment.file
    tell(verbs.FILE_REMOVED, attachment.notice, by=by, now=now, file=stored.name)
    attachment.delete()
    (uploads.delete if for_good else uploads.let_go)(stored)


@transaction.atomic
def arrange(notice: Notice, files: Sequence[Listed], *, by: User, now: datetime) -> list[Listed]:
    """Let exactly these files stand there, in this order. Returns those that are gone and were left out."""
    before = listed_files.listed(notice.attachments)
    gone = listed_files.arrange(notice.attachments, files)
    after = listed_files.listed(notice.attachments)
    for verb, some, others in ((verbs.FILE_REMOVED, before, after), (verbs.FILE_ATTACHED, after, before)):
        for one in some:
            if one.file not in {other.file for other in others}:
                tell(verb, notice, by=by, now=now, file=one.name)
    shows_other(notice.host)
    return gone


@transaction.atomic
def relate(notice: Notice, others: Iterable[Notice], *, by: User, now: datetime) -> None:
    """Choose the further notices, in this order; all that were chosen before go.

    Raises ``RuleBroken``: "itself", "many", "host" (one belongs to another host).
    """
    chosen = list(dict.fromkeys(others))
    if notice in chosen:
        raise RuleBroken(_("A notice cannot stand among its own further notices."), code="itself")
    if len(chosen) > MOST_FURTHER:
        raise RuleBroken(_("Please choose %(most)s notices at most."), code="many", params={"most": MOST_FURTHER})
    if any(other.host_id != notice.host_id for other in chosen):
        raise RuleBroken(_("This notice belongs to another host. Please choose one of yours."), code="host")
    notice.chosen.all().delete()
    Related.objects.bulk_create(
        Related(notice=notice, other=other, number=number) for number, other in enumerate(chosen, start=1)
    )
    tell(verbs.FURTHER_CHOSEN, notice, by=by, now=now, count=len(chosen))
