"""What of this flat is noted in the audit log, and how it reads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from handschlag.events.roles import label as role
from handschlag.foundation import audit


def _other(which: str) -> str:
    """Who of the two the other one is: the one who acts, or the one for whom."""
    return str(_("Represented person") if which == "represented" else _("Representing person"))


EVENT_FIELDS = {
    "title": _("Title"),
    "lead": _("Introduction"),
    "place": _("Place"),
    "time_zone": _("Time zone"),
    "starts_at": _("Beginning"),
    "ends_at": pgettext_lazy("time", "End"),
    "when_text": _("Date as far as it is known"),
    "registration_opens_at": _("Registration opens"),
    "registration_closes_at": _("Registration closes"),
    "answers_close_at": _("Answers close"),
    "languages": _("Languages"),
    "language_level": _("Language level"),
    "countries": _("Countries"),
    "min_participants": _("Participants at least"),
    "max_participants": _("Participants at most"),
    "cost": _("Cost"),
    "priority_rule": _("Who comes first"),
    "contact_office": _("Contact office"),
    "contact_email": _("Contact address"),
}
FAIR_FIELDS = {
    "name": _("Name of the fair"),
    "edition": _("Edition"),
    "organiser": _("Organiser of the fair"),
    "address": _("Web address"),
    "city": _("City"),
    "venue": _("Venue"),
    "starts_on": _("First day"),
    "ends_on": _("Last day"),
}
MARK_FIELDS = {
    "country": _("Country"),
    "scheme": _("Funding scheme"),
    "for_whom": _("For whom"),
    "note": _("Note"),
    "valid_from": _("Valid from"),
    "valid_until": _("Valid until"),
    "source": _("Source"),
    "source_address": _("Address of the source"),
}


def _fields(changes: Mapping[str, Any]) -> str:
    """What has changed; before and after stand in the entry itself."""
    return ", ".join(str(EVENT_FIELDS.get(name, name)) for name in changes)


def _fair_fields(changes: Iterable[str]) -> str:
    return ", ".join(str(FAIR_FIELDS.get(name, name)) for name in changes)


HOST_FIELDS = {"name": _("Name of the host"), "short_name": _("Short name"), "address": _("Address")}


def _before_and_after(changes: Mapping[str, Any]) -> str:
    """Of each field of a host what it was and what it is."""
    return "; ".join(
        f"{HOST_FIELDS.get(name, name)}: {before or '–'} → {after or '–'}" for name, (before, after) in changes.items()
    )


EVENT_CREATED = audit.verb("event.created", _("Forum set up"), _("Forum set up: %(target)s"))
EVENT_COPIED = audit.verb("event.copied", _("Event copied"), _("Set up as a copy of %(source)s: %(target)s"))
EVENT_CHANGED = audit.verb("event.changed", _("Forum changed"), _("Forum changed: %(changes)s"), changes=_fields)
EVENT_PUBLISHED = audit.verb("event.published", _("Event published"))
EVENT_WITHDRAWN = audit.verb("event.withdrawn", _("Event withdrawn"), _("Event withdrawn: only its editors see it"))
EVENT_TAGGED = audit.verb("event.tagged", _("Tags of an event changed"), _("Tags of the event: %(tags)s"))
DOCUMENT_ADDED = audit.verb("event.document_added", _("Document added"), _("Document added: %(name)s"))
DOCUMENT_CHANGED = audit.verb("event.document_changed", _("Document renamed"), _("Document renamed: %(name)s"))
DOCUMENT_REMOVED = audit.verb("event.document_removed", _("Document removed"), _("Document removed: %(name)s"))
FEES_SET = audit.verb("event.fees_set", _("Fees changed"), _("Fees changed: %(sizes)s"))
TAG_MADE = audit.verb("tag.made", _("Tag made"), _("Tag made: %(target)s"))
TAG_CHANGED = audit.verb("tag.changed", _("Tag changed"), _("Tag changed: %(target)s"))
TAG_MERGED = audit.verb("tag.merged", _("Tags merged"), _("Tag “%(name)s” merged into: %(target)s"))
TAG_REMOVED = audit.verb("tag.removed", _("Tag removed"), _("Tag removed: %(name)s"))
FAIR_MADE = audit.verb("fair.made", _("Fair entered"), _("Fair entered: %(target)s"))
FAIR_CHANGED = audit.verb("fair.changed", _("Fair changed"), _("Fair changed: %(changes)s"), changes=_fair_fields)
FAIR_REMOVED = audit.verb("fair.removed", _("Fair removed"), _("Fair removed: %(target)s"))
FAIR_CHOSEN = audit.verb("event.fair_chosen", _("Fair of an event chosen"), _("Fair of the event: %(name)s"))
MARK_ADDED = audit.verb("mark.added", _("Eligibility mark added"), _("Eligibility mark added: %(name)s"))
MARK_CHANGED = audit.verb("mark.changed", _("Eligibility mark changed"), _("Eligibility mark changed: %(name)s"))
MARK_REMOVED = audit.verb("mark.removed", _("Eligibility mark removed"), _("Eligibility mark removed: %(name)s"))
ROLE_GRANTED = audit.verb("role.granted", _("Role given"), _("Role given to %(person)s: %(role)s"), role=role)
ROLE_TAKEN = audit.verb("role.taken", _("Role taken away"), _("Role taken from %(person)s: %(role)s"), role=role)
INVITED = audit.verb("role.invited", _("Invitation sent"), _("Invitation sent to %(email)s: %(role)s"), role=role)
INVITED_AGAIN = audit.verb(
    "role.invited_again", _("Invitation sent again"), _("Invitation sent again to %(email)s: %(role)s"), role=role
)
INVITATION_WITHDRAWN = audit.verb(
    "role.invitation_withdrawn", _("Invitation withdrawn"), _("Invitation of %(email)s withdrawn: %(role)s"), role=role
)
MANDATE_OFFERED = audit.verb(
    "mandate.offered", _("Authority offered"), _("Authority offered. %(other)s: %(person)s"), other=_other
)
MANDATE_ACCEPTED = audit.verb(
    "mandate.accepted", _("Authority accepted"), _("Authority accepted. %(other)s: %(person)s"), other=_other
)
MANDATE_ENDED = audit.verb(
    "mandate.ended", _("Authority ended"), _("Authority ended. %(other)s: %(person)s"), other=_other
)
ACTING_BEGUN = audit.verb("acting.begun", _("Acting begun"), _("Begins to act for %(person)s"))
ACTING_STOPPED = audit.verb("acting.stopped", _("Acting stopped"), _("No longer acts for %(person)s"))
HOST_FOUNDED = audit.verb("host.founded", _("Host set up"))
HOST_CHANGED = audit.verb(
    "host.changed",
    _("Details of the host changed"),
    _("Details of the host changed. %(changes)s"),
    changes=_before_and_after,
)
FOUR_EYES_ON = audit.verb(
    "host.four_eyes_on", _("Second person required"), _("From now on a second person must confirm the final plan")
)
FOUR_EYES_OFF = audit.verb(
    "host.four_eyes_off", _("Second person no longer required"), _("One person alone can make a plan final again")
)
