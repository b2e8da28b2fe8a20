"""A participant's wishes, sent and received, as far as she may see them."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from handschlag.companies import queries as companies
from handschlag.companies.models import Participant
from handschlag.meetings.models import Wish
from handschlag.meetings.states import WishLevel, WishState

SHOWN = 24


def received(participant: Participant) -> list[Wish]:
    """Wishes of others to meet her, those to answer first. Vetoes and what was taken back are nobody else's."""
    return list(
        Wish.objects.filter(asked=participant)
        .exclude(level=WishLevel.NO)
        .exclude(state=WishState.WITHDRAWN)
        .select_related("event", "asker__organisation")
        .order_by(_open_first(), "created_at", "pk")
    )


def sent(participant: Participant) -> list[Wish]:
    """Her own wishes, vetoes last."""
    return list(
        Wish.objects.filter(asker=participant)
        .exclude(state=WishState.WITHDRAWN)
        .select_related("event", "asked__organisation")
        .order_by(_by_level(), "created_at", "pk")
    )


def choice(participant: Participant, words: str = "") -> QuerySet[Participant]:
    """Those whom she may wish to meet, where the name, country or text holds ``words``."""
    found = companies.others(participant)
    for word in words.split():
        found = found.filter(
            Q(organisation__name__icontains=word)
            | Q(organisation__name_latin__icontains=word)
            | Q(organisation__country__iexact=word)
        )
    return found


def towards(participant: Participant, others: Iterable[Participant]) -> dict[int, Wish]:
    """Her wish towards each of the others, by the other's key, where there is one."""
    wishes = Wish.objects.filter(asker=participant, asked__in=list(others)).exclude(state=WishState.WITHDRAWN)
    return {wish.asked_id: wish for wish in wishes}


def _open_first() -> Case:
    return Case(When(state=WishState.OPEN, then=Value(0)), default=Value(1), output_field=IntegerField())


def _by_level() -> Case:
    order = {level: place for place, level in enumerate(WishLevel)}
    cases = [When(level=level, then=Value(place)) for level, place in order.items()]
    return Case(*cases, default=Value(len(order)), output_field=IntegerField())
