"""An application is sent by those who apply: their organisation is known from then on, and so is their name."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from handschlag.accounts.models import User
from handschlag.accounts.services import people
from handschlag.companies.models import Organisation
from handschlag.engine.language import Text
from handschlag.registration.models import Application, RegistrationRules
from handschlag.registration.services import applying, places


@transaction.atomic
def send(application: Application, *, by: User, now: datetime) -> Application:
    """Send what the form holds. Raises what ``applying.submit`` does; then nothing has changed."""
    application, rules = places.locked(application)
    if application.user_id == by.pk:
        application.user = by  # nobody need look for her
    name_organisation(application)
    return send_locked(application, rules, by=by, now=now)


def send_locked(application: Application, rules: RegistrationRules, *, by: User, now: datetime) -> Application:
    """The same in the transaction of a caller who has locked both, and given the organisation its row."""
    sent = applying.submit_locked(application, rules, by=by, now=now)
    if by.acting is None and by.welcomed_at is None:
        people.welcome(by, name=by.name or sent.contact_name, language=sent.language, now=now)
    return sent


def name_organisation(application: Application) -> None:
    """The row of the organisation: the one that was chosen, the one that was made for this form, or a new one."""
    row, name = application.organisation, application.organisation_name
    if not name or (row is not None and row.name == name):
        return
    if row is None or _is_of_others(row, application):
        row = Organisation()
    row.name, row.name_latin, row.country = name, application.organisation_latin, application.country
    row.city = Text.of(**{application.language: application.city})
    row.save()
    application.organisation = row
    if not application._state.adding:
        application.save(update_fields=["organisation", "changed_at"])


def _is_of_others(row: Organisation, application: Application) -> bool:
    return row.participations.exists() or row.applications.exclude(pk=application.pk).exists()
