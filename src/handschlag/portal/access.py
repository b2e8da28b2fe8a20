"""Doors: fetching a row is the permission check. 404, not 403: nobody learns what exists."""

from __future__ import annotations

from datetime import datetime
from typing import TypeVar

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from handschlag.accounts.models import User
from handschlag.events import access as events
from handschlag.events.models import Document, EligibilityMark, Event, Fair, Host, Tag
from handschlag.events.roles import Right
from handschlag.portal import queries
from handschlag.portal.models import Attachment, Feedback, FeedSource, LegalPage, Notice, NoticeKind, NoticeLink

Row = TypeVar("Row", Notice, NoticeKind, FeedSource, Feedback, Tag, Fair)


def notice_for_everybody(slug: str, now: datetime) -> queries.Told:
    """A notice that anybody may see, with all that stands on its page."""
    told = queries.told(slug, now)
    if told is None:
        raise Http404
    return told


def attachment_for_everybody(slug: str, public_id: str, now: datetime) -> Attachment:
    """A file of a notice that anybody may see."""
    rows = Attachment.objects.filter(notice__in=queries.visible(now)).select_related("file")
    return get_object_or_404(rows, notice__slug=slug, public_id=public_id)


def host_to_edit(user: User | AnonymousUser, slug: str) -> Host:
    """The host, if this person edits its portal."""
    return events.host_with(user, slug, Right.EDIT_PORTAL)


def notice_to_edit(user: User | AnonymousUser, host: str, public_id: str) -> Notice:
    """A notice of a host whose portal this person edits, drafts too."""
    return _of(host_to_edit(user, host), Notice.objects.select_related("kind", "event"), public_id=public_id)


def event_to_edit(user: User | AnonymousUser, slug: str) -> Event:
    """An event that this person may change, drafts too."""
    return events.event_with(user, slug, Right.CHANGE_EVENTS)


def event_to_copy(user: User | AnonymousUser, slug: str) -> Event:
    """An event from which this person may make another one of the same host."""
    event = event_to_edit(user, slug)
    if Right.CHANGE_EVENTS not in event.host.may:
        raise Http404
    return event


def host_of_events(user: User | AnonymousUser, slug: str) -> Host:
    """The host, if this person changes all of its events and sets up new ones."""
    return events.host_with(user, slug, Right.CHANGE_EVENTS)


def document_to_edit(user: User | AnonymousUser, event: str, public_id: str) -> Document:
    """A file of an event that this person may change."""
    found = event_to_edit(user, event)
    document = get_object_or_404(Document.objects.select_related("file"), event=found, public_id=public_id)
    document.event = found
    return document


def link_to_edit(user: User | AnonymousUser, host: str, notice: str, public_id: str) -> NoticeLink:
    """A link of a notice of a host whose portal this person edits."""
    found = notice_to_edit(user, host, notice)
    link = get_object_or_404(NoticeLink, notice=found, public_id=public_id)
    link.notice = found
    return link


def attachment_to_edit(user: User | AnonymousUser, host: str, notice: str, public_id: str) -> Attachment:
    """A file of a notice of a host whose portal this person edits."""
    found = notice_to_edit(user, host, notice)
    attachment = get_object_or_404(Attachment.objects.select_related("file"), notice=found, public_id=public_id)
    attachment.notice = found
    return attachment


def kind_to_edit(user: User | AnonymousUser, host: str, public_id: str) -> NoticeKind:
    """A kind of notices of a host whose portal this person edits."""
    return _of(host_to_edit(user, host), NoticeKind.objects.all(), public_id=public_id)


def tag_to_edit(user: User | AnonymousUser, host: str, public_id: str) -> Tag:
    """A region or sector of a host whose portal this person edits."""
    return _of(host_to_edit(user, host), Tag.objects.all(), public_id=public_id)


def fair_to_edit(user: User | AnonymousUser, host: str, public_id: str) -> Fair:
    """A fair of a host all of whose events this person changes."""
    return _of(host_of_events(user, host), Fair.objects.all(), public_id=public_id)


def mark_to_edit(user: User | AnonymousUser, host: str, fair: str, public_id: str) -> EligibilityMark:
    """An eligibility mark of such a fair."""
    found = fair_to_edit(user, host, fair)
    mark = get_object_or_404(EligibilityMark, fair=found, public_id=public_id)
    mark.fair = found
    return mark


def feed_to_edit(user: User | AnonymousUser, host: str, public_id: str) -> FeedSource:
    """A feed of a partner that a host shows whose portal this person edits."""
    return _of(host_to_edit(user, host), FeedSource.objects.all(), public_id=public_id)


def host_for_everybody(slug: str) -> Host:
    """A host: what it has to say by law, anybody may read."""
    return get_object_or_404(Host, slug=slug)


def video_for_everybody(host: str, kind: str) -> LegalPage:
    """A legal page that shows a video of its own."""
    return get_object_or_404(LegalPage.objects.select_related("video"), host__slug=host, kind=kind, video__isnull=False)


def host_to_manage(user: User | AnonymousUser, slug: str) -> Host:
    """The host, if this person speaks for it."""
    return events.host_with(user, slug, Right.CHANGE_HOST)


def feedback_to_settle(user: User | AnonymousUser, host: str, public_id: str) -> Feedback:
    """What somebody has told a host for which this person speaks."""
    return _of(host_to_manage(user, host), Feedback.objects.all(), public_id=public_id)


def _of(host: Host, rows: QuerySet[Row], *, public_id: str) -> Row:
    row = get_object_or_404(rows, host=host, public_id=public_id)
    row.host = host  # it knows what she may do
    return row
