"""Proposing, and what a second person says to it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from handschlag.foundation import audit
from handschlag.foundation.audit.sealing import plain
from handschlag.foundation.errors import RuleBroken
from handschlag.foundation.four_eyes import kinds
from handschlag.foundation.four_eyes.kinds import Kind, Person
from handschlag.foundation.models import Proposal, ProposalState

LASTS = timedelta(days=14)

PROPOSED = audit.verb("four_eyes.proposed", _("Proposed"), _("Proposed: %(kind)s (%(target)s)"), kind=kinds.label)
CONFIRMED = audit.verb(
    "four_eyes.confirmed", _("Proposal confirmed"), _("Proposal confirmed: %(kind)s (%(target)s)"), kind=kinds.label
)
REFUSED = audit.verb(
    "four_eyes.refused", _("Proposal refused"), _("Proposal refused: %(kind)s (%(target)s)"), kind=kinds.label
)
WITHDRAWN = audit.verb(
    "four_eyes.withdrawn", _("Proposal withdrawn"), _("Proposal withdrawn: %(kind)s (%(target)s)"), kind=kinds.label
)


@transaction.atomic
def propose(
    kind: str,
    target: Model,
    *,
    by: Person,
    now: datetime,
    scope: str,
    event: str = "",
    facts: dict[str, Any] | None = None,
    lasts: timedelta = LASTS,
) -> Proposal:
    """Propose something that another person confirms; ``target`` has a ``public_id``.

    Raises ``RuleBroken``: "waiting" (the same is proposed already and waits), "outdated" (the target is not any more as
    the proposer has seen it).
    """
    registered = kinds.kind(kind)
    now_there = registered.locked(target.public_id)  # type: ignore[attr-defined]
    if now_there is None or registered.version(now_there) != registered.version(target):
        raise RuleBroken(_("This has just been changed. Please look at it again first."), code="outdated")
    _close_what_no_longer_counts(registered, target, now)
    proposal = Proposal(
        kind=kind,
        scope=scope,
        event=event,
        target=target._meta.label_lower,
        target_id=target.public_id,  # type: ignore[attr-defined]
        version=registered.version(target),
        facts=plain(facts or {}),
        proposed_by=by,
        proposed_for=by.acting_for,
        proposed_at=now,
        expires_at=now + lasts,
    )
    try:
        with transaction.atomic():
            proposal.save()
    except IntegrityError as taken:  # one_waiting_proposal: also when two propose at once
        raise RuleBroken(
            _("This is proposed already and waits for a second person to confirm it."), code="waiting"
        ) from taken
    _note(PROPOSED, proposal, target, by, now)
    return proposal


@transaction.atomic
def confirm(proposal: Proposal, *, by: Person, now: datetime) -> Proposal:
    """Carry out what was proposed.

    Raises ``RuleBroken``: "state" (decided already), "expired", "outdated" (the target has changed since),
    "same_person", "right", and whatever carrying it out refuses.
    """
    proposal = _locked_waiting(proposal)
    if now >= proposal.expires_at:
        raise RuleBroken(_("This proposal has expired. Please have it proposed anew."), code="expired")
    _check_is_another(proposal, by)
    registered = kinds.kind(proposal.kind)
    target = registered.locked(proposal.target_id)
    if target is None or registered.version(target) != proposal.version:
        raise RuleBroken(
            _("What was proposed has changed since. Please look at it and have it proposed anew."), code="outdated"
        )
    _check_right(registered, target, by)
    _decide(proposal, ProposalState.CONFIRMED, by, now)
    registered.carry_out(target, proposal, by=by, now=now)
    _note(CONFIRMED, proposal, target, by, now)
    return proposal


@transaction.atomic
def refuse(proposal: Proposal, *, by: Person, now: datetime, reason: str = "") -> Proposal:
    """Say no. Raises ``RuleBroken``: "state", "same_person", "right"."""
    proposal = _locked_waiting(proposal)
    _check_is_another(proposal, by)
    registered = kinds.kind(proposal.kind)
    target = registered.locked(proposal.target_id)
    if target is not None:
        _check_right(registered, target, by)
    proposal.reason = reason
    _decide(proposal, ProposalState.REFUSED, by, now)
    _note(REFUSED, proposal, target, by, now)
    return proposal


@transaction.atomic
def withdraw(proposal: Proposal, *, by: Person, now: datetime) -> Proposal:
    """Take back what one has proposed oneself. Raises ``RuleBroken``: "state", "right"."""
    proposal = _locked_waiting(proposal)
    if proposal.proposed_by_id != by.pk:
        raise RuleBroken(_("Only who has proposed it can take it back."), code="right")
    _decide(proposal, ProposalState.WITHDRAWN, by, now)
    _note(WITHDRAWN, proposal, kinds.kind(proposal.kind).locked(proposal.target_id), by, now)
    return proposal


def expire(*, now: datetime) -> int:
    """Close what nobody has decided in time; returns how many."""
    late = Proposal.objects.filter(state=ProposalState.WAITING, expires_at__lte=now)
    return late.update(state=ProposalState.EXPIRED, decided_at=now, changed_at=now)


def _locked_waiting(proposal: Proposal) -> Proposal:
    # Locked and read again: two may decide at once, and only the first one does.
    proposal = Proposal.objects.select_for_update().get(pk=proposal.pk)
    if proposal.state != ProposalState.WAITING:
        raise RuleBroken(_("This proposal does not wait any more: it has been decided."), code="state")
    return proposal


def _check_is_another(proposal: Proposal, by: Person) -> None:
    proposers = [one for one in (proposal.proposed_by, proposal.proposed_for) if one is not None]
    deciders = [one for one in (by, by.acting_for) if one is not None]
    is_same = {one.pk for one in proposers} & {one.pk for one in deciders}
    if proposal.proposed_by is None or is_same:  # without an account nobody knows any more who it was
        raise RuleBroken(
            _("This needs a second person: whoever proposes something does not also decide on it."), code="same_person"
        )
    since = proposal.proposed_at
    if not all(kinds.are_independent(one, other, since=since) for one in proposers for other in deciders):
        raise RuleBroken(
            _(
                "This needs somebody who has neither acted for the person who proposed it nor been represented by her "
                "since it was proposed."
            ),
            code="same_person",
        )


def _check_right(kind: Kind, target: Model, by: Person) -> None:
    if not kind.may_confirm(by, target):
        raise RuleBroken(_("Your role does not allow you to decide on this."), code="right")


def _decide(proposal: Proposal, state: ProposalState, by: Person, now: datetime) -> None:
    decided = {"state": state, "decided_by": by, "decided_at": now, "reason": proposal.reason, "changed_at": now}
    if not Proposal.objects.filter(pk=proposal.pk, state=ProposalState.WAITING).update(**decided):
        raise RuleBroken(_("This proposal does not wait any more: it has been decided."), code="state")
    proposal.refresh_from_db()


def _close_what_no_longer_counts(kind: Kind, target: Any, now: datetime) -> None:
    """What has expired or speaks of an earlier version makes room for a new proposal."""
    waiting = Proposal.objects.filter(
        kind=kind.key, target=target._meta.label_lower, target_id=target.public_id, state=ProposalState.WAITING
    )
    closing = {"decided_at": now, "changed_at": now}
    waiting.filter(expires_at__lte=now).update(state=ProposalState.EXPIRED, **closing)
    waiting.exclude(version=kind.version(target)).update(state=ProposalState.OUTDATED, **closing)


def _note(verb: str, proposal: Proposal, target: Model | None, by: Person, now: datetime) -> None:
    facts: dict[str, Any] = {"kind": proposal.kind, "proposal": proposal.public_id} | (
        {"reason": proposal.reason} if proposal.reason else {}
    )
    audit.record(by, verb, target, scope=proposal.scope, event=proposal.event, now=now, **facts)
