"""Organisations that took part before, found by their names however somebody spells them: "is that you?"."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from operator import attrgetter
from typing import TypeAlias

from django.db.models import CharField, DateTimeField, Exists, OuterRef, Q, QuerySet
from django.db.models.expressions import Combinable
from django.utils import timezone

from handschlag.accounts.models import User
from handschlag.companies.models import Organisation, Participant, Representative
from handschlag.engine.language import folding
from handschlag.foundation.prepared import Prepared
from handschlag.registration.finding import LEGAL_FORMS, MOST_WORDS, sounds
from handschlag.registration.models import Application, FoldedName

Asked: TypeAlias = Sequence[Sequence[str | Combinable]]
ORDER = ("name", "pk")
MOST = 5
"""Organisations that are shown."""
AT_ONCE = 2_000
"""Names that are folded in one go; a rest waits for the next one who searches."""


def similar(name: str) -> list[Organisation]:
    """Those whose names hold every word of this one, in whatever script; none for a name that says nothing.

    Only who has taken part is named: who has merely applied is nobody's business. A few names that are new are looked
    at here; when there are more of them they are folded, for all who ask after that.
    """
    asked = _asked(name)
    if not asked:
        return []
    spelled = {_named(word, way): key for word, keys in enumerate(asked) for way, key in enumerate(keys)}
    found = _similar(tuple(map(len, asked))).ask(now=timezone.now(), **spelled)
    if sum(one.is_new for one in found) > MOST:  # type: ignore[attr-defined]
        seen = _seen(timezone.now())
        fold_new_names(seen)
        return list(seen.filter(_held(asked)).order_by(*ORDER)[:MOST])
    held = [one for one in found if not one.is_new or _holds(_keys(one), asked)]  # type: ignore[attr-defined]
    return sorted(held, key=attrgetter(*ORDER))[:MOST]


def is_anothers(organisation: Organisation | None, user: User | None) -> bool:
    """Whether it has taken part before, but has never been represented by this person."""
    if organisation is None or user is None or not took_part().filter(pk=organisation.pk).exists():
        return False
    spoken = Representative.objects.filter(person__user=user, participant__organisation=organisation)
    return not spoken.exists()


def spoken_for(user: User) -> QuerySet[Organisation]:
    """Those that this person has represented, or for which she has applied and was let in."""
    represented = Representative.objects.filter(person__user=user, participant__organisation=OuterRef("pk"))
    let_in = Application.objects.filter(user=user, organisation=OuterRef("pk"), participant__isnull=False)
    return Organisation.objects.filter(Exists(represented) | Exists(let_in))


@lru_cache(maxsize=100)
def _similar(ways: tuple[int, ...]) -> Prepared[Organisation]:
    """Those whose names hold as many words, each spelled in one of as many ways, and new ones; ``is_new`` says which.

    Put together once for names of so many words and ways: for each name anew it took longer than to be answered.
    """

    def make(now: Combinable, **keys: Combinable) -> QuerySet[Organisation]:
        asked = [[keys[_named(word, way)] for way in range(number)] for word, number in enumerate(ways)]
        both = _seen(now).annotate(is_new=~_folded()).filter(_held(asked) | Q(is_new=True))
        return both.order_by("-is_new", *ORDER)[: 2 * MOST]

    names = (_named(word, way) for word, number in enumerate(ways) for way in range(number))
    return Prepared(make, now=DateTimeField(), **dict.fromkeys(names, CharField()))


def _named(word: int, way: int) -> str:
    return f"word{word}_{way}"


def _seen(now: datetime | Combinable) -> QuerySet[Organisation]:
    """Those that take part, or took, in something that everybody may know of."""
    public = Participant.objects.filter(organisation=OuterRef("pk"), withdrawn_at=None, event__published_at__lte=now)
    return Organisation.objects.filter(Exists(public))


def took_part() -> QuerySet[Organisation]:
    return Organisation.objects.filter(Exists(Participant.objects.filter(organisation=OuterRef("pk"))))


def fold_new_names(among: QuerySet[Organisation] | None = None) -> int:
    """Bring up to date by what organisations are found; returns how many were new or had changed."""
    stale = (Organisation.objects.all() if among is None else among).filter(~_folded())
    rows = [
        FoldedName(organisation=one, keys=_keys(one), as_of=one.changed_at) for one in stale.order_by("pk")[:AT_ONCE]
    ]
    if rows:
        FoldedName.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["organisation"], update_fields=["keys", "as_of"]
        )
    return len(rows)


def _keys(organisation: Organisation) -> str:
    return sounds([organisation.name, organisation.name_latin, organisation.short_name])


def _folded() -> Exists:
    return Exists(FoldedName.objects.filter(organisation=OuterRef("pk"), as_of=OuterRef("changed_at")))


def _asked(name: str) -> list[list[str]]:
    """For each word of it that says something, the keys of which a name has to hold one."""
    words = [word for word in folding.words(name) if word.casefold() not in LEGAL_FORMS]
    return [[f" {key} " for key in folding.keys(word, is_asked=True)] for word in words[:MOST_WORDS]]


def _held(asked: Asked) -> Q:
    found = Q()
    for word in asked:
        spelled = Q()
        for key in word:
            spelled |= Q(folded_name__keys__contains=key)
        found &= spelled
    return found


def _holds(keys: str, asked: Sequence[Sequence[str]]) -> bool:
    return all(any(key in keys for key in word) for word in asked)
