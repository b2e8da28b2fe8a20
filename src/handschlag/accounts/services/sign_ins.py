"""Sign-ins are ended by their owner."""

from __future__ import annotations

from django.db import transaction

from handschlag.accounts import journal, sessions
from handschlag.accounts.models import Session, User
from handschlag.foundation import audit


@transaction.atomic
def end(user: User, chosen: str, *, but: str, by: User) -> int:
    """End the sign-in of this ``public_id``, or all of hers where none is chosen, never the one of key ``but``.

    Returns how many were ended.
    """
    hers = Session.objects.filter(user=user).exclude(session_key=but)
    if chosen:
        hers = hers.filter(public_id=chosen.replace("\0", ""))
    ending = list(hers)
    sessions.end(ending)
    if ending:
        audit.record(by, journal.SIGN_INS_ENDED, user, count=len(ending))
    return len(ending)
