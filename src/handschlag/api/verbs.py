"""What of this flat is noted in the audit log, and how it reads."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from handschlag.events.roles import label as role
from handschlag.foundation import audit

TOKEN_GIVEN = audit.verb("token.given", _("Token given"), _("Token given: %(target)s, %(role)s"), role=role)
TOKEN_REVOKED = audit.verb("token.revoked", _("Token revoked"), _("Token revoked: %(target)s"))
