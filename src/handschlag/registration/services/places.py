"""Places are taken and given back, exactly.

Whoever writes applications or quotas of an event first locks its rules (``locked``), so that all of it happens one
after the other; a place is then taken by a conditional update that cannot give one too many, and behind that stands a
constraint of the database. Nothing is ever counted to find out whether there is room.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.conf import settings
from django.db import connection
from django.db.models import BigIntegerField, F
from django.utils.translation import gettext_lazy as _

from handschlag.events.models import Event
from handschlag.foundation.errors import RuleBroken
from handschlag.foundation.prepared import Prepared
from handschlag.registration import queries
from handschlag.registration.models import Application, Quota, RegistrationRules

TAKE = "UPDATE registration_quota SET taken = taken + 1 WHERE id IN ({wanted}) AND taken < capacity RETURNING id"


def lock(event: Event | int) -> RegistrationRules:
    """The rules of an event, with the event and its host, locked until the transaction ends.

    The host too: giving roles locks it, and whoever is approved gets one.
    """
    pk = event if isinstance(event, int) else event.pk
    found = _RULES.ask(event=pk)
    if not found:
        RegistrationRules.objects.get_or_create(event_id=pk)
        found = _RULES.ask(event=pk)
    return found[0]


_RULES: Prepared[RegistrationRules] = Prepared(
    lambda event: (
        RegistrationRules.objects.select_for_update(of=("self", "event__host"), no_key=True)
        .select_related("event__host")
        .filter(event_id=event)
    ),
    event=BigIntegerField(),
)


def locked(application: Application) -> tuple[Application, RegistrationRules]:
    """An application as it is now, and the rules of its event; both locked until the transaction ends."""
    rules = lock(application.event_id)
    rows = Application.objects.select_for_update(of=("self",)).select_related("organisation", "side", "participant")
    found = rows.get(pk=application.pk)
    found.event = rules.event
    return found, rules


def quotas_of(application: Application, among: Iterable[Quota] | None = None) -> list[Quota]:
    """Those under which an application falls, in the order in which places are taken."""
    every = queries.places(application.event_id) if among is None else list(among)
    has_sectors = any(one.sector_id for one in every)
    has_sectors = has_sectors and not application._state.adding  # what is entered in one go may be no row yet
    sectors = frozenset(tag.pk for tag in application.sectors.all()) if has_sectors else frozenset()
    return [one for one in every if queries.fits(one, side=application.side_id, size=application.size, sectors=sectors)]


def take(quotas: Iterable[Quota]) -> bool:
    """Take a place in each of these quotas, or in none; says whether there were any."""
    wanted = [quota.pk for quota in quotas]
    if not wanted:
        return True
    taken = _take(wanted)
    if len(taken) < len(wanted) and settings.CAPACITY_IS_GUARDED:
        _give_back(taken)  # nobody has seen them: the transaction has not ended
        return False
    return True


def give_back(quotas: Iterable[Quota]) -> None:
    _give_back([quota.pk for quota in quotas])


def _give_back(taken: Sequence[int]) -> None:
    if taken:
        Quota.objects.filter(pk__in=taken).update(taken=F("taken") - 1)


def move(before: Iterable[Quota], after: Iterable[Quota]) -> None:
    """What an application holds changes from the one to the other. Raises ``RuleBroken``: "full"."""
    old, new = {one.pk: one for one in before}, {one.pk: one for one in after}
    if not take(one for pk, one in new.items() if pk not in old):
        raise full()
    give_back(one for pk, one in old.items() if pk not in new)


def full() -> RuleBroken:
    return RuleBroken(
        _("All places are taken. Put the application on the waiting list, or make more places first."), code="full"
    )


def _take(wanted: Sequence[int]) -> list[int]:
    """Take a place wherever there is one; says of which quotas. Past the models, which do not tell what they update."""
    with connection.cursor() as cursor:
        cursor.execute(TAKE.format(wanted=", ".join(["%s"] * len(wanted))), wanted)
        return [pk for (pk,) in cursor.fetchall()]
