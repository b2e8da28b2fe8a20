"""What waits for a second person."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from handschlag.foundation.four_eyes import kinds
from handschlag.foundation.four_eyes.kinds import Kind, Person
from handschlag.foundation.models import Proposal, ProposalState


@dataclass(frozen=True, slots=True)
class Shown:
    """A proposal as a reader sees it: what would happen, on which page to look, and what she can do with it."""

    proposal: Proposal
    label: str
    says: str
    address: str
    is_outdated: bool
    is_mine: bool
    has_right: bool
    may_decide: bool


def of_scope(scope: str, *, now: datetime) -> QuerySet[Proposal]:
    """All that waits at a host, what waits longest first."""
    return _waiting(now).filter(scope=scope).order_by("proposed_at", "pk")


def of_target(kind: str, target: Any, *, now: datetime) -> Proposal | None:
    """What of this kind waits for this row."""
    rows = _waiting(now).filter(kind=kind, target=target._meta.label_lower, target_id=target.public_id)
    return rows.first()


def waits(kind: str, target: Any, *, now: datetime) -> bool:
    """Whether somebody can still confirm something of this kind for this row as it is."""
    found = of_target(kind, target, now=now)
    return found is not None and found.version == kinds.kind(kind).version(target)


def shown(proposals: Iterable[Proposal], *, reader: Person) -> list[Shown]:
    """Proposals for a reader, in two queries for each kind; those whose row is gone are left out."""
    waiting = list(proposals)
    ids: dict[str, list[str]] = {}
    for one in waiting:
        ids.setdefault(one.kind, []).append(one.target_id)
    targets = {key: _targets(kinds.kind(key), of_kind, reader) for key, of_kind in ids.items()}
    pairs = ((one, targets[one.kind].get(one.target_id)) for one in waiting)
    return [_shown(one, *found, reader=reader) for one, found in pairs if found is not None]


def _targets(kind: Kind, ids: list[str], reader: Person) -> dict[str, tuple[Any, bool]]:
    """For each id its row, and whether the reader has the right to decide on it."""
    rows = kind.rows().filter(public_id__in=ids)
    hers = set(kind.confirmable(reader, kind.rows().filter(public_id__in=ids)).values_list("pk", flat=True))
    return {row.public_id: (row, row.pk in hers) for row in rows}


def _shown(proposal: Proposal, target: Any, has_right: bool, *, reader: Person) -> Shown:
    kind = kinds.kind(proposal.kind)
    proposers = {proposal.proposed_by_id, proposal.proposed_for_id}
    is_among_them = bool(proposers & {one.pk for one in (reader, reader.acting_for) if one is not None})
    return Shown(
        proposal,
        label=str(kind.label),
        says=kind.says(target, proposal),
        address=kind.address(target),
        is_outdated=kind.version(target) != proposal.version,
        is_mine=proposal.proposed_by_id == reader.pk,
        has_right=has_right,
        may_decide=has_right and not is_among_them,
    )


def _waiting(now: datetime) -> QuerySet[Proposal]:
    rows = Proposal.objects.filter(state=ProposalState.WAITING, expires_at__gt=now)
    return rows.select_related("proposed_by", "proposed_for")


def for_reader(reader: Person, public_id: str) -> Shown:
    """The door to a proposal, decided or not: for who made it, and for who has the right to decide on such."""
    rows = Proposal.objects.select_related("proposed_by", "proposed_for")
    found = shown([get_object_or_404(rows, public_id=public_id)], reader=reader)
    if not found or not (found[0].is_mine or found[0].has_right):
        raise Http404
    return found[0]
