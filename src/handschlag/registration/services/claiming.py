"""Somebody says that her organisation is one that is known here: the office or a colleague confirms it, or not."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from handschlag.accounts.models import User
from handschlag.companies.models import Organisation
from handschlag.foundation.errors import RuleBroken
from handschlag.registration import letters, queries, verbs
from handschlag.registration.models import Application
from handschlag.registration.services import changing, places
from handschlag.registration.services.steps import note


@transaction.atomic
def confirm(application: Application, *, by: User, now: datetime) -> Application:
    """It is that organisation, and what was made for this application alone goes.

    Raises ``RuleBroken``: "claim" (there is none), "applied" (the organisation has applied itself: the two are merged
    first), and what ``changing.change`` does.
    """
    application, _rules = places.locked(application)
    claimed, before = _claimed(application), application.organisation
    if queries.of_organisation(application, claimed).exists():
        raise RuleBroken(
            _("%(name)s has an application to this event already. Please merge the two; then you can confirm this."),
            code="applied",
            params={"name": claimed.name},
        )
    facts = {"organisation": claimed, "organisation_name": claimed.name, "organisation_latin": claimed.name_latin}
    application = changing.change(application, facts | {"claimed": None}, by=by, now=now)
    if before is not None and not _is_used(before):
        before.delete()
    note(verbs.CLAIM_CONFIRMED, application, by=by, now=now)
    letters.tell(letters.CLAIM_CONFIRMED, application, organisation=claimed.name, now=now)
    return application


@transaction.atomic
def reject(application: Application, *, by: User, now: datetime) -> Application:
    """It is another one; the application goes on with an organisation of its own. Raises ``RuleBroken``: "claim"."""
    application, _rules = places.locked(application)
    claimed = _claimed(application)
    application.claimed = None
    application.save(update_fields=["claimed", "changed_at"])
    note(verbs.CLAIM_REJECTED, application, by=by, now=now)
    letters.tell(letters.CLAIM_REJECTED, application, organisation=claimed.name, now=now)
    return application


@transaction.atomic
def vouch(application: Application, *, by: User, now: datetime) -> Application:
    """Somebody who has spoken for that organisation says that it is them, and so it is.

    Where the organisation has applied itself, her word is kept for the office, which merges the two. Raises
    ``RuleBroken`` as ``confirm`` does, but for "applied".
    """
    application, _rules = places.locked(application)
    claimed = _claimed(application)
    note(verbs.CLAIM_VOUCHED, application, by=by, now=now, organisation=claimed.name)
    if not queries.of_organisation(application, claimed).exists():
        return confirm(application, by=by, now=now)
    application.vouched_by = by
    application.save(update_fields=["vouched_by", "changed_at"])
    return application


@transaction.atomic
def disown(application: Application, *, by: User, now: datetime) -> Application:
    """Somebody who has spoken for that organisation says that it is not them. Raises ``RuleBroken``: "claim"."""
    application, _rules = places.locked(application)
    note(verbs.CLAIM_DISOWNED, application, by=by, now=now, organisation=_claimed(application).name)
    return reject(application, by=by, now=now)


def _claimed(application: Application) -> Organisation:
    if application.claimed is None:
        raise RuleBroken(_("There is nothing to confirm any more."), code="claim")
    return application.claimed


def _is_used(row: Organisation) -> bool:
    return any(rows.exists() for rows in (row.applications, row.participations, row.application_invitations))
