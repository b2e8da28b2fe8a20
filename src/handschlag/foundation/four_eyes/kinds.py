"""What can be proposed, and who is too close to somebody to confirm what she has proposed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, TypeAlias

from django.db.models import QuerySet

from handschlag.foundation.models import Proposal

Person: TypeAlias = Any
"""A user: this floor does not know the flat where users live."""


class Bond(Protocol):
    """Whether two people are, or have been since a time, too close to be two pairs of eyes."""

    def __call__(self, first: Person, second: Person, /, *, since: datetime) -> bool: ...


class CarryOut(Protocol):
    """What happens when a proposal is confirmed; in the transaction of the confirmation."""

    def __call__(self, target: Any, proposal: Proposal, /, *, by: Person, now: datetime) -> object: ...


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of proposal.

    Attributes
    ----------
    label : what it is called, translated
    rows : all rows that can be targets, with what the other functions need of them
    confirmable : those of these rows on which this person has the right to decide
    version : of a target: anything that changes when it does
    carry_out : does it
    says : what would happen, in a sentence
    address : the page of the target
    """

    key: str
    label: Any
    rows: Callable[[], QuerySet[Any]]
    confirmable: Callable[[Person, QuerySet[Any]], QuerySet[Any]]
    version: Callable[[Any], str]
    carry_out: CarryOut
    says: Callable[[Any, Proposal], str]
    address: Callable[[Any], str]

    def locked(self, public_id: str) -> Any:
        """The target, locked until the transaction ends; None if it is gone."""
        return self.rows().select_for_update(of=("self",)).filter(public_id=public_id).first()

    def may_confirm(self, by: Person, target: Any) -> bool:
        return self.confirmable(by, self.rows().filter(pk=target.pk)).exists()


_kinds: dict[str, Kind] = {}
_bonds: list[Bond] = []


def register(kind: Kind) -> Kind:
    _kinds[kind.key] = kind
    return kind


def kind(key: str) -> Kind:
    return _kinds[key]


def label(key: str) -> str:
    """What a kind is called in the reader's language; one that is no more by its key."""
    return str(_kinds[key].label) if key in _kinds else key


def bound(are_bound: Bond) -> None:
    """Let a flat say which two people are too close to be two, such as one who may act for the other."""
    if are_bound not in _bonds:
        _bonds.append(are_bound)


def are_independent(first: Person, second: Person, *, since: datetime) -> bool:
    """Whether nothing has bound the two since then: a bond untied for the purpose has been one."""
    return not any(are_bound(first, second, since=since) for are_bound in _bonds)
