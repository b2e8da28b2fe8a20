"""What of this flat is noted in the audit log, and how it reads."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from handschlag.foundation import audit

TALK_FIELDS = {
    "kind": _("Kind"),
    "title": _("Title"),
    "abstract": _("Description"),
    "room": _("Room"),
    "place": _("Place"),
    "starts_at": _("Beginning"),
    "ends_at": pgettext_lazy("time", "End"),
    "spoken": _("Spoken languages"),
    "interpreted": _("Interpreted into"),
    "capacity": _("Seats"),
}


def _fields(changes: Iterable[str]) -> str:
    """What has changed; before and after stand in the entry itself."""
    return ", ".join(str(TALK_FIELDS.get(name, name)) for name in changes)


TALK_ADDED = audit.verb("talk.added", _("Talk added to the programme"), _("Talk added to the programme: %(target)s"))
TALK_CHANGED = audit.verb(
    "talk.changed", _("Talk changed"), _("Talk changed: %(target)s (%(changes)s)"), changes=_fields
)
TALK_MOVED = audit.verb("talk.moved", _("Talk moved"), _("Talk moved: %(target)s"))
TALK_REMOVED = audit.verb(
    "talk.removed", _("Talk taken out of the programme"), _("Talk taken out of the programme: %(target)s")
)
SPEAKERS_SET = audit.verb("talk.speakers", _("Speakers changed"), _("Speakers changed: %(target)s"))
PROGRAMME_COPIED = audit.verb(
    "programme.copied",
    _("Programme copied from another event"),
    _("Programme copied from %(source)s: %(count)s talks"),
)
