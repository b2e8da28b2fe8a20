"""On the page of an account: who says that she belongs to an organisation for which the reader has spoken."""

from __future__ import annotations

from handschlag.accounts.models import User
from handschlag.accounts.panels import Panel
from handschlag.registration import access


def panel(user: User) -> Panel | None:
    """What she is asked; nothing if she is asked nothing."""
    found = list(access.claims_to_answer(user))
    return Panel("registration/colleague/claims.html", {"claims": found}) if found else None
