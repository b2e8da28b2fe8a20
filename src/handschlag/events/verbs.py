"""What of this flat is noted in the audit log, and how it reads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from handschlag.events.roles import label as role
from handschlag.foundation import audit


def _other(which: str) -> str:
    """Who of the two the other one is: the one who acts, or the one for whom."""
    return str(_("Represented person") if which == "represented" else _("Representing person"))


EVENT_FIELDS = {
    "title": _("Title"),
    "lead": _("Introduction"),
    "place": _("Place"),
    "programme": _("Programme"),
    "time_zone": _("Time zone"),
    "starts_at": _("Beginning"),
    "ends_at": _("End"),
    "registration_closes_at": _("Registration closes"),
    "answers_close_at": _("Answers close"),
    "languages": _("Languages"),
    "language_level": _("Language level"),
}


def _fields(changes: Mapping[str, Any]) -> str:
    """What has changed; before and after stand in the entry itself."""
    return ", ".join(str(EVENT_FIELDS.get(name, name)) for name in changes)


HOST_FIELDS = {"name": _("Name of the host"), "short_name": _("Short name"), "address": _("Address")}


def _before_and_after(changes: Mapping[str, Any]) -> str:
    """Of each field of a host what it was and what it is."""
    return "; ".join(
        f"{HOST_FIELDS.get(name, name)}: {before or '–'} → {after or '–'}" for name, (before, after) in changes.items()
    )


EVENT_CREATED = audit.verb("event.created", _("Forum set up"), _("Forum set up: %(target)s"))
EVENT_CHANGED = audit.verb("event.changed", _("Forum changed"), _("Forum changed: %(changes)s"), changes=_fields)
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
