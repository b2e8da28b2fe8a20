"""Fairs, at which of them an event takes place, and which countries help their companies to come."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from handschlag.accounts.models import User
from handschlag.events import verbs
from handschlag.events.models import EligibilityMark, Event, Fair, Host
from handschlag.events.services.forums import COUNTRIES
from handschlag.foundation import audit, revisions, turns
from handschlag.foundation.errors import RuleBroken
from handschlag.foundation.reading import country

WEB = URLValidator(schemes=["http", "https"])


@transaction.atomic
def make(host: Host, facts: Mapping[str, Any], *, by: User, now: datetime) -> Fair:
    """A fair with these ``verbs.FAIR_FIELDS``; name and days at least.

    Raises ``RuleBroken``: "name", "period" (ends before it begins), "address".
    """
    fair = Fair(host=host, **_known(facts, verbs.FAIR_FIELDS))
    _check_fair(fair)
    fair.save(force_insert=True)
    audit.record(by, verbs.FAIR_MADE, fair, scope=host.slug, now=now)
    return fair


@transaction.atomic
def change(fair: Fair, facts: Mapping[str, Any], *, based_on: int | None = None, by: User, now: datetime) -> Fair:
    """Change these fields, on the pages of all events at the fair.

    Raises ``RuleBroken``: what ``make`` raises, "gone", "outdated" (see ``turns.taken``).
    """
    fair = turns.taken(fair, "host", based_on=based_on)
    changed = turns.differing(fair, _known(facts, verbs.FAIR_FIELDS))
    if changed:
        _check_fair(fair)
        turns.keep(fair, changed)
        _bump(fair)
        audit.record(by, verbs.FAIR_CHANGED, fair, scope=fair.host.slug, now=now, changes=changed)
    return fair


@transaction.atomic
def remove(fair: Fair, *, by: User, now: datetime) -> None:
    """Take away a fair at which no event is. Raises ``RuleBroken``: "used", "gone"."""
    fair = turns.taken(fair, "host")
    if count := fair.events.count():
        raise RuleBroken(
            ngettext_lazy(
                "One event takes place at this fair. Please choose another fair there first, or none.",
                "%(count)s events take place at this fair. Please choose another fair there first, or none.",
                count,
            ),
            code="used",
            params={"count": count},
        )
    audit.record(by, verbs.FAIR_REMOVED, fair, scope=fair.host.slug, now=now)
    fair.delete()


@transaction.atomic
def choose(event: Event, fair: Fair | None, *, by: User, now: datetime) -> Event:
    """Let the event take place at this fair, or at none. Raises ``RuleBroken``: "host" (a fair of another host)."""
    if fair is not None and fair.host_id != event.host_id:
        raise RuleBroken(_("This fair belongs to another host."), code="host")
    event.fair = fair
    event.save(update_fields=["fair", "changed_at"])
    revisions.bump(event.slug, "public")
    name = str(fair) if fair else "–"
    audit.record(by, verbs.FAIR_CHOSEN, event, scope=event.host.slug, event=event.slug, now=now, name=name)
    return event


@transaction.atomic
def add_mark(fair: Fair, facts: Mapping[str, Any], *, by: User, now: datetime) -> EligibilityMark:
    """Say that a country subsidises the fair for its companies; ``facts`` are ``verbs.MARK_FIELDS``.

    Raises ``RuleBroken``: "country" (not known), "period", "source_address".
    """
    mark = EligibilityMark(fair=fair, **_known(facts, verbs.MARK_FIELDS))
    _check_mark(mark)
    mark.save(force_insert=True)
    _say(mark, verbs.MARK_ADDED, by=by, now=now)
    return mark


@transaction.atomic
def change_mark(
    mark: EligibilityMark, facts: Mapping[str, Any], *, based_on: int | None = None, by: User, now: datetime
) -> EligibilityMark:
    """Change these fields of a mark.

    Raises ``RuleBroken``: what ``add_mark`` raises, "gone", "outdated" (see ``turns.taken``).
    """
    mark = turns.taken(mark, "fair__host", based_on=based_on)
    changed = turns.differing(mark, _known(facts, verbs.MARK_FIELDS))
    if changed:
        _check_mark(mark)
        turns.keep(mark, changed)
        _say(mark, verbs.MARK_CHANGED, by=by, now=now)
    return mark


@transaction.atomic
def remove_mark(mark: EligibilityMark, *, by: User, now: datetime) -> None:
    """The fair is subsidised no more, or never was."""
    _say(mark, verbs.MARK_REMOVED, by=by, now=now)
    mark.delete()


def _known(facts: Mapping[str, Any], fields: Mapping[str, Any]) -> dict[str, Any]:
    if unknown := set(facts) - set(fields):
        raise ValueError(f"there is nothing called {', '.join(sorted(unknown))}")
    return dict(facts)


def _check_fair(fair: Fair) -> None:
    if not fair.name.strip():
        raise RuleBroken(_("Please give the fair a name."), code="name")
    _check_period(fair.starts_on, fair.ends_on)
    _check_address(fair.address, "address")


def _check_mark(mark: EligibilityMark) -> None:
    if mark.country not in COUNTRIES:
        raise RuleBroken(
            _("This country is not known: %(code)s. Use a code of two letters such as KZ."),
            code="country",
            params={"code": mark.country},
        )
    if mark.valid_from is not None and mark.valid_until is not None:
        _check_period(mark.valid_from, mark.valid_until)
    _check_address(mark.source_address, "source_address")


def _check_period(first: date, last: date) -> None:
    if last < first:
        raise RuleBroken(_("The last day is before the first one. Please correct the days."), code="period")


def _check_address(address: str, code: str) -> None:
    try:
        WEB(address or "https://example.org")
    except ValidationError as wrong:
        raise RuleBroken(_("This is no web address. It begins with http:// or https://."), code=code) from wrong


def _bump(fair: Fair) -> None:
    for slug in sorted(fair.events.values_list("slug", flat=True)):
        revisions.bump(slug, "public")


def _say(mark: EligibilityMark, verb: str, *, by: User, now: datetime) -> None:
    _bump(mark.fair)
    name = f"{mark.fair}, {country(mark.country)}"
    audit.record(by, verb, mark.fair, scope=mark.fair.host.slug, now=now, name=name)
