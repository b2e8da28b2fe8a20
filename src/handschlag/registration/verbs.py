"""What of this flat is noted in the audit log, and how it reads."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from handschlag.foundation import audit
from handschlag.registration.states import ApplicationState, Reply

FIELDS = {
    "side": _("Side"),
    "size": _("Size"),
    "sectors": _("Sectors"),
    "country": _("Country"),
    "region": _("Region"),
    "organisation": _("Organisation"),
    "claimed": _("Organisation to be confirmed"),
    "organisation_name": _("Name of the organisation"),
    "organisation_latin": _("Name in Latin letters"),
    "city": _("City"),
    "email": _("Mail address"),
    "contact_name": _("Contact person"),
    "language": _("Language"),
    "discount_code": _("Discount code"),
    "came_by": _("Came by"),
    "applicants": _("Representatives"),
    "answers": _("Answers"),
}


def _fields(changes: Iterable[str]) -> str:
    """What has changed; before and after stand in the entry itself."""
    return ", ".join(str(FIELDS.get(name, name)) for name in changes)


def _state(state: str) -> str:
    return str(ApplicationState(state).label) if state in ApplicationState.values else state


def _reply(reply: str) -> str:
    return str(Reply(reply).label) if reply in Reply.values else reply


SUBMITTED = audit.verb(
    "application.submitted", _("Application sent"), _("Application sent: %(target)s, now: %(state)s"), state=_state
)
LATE = audit.verb("application.late", _("Late application sent"), _("Late application sent: %(target)s"))
INCOMPLETE = audit.verb(
    "application.incomplete", _("Application found incomplete"), _("Application found incomplete: %(target)s")
)
APPROVED = audit.verb("application.approved", _("Application approved"), _("Application approved: %(target)s"))
WAITING = audit.verb(
    "application.waiting", _("Application put on the waiting list"), _("Put on the waiting list: %(target)s")
)
REFUSED = audit.verb("application.refused", _("Application refused"), _("Application refused: %(target)s"))
OBJECTED = audit.verb("application.objected", _("Objection raised"), _("Objection raised: %(target)s"))
OFFERED = audit.verb("application.offered", _("Place offered"), _("Place offered: %(target)s, until %(until)s"))
ACCEPTED = audit.verb("application.accepted", _("Offered place taken"), _("Offered place taken: %(target)s"))
LAPSED = audit.verb("application.lapsed", _("Offer lapsed"), _("Offer lapsed: %(target)s"))
ADMITTED_LATE = audit.verb(
    "application.admitted_late", _("Late application let in"), _("Late application let in: %(target)s")
)
RANKED = audit.verb(
    "application.ranked",
    _("Waiting list put in another order"),
    _("On the waiting list %(target)s now has the priority %(priority)s"),
)
CANCELLED = audit.verb("application.cancelled", _("Application cancelled"), _("Application cancelled: %(target)s"))
CHANGED = audit.verb(
    "application.changed", _("Application changed"), _("Application changed: %(target)s. %(changes)s"), changes=_fields
)
QUOTA_SET = audit.verb("quota.set", _("Places set"), _("Places set to %(capacity)s: %(name)s"))
QUOTA_REMOVED = audit.verb("quota.removed", _("Quota removed"), _("Quota removed: %(name)s"))
RULES_SET = audit.verb("registration.rules_set", _("Rules of registration changed"))
MERGED = audit.verb("application.merged", _("Applications merged"), _("Merged into %(target)s: %(dropped)s"))
PARTED = audit.verb(
    "application.parted", _("Merge of applications undone"), _("Merge undone: %(target)s and %(dropped)s")
)
WRITTEN = audit.verb("application.written", _("Written to those who applied"), _("Written to %(target)s: %(subject)s"))
IMPORTED = audit.verb(
    "application.imported",
    _("Applications imported"),
    _("Applications imported: %(added)s new, %(changed)s changed"),
)
EXPORTED = audit.verb(
    "application.exported", _("Applications exported"), _("Applications exported: %(number)s, as %(kind)s")
)
RULE_SET = audit.verb("registration.rule_set", _("Automatic decisions changed"))
QUESTION_SET = audit.verb("question.set", _("Question written"), _("Question written: %(name)s"))
QUESTION_REMOVED = audit.verb("question.removed", _("Question removed"), _("Question removed: %(name)s"))
INVITED = audit.verb("application.invited", _("Invited to apply"), _("Invited to apply: %(target)s"))
REMINDED = audit.verb(
    "application.reminded", _("Reminded of an invitation"), _("Reminded of the invitation: %(target)s")
)
WITHDRAWN = audit.verb(
    "application.invitation_withdrawn",
    _("Invitation to apply withdrawn"),
    _("Invitation to apply withdrawn: %(target)s"),
)
INVITATIONS_EXPORTED = audit.verb(
    "application.invitations_exported",
    _("Invitations to apply exported"),
    _("Invitations to apply exported: %(number)s, as %(kind)s"),
)
LINK_MADE = audit.verb(
    "application.link_made", _("Link of a co-organiser made"), _("Link of a co-organiser made: %(person)s")
)
LINK_RENEWED = audit.verb(
    "application.link_renewed",
    _("Link of a co-organiser renewed"),
    _("Link of a co-organiser renewed: %(person)s. The earlier one leads to nobody"),
)
CLAIM_CONFIRMED = audit.verb(
    "application.claim_confirmed",
    _("Organisation of an application confirmed"),
    _("Confirmed which organisation it is: %(target)s"),
)
CLAIM_REJECTED = audit.verb(
    "application.claim_rejected",
    _("Organisation of an application not confirmed"),
    _("Not confirmed that it is a known organisation: %(target)s"),
)
CLAIM_VOUCHED = audit.verb(
    "application.claim_vouched",
    _("Organisation of an application recognised by a colleague"),
    _("Has spoken for %(organisation)s and says that it is them: %(target)s"),
)
CLAIM_DISOWNED = audit.verb(
    "application.claim_disowned",
    _("Organisation of an application denied by a colleague"),
    _("Has spoken for %(organisation)s and says that it is not them: %(target)s"),
)
LINK_ENDED = audit.verb(
    "application.link_ended",
    _("Link of a co-organiser ended"),
    _("Link of a co-organiser ended: %(person)s. It leads to nobody"),
)
REPLIED = audit.verb(
    "application.replied",
    _("Answer to an invitation"),
    _("Answer to the invitation %(target)s: %(reply)s"),
    reply=_reply,
)
