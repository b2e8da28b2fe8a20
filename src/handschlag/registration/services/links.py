"""A co-organiser gets a link of her own to the form of an application, another one, or none any more."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from handschlag.accounts.models import User
from handschlag.events.models import Event
from handschlag.foundation import audit
from handschlag.foundation.errors import RuleBroken
from handschlag.registration import brought, verbs
from handschlag.registration.models import Application, OwnLink
from handschlag.registration.states import ApplicationState

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Those that nobody takes for another one, on paper or on the telephone."""
LENGTH = 10


@transaction.atomic
def renew(event: Event, user: User, *, by: User, now: datetime) -> OwnLink:
    """Make her link, or another one in its place: the earlier one still leads to the form, but no longer to her.

    ``by`` is she herself, or somebody of the office. Raises ``RuleBroken``: "role" (she is no co-organiser).
    """
    if not brought.co_organisers(event).filter(pk=user.pk).exists():
        raise RuleBroken(_("%(name)s is no co-organiser any more."), code="role", params={"name": user.name})
    code = "".join(secrets.choice(LETTERS) for _number in range(LENGTH))
    link, is_new = OwnLink.objects.update_or_create(event=event, user=user, defaults={"code": code})
    verb = verbs.LINK_MADE if is_new else verbs.LINK_RENEWED
    _note(verb, event, user, by=by, now=now)
    return link


@transaction.atomic
def end(event: Event, user: User, *, by: User, now: datetime) -> None:
    """Take her link away: it still leads to the form, but no longer to her. What has come by it stays hers."""
    deleted, _rows = OwnLink.objects.filter(event=event, user=user).delete()
    if deleted:
        _note(verbs.LINK_ENDED, event, user, by=by, now=now)


def came_by(application: Application, bringer: User) -> None:
    """Keep by whom somebody came who has only begun; who has said so already came by the first one."""
    rows = Application.objects.filter(pk=application.pk, came_by=None, state=ApplicationState.DRAFT)
    if rows.update(came_by=bringer):
        application.came_by = bringer


def _note(verb: str, event: Event, user: User, *, by: User, now: datetime) -> None:
    audit.record(by, verb, event, scope=event.host.slug, event=event.slug, person=user, now=now)
