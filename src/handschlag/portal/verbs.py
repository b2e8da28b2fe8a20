"""What of this flat is noted in the audit log, and how it reads."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from handschlag.foundation import audit, reading
from handschlag.portal.models import LegalKind

NOTICE_FIELDS = {
    "kind": pgettext_lazy("notice", "Kind"),
    "headline": _("Headline"),
    "location": _("Location line"),
    "lead": _("Lead"),
    "body": pgettext_lazy("notice", "Text"),
    "source": _("Source"),
    "source_address": _("Address of the source"),
    "shown_on": _("Date shown"),
    "has_day": _("Day known"),
    "when_text": _("Date in words"),
    "when_from": _("Known beginning"),
    "when_until": _("Known end"),
    "lacks_country": _("Country not named"),
    "event": _("Event"),
    "tags": _("Regions and sectors"),
    "embargo_until": _("Embargo until"),
    "expires_at": _("Expires"),
}


def _fields(names: Iterable[str]) -> str:
    return ", ".join(str(NOTICE_FIELDS.get(name, name)) for name in names)


def _moment(written: str) -> str:
    moment = parse_datetime(written)
    return written if moment is None else f"{reading.day(moment, form='medium')}, {moment:%H:%M} UTC"


def _legal(kind: str) -> str:
    return str(LegalKind(kind).label) if kind in LegalKind.values else kind


NOTICE_MADE = audit.verb("notice.made", _("Notice written"), _("Notice written: %(target)s"))
NOTICE_CHANGED = audit.verb(
    "notice.changed", _("Notice changed"), _("Notice changed: %(target)s (%(changed)s)"), changed=_fields
)
NOTICE_PUBLISHED = audit.verb(
    "notice.published", _("Notice published"), _("Notice published: %(target)s (%(at)s)"), at=_moment
)
NOTICE_WITHDRAWN = audit.verb("notice.withdrawn", _("Notice withdrawn"), _("Notice withdrawn: %(target)s"))
NOTICE_ARCHIVED = audit.verb("notice.archived", _("Notice archived"), _("Notice archived: %(target)s"))
NOTICE_TAKEN_BACK = audit.verb(
    "notice.taken_back", _("Notice taken back from the archive"), _("Notice taken back from the archive: %(target)s")
)
NOTICE_DELETED = audit.verb("notice.deleted", _("Draft of a notice deleted"), _("Draft deleted: %(target)s"))
LINK_ADDED = audit.verb("notice.link_added", _("Link added"), _("%(target)s: link added, %(address)s"))
LINK_CHANGED = audit.verb("notice.link_changed", _("Link changed"), _("%(target)s: link changed, %(address)s"))
LINK_REMOVED = audit.verb("notice.link_removed", _("Link removed"), _("%(target)s: link removed, %(address)s"))
FURTHER_CHOSEN = audit.verb(
    "notice.further_chosen", _("Further notices chosen"), _("%(target)s: further notices chosen (%(count)s)")
)
FILE_ATTACHED = audit.verb("notice.file_attached", _("File attached"), _("%(target)s: file attached, %(file)s"))
FILE_REMOVED = audit.verb("notice.file_removed", _("File removed"), _("%(target)s: file removed, %(file)s"))
KIND_ADDED = audit.verb("notice_kind.added", _("Kind of notices added"), _("Kind of notices added: %(target)s"))
KIND_CHANGED = audit.verb("notice_kind.changed", _("Kind of notices changed"), _("Kind of notices changed: %(target)s"))
KIND_REMOVED = audit.verb("notice_kind.removed", _("Kind of notices removed"), _("Kind of notices removed: %(target)s"))
FEED_ADDED = audit.verb("feed.added", _("Feed of a partner added"), _("Feed added: %(target)s, %(address)s"))
FEED_REMOVED = audit.verb("feed.removed", _("Feed of a partner removed"), _("Feed removed: %(target)s, %(address)s"))
FEED_SWITCHED_ON = audit.verb("feed.on", _("Feed of a partner switched on"), _("Feed switched on: %(target)s"))
FEED_SWITCHED_OFF = audit.verb("feed.off", _("Feed of a partner switched off"), _("Feed switched off: %(target)s"))
LEGAL_PAGE_CHANGED = audit.verb("legal.changed", _("Legal page changed"), _("Changed: %(kind)s"), kind=_legal)
LEGAL_VIDEO_CHANGED = audit.verb(
    "legal.video", _("Video of a legal page changed"), _("Video changed: %(kind)s"), kind=_legal
)
FEEDBACK_DONE = audit.verb("feedback.done", _("Report of a barrier done"))
FEEDBACK_OPEN = audit.verb("feedback.open", _("Report of a barrier open again"))
