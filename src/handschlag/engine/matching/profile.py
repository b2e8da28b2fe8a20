"""Who is at the market: participants on two or more sides, and their profiles, each an offer or a seek.

Everything here is data. A ``Market`` is consistent once it exists: building one with an id that stands twice, a side
that does not exist or a veto against nobody raises ``ValueError`` with a sentence that names the culprit.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """What a profile says: we have this, or we look for this."""

    OFFER = "offer"
    SEEK = "seek"


@dataclass(frozen=True, slots=True)
class Profile:
    """One directed item of a participant.

    Attributes
    ----------
    lang : language of the text; guessed from the text where it is unknown
    codes : classes of NACE as they were written; unknown ones are passed over
    cooperation : how to work together: ``supply``, ``distribution``, ``joint_venture`` …
    certificates : of a seek: all of these are needed; of an offer: these are there
    """

    id: str
    kind: Kind
    text: str = ""
    lang: str = ""
    codes: tuple[str, ...] = ()
    cooperation: tuple[str, ...] = ()
    certificates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Participant:
    """An organisation at the market. ``vetoes`` are participants whom it never wants to meet; nobody learns of them.

    ``organisation`` tells whether two participants are of one organisation (usually each is its own). ``country`` is
    never looked at when pairs are judged. Who is not ``is_cleared`` is suggested to nobody and is suggested nobody.
    """

    id: str
    side: str
    profiles: tuple[Profile, ...] = ()
    languages: tuple[str, ...] = ()
    country: str = ""
    region: str = ""
    size: str = ""
    codes: tuple[str, ...] = ()
    vetoes: frozenset[str] = frozenset()
    organisation: str = ""
    is_cleared: bool = True

    def of_kind(self, kind: Kind) -> tuple[Profile, ...]:
        return tuple(profile for profile in self.profiles if profile.kind is kind)


@dataclass(frozen=True, slots=True)
class Market:
    """All participants. ``matrix`` are the pairs of sides that may meet, whatever the order."""

    participants: tuple[Participant, ...]
    sides: tuple[str, ...]
    matrix: frozenset[frozenset[str]]
    by_id: Mapping[str, Participant] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Raises ``ValueError`` if something does not fit together."""
        _once("participant", [one.id for one in self.participants])
        _once("profile", [profile.id for one in self.participants for profile in one.profiles])
        sides = set(self.sides)
        for pair in self.matrix:
            if unknown := sorted(pair - sides):
                raise ValueError(f"matrix: expected sides out of {_listed(self.sides)}, got {unknown[0]!r}")
        ids = {one.id for one in self.participants}
        for one in self.participants:
            if one.side not in sides:
                raise ValueError(
                    f"participant {one.id!r}: expected a side out of {_listed(self.sides)}, got {one.side!r}"
                )
            if unknown := sorted(one.vetoes - ids):
                raise ValueError(f"participant {one.id!r}: a veto names {unknown[0]!r}, who is not there")
        object.__setattr__(self, "by_id", {one.id: one for one in self.participants})

    def may_meet(self, one: Participant, other: Participant) -> bool:
        """Whether the two can be suggested to each other at all."""
        return (
            one.id != other.id
            and frozenset({one.side, other.side}) in self.matrix
            and one.is_cleared
            and other.is_cleared
            and other.id not in one.vetoes
            and one.id not in other.vetoes
            and not (one.organisation and one.organisation == other.organisation)
        )


def _once(what: str, ids: Iterable[str]) -> None:
    twice = sorted(id_ for id_, times in Counter(ids).items() if times > 1)
    if twice:
        raise ValueError(f"the {what} {twice[0]!r} is there twice")


def _listed(words: Iterable[str]) -> str:
    return ", ".join(map(repr, words))
