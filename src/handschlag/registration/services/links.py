"""A co-organiser gets a link of her own to the form of an application, and another one if she wants."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.db import transaction

from handschlag.accounts.models import User
from handschlag.events.models import Event
from handschlag.foundation import audit
from handschlag.registration import verbs
from handschlag.registration.models import Application, OwnLink
from handschlag.registration.states import ApplicationState

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Those that nobody takes for another one, on paper or on the telephone."""
LENGTH = 10


@transaction.atomic
def renew(event: Event, *, by: User, now: datetime) -> OwnLink:
    """Make her link, or another one in its place: the earlier one still leads to the form, but no longer to her."""
    code = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
    link, is_new = OwnLink.objects.update_or_create(event=event, user=by, defaults={"code": code})
    verb = verbs.LINK_MADE if is_new else verbs.LINK_RENEWED
    audit.record(by, verb, event, scope=event.host.slug, event=event.slug, person=by, now=now)
    return link


def came_by(application: Application, bringer: User) -> None:
    """Keep by whom somebody came who has only begun; who has said so already came by the first one."""
    rows = Application.objects.filter(pk=application.pk, came_by=None, state=ApplicationState.DRAFT)
    if rows.update(came_by=bringer):
        application.came_by = bringer
