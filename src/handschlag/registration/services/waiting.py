"""The waiting list: whoever stands first gets the place that becomes free."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from handschlag.accounts.models import User
from handschlag.foundation.errors import RuleBroken
from handschlag.foundation.letters import Moment
from handschlag.registration import letters, queries, verbs
from handschlag.registration.models import Application, Quota, RegistrationRules
from handschlag.registration.services import approval, places
from handschlag.registration.services.steps import note, step
from handschlag.registration.standing import Standing
from handschlag.registration.standing import standing as standing_of
from handschlag.registration.states import ApplicationState

PRIORITIES = range(-100, 101)


def queue_up(
    application: Application,
    rules: RegistrationRules,
    *,
    now: datetime,
    is_held_back: bool = False,
    standing: Standing | None = None,
) -> None:
    """Put an application at the end of the waiting list and say so; both are locked already."""
    rules.last_queue_number += 1
    rules.save(update_fields=["last_queue_number", "changed_at"])
    step(
        application,
        ApplicationState.WAITING,
        queue_number=rules.last_queue_number,
        is_held_back=is_held_back,
        decided_at=now,
    )
    letters.tell(letters.WAITING, application, now=now, worded=standing.words(letters.WAITING) if standing else None)


@transaction.atomic
def put(application: Application, *, by: User, now: datetime) -> Application:
    """Put an application on the waiting list. Raises ``RuleBroken``: "state", "no_list"."""
    application, rules = places.locked(application)
    if not rules.has_waiting_list:
        raise RuleBroken(
            _("This event has no waiting list. Switch it on in the rules of registration."), code="no_list"
        )
    if application.state == ApplicationState.WAITING:
        raise RuleBroken(_("This application is on the waiting list already."), code="state")
    if standing_of(application).has_another:
        raise RuleBroken(
            _("There is an application to this event already, of this organisation or under this address."),
            code="applied",
        )
    queue_up(application, rules, now=now)
    promote(rules, now=now)
    application.refresh_from_db(fields=["state", "queue_number", "offered_until", "ticket"])
    note(verbs.WAITING, application, by=by, now=now)
    return application


@transaction.atomic
def prefer(application: Application, priority: int, *, by: User, now: datetime) -> Application:
    """Rank an application that waits: of two the one with the higher priority comes first, else who came first.

    Raises ``RuleBroken``: "state", "priority".
    """
    application, rules = places.locked(application)
    if application.state != ApplicationState.WAITING:
        raise RuleBroken(_("This application is no longer on the waiting list."), code="state")
    if priority not in PRIORITIES:
        raise RuleBroken(_("Please give a priority between -100 and 100."), code="priority")
    application.priority, application.is_held_back = priority, False
    application.save(update_fields=["priority", "is_held_back", "changed_at"])
    promote(rules, now=now)
    application.refresh_from_db(fields=["state", "offered_until", "ticket"])
    note(verbs.RANKED, application, by=by, now=now, priority=priority)
    return application


def promote(rules: RegistrationRules, *, now: datetime) -> list[Application]:
    """Give every place that is free to whoever stands first among those who may have it; the rules are locked.

    Whoever falls under a quota that is full is passed over, and stays where she stands.
    """
    over = rules.event.starts_at if rules.offer_hours else rules.event.ends_at
    if rules.event.is_history or now >= over:
        return []  # nobody can take it any more
    every = list(queries.quotas(rules.event_id))
    everybody = queries.whole(every)
    promoted = []
    rows = queries.queue(rules.event).filter(is_held_back=False).select_related("organisation", "side", "participant")
    for application in rows.prefetch_related("sectors"):
        if everybody is not None and everybody.free <= 0:
            break
        application.event = rules.event
        if _promoted(application, rules, every, now=now):
            promoted.append(application)
    return promoted


@transaction.atomic
def accept(application: Application, *, by: User, now: datetime) -> Application:
    """Take the place that is offered. Raises ``RuleBroken``: "state", "lapsed"."""
    application, _rules = places.locked(application)
    _check_is_offered(application, now)
    approval.approve(application, by=by, now=now)
    note(verbs.ACCEPTED, application, by=by, now=now)
    return application


@transaction.atomic
def lapse(application: Application, *, now: datetime) -> bool:
    """Give a place that nobody has taken in time to the next one; says whether it was so."""
    application, rules = places.locked(application)
    until = application.offered_until
    if application.state != ApplicationState.OFFERED or until is None or now <= until:
        return False
    places.give_back(places.quotas_of(application))
    step(application, ApplicationState.LAPSED)
    letters.tell(letters.LAPSED, application, now=now)
    promote(rules, now=now)
    note(verbs.LAPSED, application, by=None, now=now)
    return True


def lapse_all(*, now: datetime) -> int:
    """What is due by the clock; returns how many offers have lapsed."""
    return sum(lapse(application, now=now) for application in list(queries.lapsing(now)))


def _promoted(application: Application, rules: RegistrationRules, every: list[Quota], *, now: datetime) -> bool:
    mine = places.quotas_of(application, every)
    if any(quota.free <= 0 for quota in mine) or not places.take(mine):
        return False
    for quota in mine:
        quota.taken += 1
    if rules.offer_hours:
        _offer(application, now + timedelta(hours=rules.offer_hours), now=now)
    else:
        approval.approve(application, by=None, now=now)
        note(verbs.APPROVED, application, by=None, now=now)
    return True


def _offer(application: Application, until: datetime, *, now: datetime) -> None:
    """Keep a place; no longer than the event is to come."""
    until = min(until, max(application.event.starts_at, now))
    step(application, ApplicationState.OFFERED, offered_until=until)
    told = Moment(until, application.event.time_zone)
    letters.tell(letters.OFFERED, application, now=now, until=told)
    note(verbs.OFFERED, application, by=None, now=now, until=until.isoformat())


def _check_is_offered(application: Application, now: datetime) -> None:
    if application.state != ApplicationState.OFFERED:
        raise RuleBroken(_("No place is offered here at this moment."), code="state")
    if application.offered_until is not None and now > application.offered_until:
        raise RuleBroken(
            _("The time for taking this place is over. Please write to the organiser if you still want to come."),
            code="lapsed",
        )
