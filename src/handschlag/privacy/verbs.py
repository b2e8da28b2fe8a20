"""What of this flat is noted in the audit log, and how it reads."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from handschlag.foundation import audit
from handschlag.foundation.personal import Audience, group_of, groups
from handschlag.privacy.states import Asked


def _audience(value: int | None) -> str:
    return str(Audience(value).label) if value in Audience.values else "–"


def _group(key: str) -> str:
    return str(group_of(key).label) if key in {group.key for group in groups()} else key


def _asked(key: str) -> str:
    return str(Asked(key).label)


TEXT_PUBLISHED = audit.verb(
    "privacy.text_published",
    _("Purpose worded anew"),
    _("Purpose “%(purpose)s”: version %(version)s published"),
)
CONSENT_GIVEN = audit.verb(
    "privacy.consent_given", _("Consent given"), _("Consent given: %(purpose)s, version %(version)s in %(language)s")
)
CONSENT_WITHDRAWN = audit.verb("privacy.consent_withdrawn", _("Consent withdrawn"), _("Consent withdrawn: %(purpose)s"))
RULE_CHANGED = audit.verb(
    "privacy.rule_changed",
    _("Rule for data changed"),
    _("%(group)s: seen by %(widest)s at most, kept for %(days)s days"),
    group=_group,
    widest=_audience,
)
CHOICE_CHANGED = audit.verb(
    "privacy.choice_changed",
    _("Visibility changed"),
    _("%(group)s: seen by %(audience)s"),
    group=_group,
    audience=_audience,
)
EXPORTED = audit.verb("privacy.exported", _("All data of a person exported"))
ERASED = audit.verb("privacy.erased", _("Person erased"), _("A person erased: %(count)s rows"))
REQUEST_NOTED = audit.verb(
    "privacy.request_noted", _("Privacy request noted"), _("Privacy request noted: %(asked)s"), asked=_asked
)
REQUEST_ANSWERED = audit.verb(
    "privacy.request_answered", _("Privacy request answered"), _("Privacy request answered: %(asked)s"), asked=_asked
)
RETENTION_RAN = audit.verb(
    "privacy.retention_ran", _("Data past their time erased"), _("Data past their time erased: %(count)s rows")
)
