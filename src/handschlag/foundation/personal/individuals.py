"""One human being, under all the names by which the house knows her."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeAlias

LONG_STANDING = timedelta(days=30)
"""A name that somebody has chosen herself counts as hers after this time."""
_WORD = re.compile(r"[^\W\d_]{2,}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Individual:
    """Whom data are about.

    ``key`` finds her again (``kind:id``). ``user`` is the key of her account and ``public_id`` its opaque id, where she
    has one; ``people`` are keys of the rows that a flat above keeps about her by name; ``emails`` in small letters;
    ``names`` those of long standing, by which she is taken out of the words of others.
    """

    key: str
    name: str
    language: str = "de"
    user: int | None = None
    public_id: str = ""
    emails: frozenset[str] = frozenset()
    people: frozenset[int] = frozenset()
    names: frozenset[str] = frozenset()

    def __str__(self) -> str:
        return self.name

    @property
    def acting_for(self) -> Individual | None:
        """For the log, which can name her: she acts for nobody."""
        return None

    @property
    def words(self) -> frozenset[str]:
        """What names her in a text: addresses, and names of at least two words of two letters."""
        return self.emails | {name.strip() for name in self.names if len(_WORD.findall(name)) > 1}


Tracer: TypeAlias = Callable[[Individual], Individual]
Search: TypeAlias = Callable[[str, str], Iterable[Individual]]


@dataclass(frozen=True, slots=True)
class Kind:
    """A way to know people: ``load`` by the id in a key, ``search`` by the slug of a host and some words."""

    load: Callable[[str], Individual | None]
    search: Search


_tracers: list[Tracer] = []
_kinds: dict[str, Kind] = {}


def trace(tracer: Tracer) -> None:
    """Let a flat add what it knows: another address, another name, rows of hers."""
    if tracer not in _tracers:
        _tracers.append(tracer)


def known(kind: str, how: Kind) -> None:
    """Let people be found who are known in this way."""
    _kinds[kind] = how


def of_user(user: Any) -> Individual:
    """Whoever has this account."""
    return _traced(
        Individual(
            key=f"user:{user.public_id}",
            name=user.name or user.email,
            language=user.language,
            user=user.pk,
            public_id=user.public_id,
            emails=frozenset({user.email.lower()}),
        )
    )


def load(key: str) -> Individual | None:
    """Whoever has this key, or None."""
    kind, _colon, rest = key.partition(":")
    found = _kinds[kind].load(rest) if kind in _kinds else None
    return _traced(found) if found is not None else None


def find(scope: str, words: str) -> list[Individual]:
    """People about whom a host holds something and whose name or address contains the words; untraced."""
    found = {one.key: one for kind in _kinds.values() for one in kind.search(scope, words)}
    return sorted(found.values(), key=lambda one: one.name.casefold())


def held(scope: str, key: str) -> Individual | None:
    """Whoever has this key, if ``find`` finds her at this host."""
    one = load(key)
    if one is None:
        return None
    found = (other.key for words in (*one.emails, one.name) for other in find(scope, words))
    return one if one.key in found else None


def _traced(individual: Individual) -> Individual:
    for tracer in _tracers:
        individual = tracer(individual)
    return individual
