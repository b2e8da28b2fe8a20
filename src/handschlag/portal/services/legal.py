"""A host says what the law asks for; people tell it about barriers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from handschlag.accounts.models import User
from handschlag.engine.language import Text
from handschlag.events.models import Host
from handschlag.foundation import audit, contents, fetching, uploads
from handschlag.foundation.errors import RuleBroken
from handschlag.portal import letters, verbs, wording
from handschlag.portal.models import Feedback, LegalKind, LegalPage
from handschlag.portal.services.telling import shows_other

LONGEST_TEXT = 40_000


@transaction.atomic
def write(
    host: Host,
    kind: LegalKind,
    *,
    text: Text,
    facts: Mapping[str, Any] | None = None,
    video_address: str = "",
    by: User | None,
    now: datetime,
) -> LegalPage:
    """Say what stands on a legal page; it counts at once.

    ``facts`` of the accessibility statement are those of ``accessibility.Statement.as_data``. Raises ``RuleBroken``:
    "long", and what ``fetching.check`` raises for the address of a video.
    """
    page = _locked(host, kind)
    page.text = wording.merged(page.text, wording.cleaned(text, longest=LONGEST_TEXT, label=_("Text"), is_line=False))
    page.facts = dict(facts or {})
    page.video_address = fetching.check(video_address) if video_address else ""
    page.save()
    _tell(page, verbs.LEGAL_PAGE_CHANGED, by=by, now=now)
    return page


@transaction.atomic
def show_video(host: Host, kind: LegalKind, file: UploadedFile, *, by: User, now: datetime) -> LegalPage:
    """Show this video on the page, in place of the one that was there. Raises what ``uploads.store`` raises."""
    page = _locked(host, kind)
    before = page.video
    page.video = uploads.store(file, allowed=(contents.MP4,), scope=host.slug)
    page.save()
    if before is not None:
        uploads.delete(before)
    _tell(page, verbs.LEGAL_VIDEO_CHANGED, by=by, now=now)
    return page


@transaction.atomic
def remove_video(host: Host, kind: LegalKind, *, by: User, now: datetime) -> None:
    """Show no video any more. Raises ``RuleBroken``: "video" (there is none)."""
    page = _locked(host, kind)
    if page.video is None:
        raise RuleBroken(_("There is no video on this page."), code="video")
    uploads.delete(page.video)
    _tell(page, verbs.LEGAL_VIDEO_CHANGED, by=by, now=now)


@transaction.atomic
def report_barrier(host: Host, message: str, *, page: str, email: str, language: str, now: datetime) -> Feedback:
    """Tell a host about a barrier; those who manage it are told that there is something to read."""
    feedback = Feedback.objects.create(host=host, message=message, page=page, email=email.lower(), language=language)
    letters.tell_of_barrier(feedback, now=now)
    return feedback


@transaction.atomic
def settle(feedback: Feedback, *, is_done: bool, by: User, now: datetime) -> Feedback:
    """Note that the host has seen to it, or that it is open again. Raises ``RuleBroken``: "state"."""
    locked = Feedback.objects.select_for_update(of=("self",)).select_related("host").get(pk=feedback.pk)
    if (locked.done_at is not None) == is_done:
        raise RuleBroken(_("Somebody else has done that already."), code="state")
    locked.done_at = now if is_done else None
    locked.save(update_fields=["done_at", "changed_at"])
    verb = verbs.FEEDBACK_DONE if is_done else verbs.FEEDBACK_OPEN
    audit.record(by, verb, locked, scope=locked.host.slug, now=now)
    return locked


def _locked(host: Host, kind: LegalKind) -> LegalPage:
    """The page, made if there is none, kept from others until the end of the transaction."""
    Host.objects.select_for_update().get(pk=host.pk)
    page = LegalPage.objects.select_related("video").filter(host=host, kind=kind).first()
    return page or LegalPage(host=host, kind=kind)


def _tell(page: LegalPage, verb: str, *, by: User | None, now: datetime) -> None:
    shows_other(page.host)
    audit.record(by, verb, page, scope=page.host.slug, now=now, kind=str(page.kind))
