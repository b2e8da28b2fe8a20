"""Forums and trips are set up and changed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import available_timezones

from babel import Locale
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from handschlag.accounts.models import User
from handschlag.engine.language import Origin, Text
from handschlag.events import verbs
from handschlag.events.models import Event, EventKind, Host
from handschlag.foundation import audit, revisions
from handschlag.foundation.errors import RuleBroken

NO_COUNTRIES = frozenset(["AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"])
"""Parts of countries, unions and placeholders that the library names beside the 249 of ISO 3166-1 and Kosovo (XK)."""
COUNTRIES = (
    frozenset(code for code in map(str, Locale("en").territories) if len(code) == 2 and code.isalpha()) - NO_COUNTRIES
)
CHANGEABLE = tuple(verbs.EVENT_FIELDS)
"""What a change may speak of: never host, address or whether it is history."""


@transaction.atomic
def set_up(
    host: Host,
    slug: str,
    *,
    facts: Mapping[str, Any],
    kind: EventKind = EventKind.FORUM,
    is_draft: bool = False,
    by: User,
    now: datetime,
) -> Event:
    """Set up an event of a host; ``facts`` are fields of ``CHANGEABLE``, title, beginning and end at least.

    Everybody sees it at once, unless it begins as a draft. Raises ``RuleBroken``: "slug" (taken), and what ``change``
    raises.
    """
    event = Event(host=host, slug=slug, kind=kind, published_at=None if is_draft else now, **_known(facts))
    _check(event)
    try:
        with transaction.atomic():
            event.save(force_insert=True)
    except IntegrityError as taken:
        raise RuleBroken(_("This address is taken. Please choose another one."), code="slug") from taken
    revisions.bump(event.slug, "public")
    audit.record(by, verbs.EVENT_CREATED, event, scope=host.slug, event=event.slug, now=now)
    return event


@transaction.atomic
def change(event: Event, facts: Mapping[str, Any], *, by: User, now: datetime) -> Event:
    """Change fields of ``CHANGEABLE``; what is not named stays.

    Raises ``RuleBroken``: "history" (over for good), "title", "period", "registration" (would close before it opens),
    "slots" (some would lie outside), "time_zone", "language", "country", "participants" (more at least than at most),
    "contact_email".
    """
    locked = Event.objects.select_for_update(no_key=True).get(pk=event.pk)
    locked.host, locked.may = event.host, event.may
    after = {name: _merged(getattr(locked, name), value) for name, value in _known(facts).items()}
    after = {name: value for name, value in after.items() if value != getattr(locked, name)}
    if not after:
        return locked
    told = {name: [_plain(getattr(locked, name)), _plain(value)] for name, value in after.items()}
    for name, value in after.items():
        setattr(locked, name, value)
    _check(locked)
    _check_slots(locked)
    locked.save(update_fields=[*after, "changed_at"])
    revisions.bump(locked.slug, "public", "plan")
    audit.record(by, verbs.EVENT_CHANGED, locked, scope=event.host.slug, event=locked.slug, now=now, changes=told)
    return locked


@transaction.atomic
def publish(event: Event, *, at: datetime | None = None, by: User, now: datetime) -> Event:
    """Let everybody see a draft from now on, or from a moment that is to come.

    Raises ``RuleBroken``: "history", "published" (everybody sees it already).
    """
    locked = _lock(event)
    if locked.published_at is not None and locked.published_at <= now:
        raise RuleBroken(_("Everybody sees this already."), code="published")
    locked.published_at = max(at, now) if at is not None else now
    _say(locked, verbs.EVENT_PUBLISHED, by=by, now=now, at=locked.published_at.isoformat())
    return locked


@transaction.atomic
def withdraw(event: Event, *, by: User, now: datetime) -> Event:
    """Make it a draft again, or do not publish it as planned; nothing is lost.

    Raises ``RuleBroken``: "history".
    """
    locked = _lock(event)
    if locked.published_at is None:
        return locked
    locked.published_at = None
    _say(locked, verbs.EVENT_WITHDRAWN, by=by, now=now)
    return locked


def _lock(event: Event) -> Event:
    locked = Event.objects.select_for_update(no_key=True).get(pk=event.pk)
    locked.host, locked.may = event.host, event.may
    if locked.is_history:
        raise RuleBroken(_("This forum is over for good and is only shown; it cannot be changed."), code="history")
    return locked


def _say(event: Event, verb: str, *, by: User, now: datetime, **facts: Any) -> None:
    event.save(update_fields=["published_at", "changed_at"])
    revisions.bump(event.slug, "public")
    audit.record(by, verb, event, scope=event.host.slug, event=event.slug, now=now, **facts)


def _known(facts: Mapping[str, Any]) -> dict[str, Any]:
    unknown = set(facts) - set(CHANGEABLE)
    if unknown:
        raise ValueError(f"an event has nothing to change called {', '.join(sorted(unknown))}")
    return dict(facts)


def _check(event: Event) -> None:
    if event.is_history:
        raise RuleBroken(_("This forum is over for good and is only shown; it cannot be changed."), code="history")
    if not event.title:
        raise RuleBroken(_("Please give the forum a title in one language at least."), code="title")
    if event.ends_at <= event.starts_at:
        raise RuleBroken(_("The forum has to end after it has begun. Please correct the times."), code="period")
    _check_registration(event)
    if event.time_zone not in available_timezones():
        raise RuleBroken(_("This time zone is not known. Use a name such as Europe/Berlin."), code="time_zone")
    if unknown := sorted(set(event.languages) - set(Locale("en").languages)):
        raise RuleBroken(
            _("This language is not known: %(code)s. Use a code such as de."),
            code="language",
            params={"code": unknown[0]},
        )
    if unknown := sorted(set(event.countries) - COUNTRIES):
        raise RuleBroken(
            _("This country is not known: %(code)s. Use a code of two letters such as KZ."),
            code="country",
            params={"code": unknown[0]},
        )


def _check_registration(event: Event) -> None:
    opens, closes = event.registration_opens_at, event.registration_closes_at
    if opens is not None and closes is not None and closes <= opens:
        raise RuleBroken(
            _("Registration has to close after it has opened. Please correct the times."), code="registration"
        )
    least, most = event.min_participants, event.max_participants
    if least is not None and most is not None and most < least:
        raise RuleBroken(
            _("There cannot be more participants at least than at most. Please correct the numbers."),
            code="participants",
        )
    try:
        validate_email(event.contact_email or "office@example.org")
    except ValidationError as wrong:
        raise RuleBroken(
            _("This is no mail address. Please correct it, or leave it empty."), code="contact_email"
        ) from wrong


def _check_slots(event: Event) -> None:
    if event.slots.filter(Q(starts_at__lt=event.starts_at) | Q(starts_at__gte=event.ends_at)).exists():
        raise RuleBroken(
            _("Some slots for meetings would lie before the beginning or after the end. Change the slots first."),
            code="slots",
        )


def _merged(before: Any, after: Any) -> Any:
    """A version whose words stay the same stays what it was, unless somebody has checked it: written or by machine."""
    if not isinstance(after, Text):
        return after
    known = before.versions
    same = (code for code, one in after.versions.items() if code in known and known[code].text == one.text)
    kept = {code: known[code] for code in same if after.versions[code].origin is not Origin.CHECKED}
    return Text({**after.versions, **kept})


def _plain(value: Any) -> Any:
    if isinstance(value, Text):
        return value.as_data()
    return value.isoformat() if isinstance(value, datetime) else value
