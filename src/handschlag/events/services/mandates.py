"""Somebody may act for somebody else: asked by who is represented, accepted by the other, ended by each at once."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from handschlag.accounts.models import User
from handschlag.events import letters, memberships, verbs
from handschlag.events.models import Event, Mandate
from handschlag.events.roles import Right
from handschlag.foundation import audit
from handschlag.foundation.errors import RuleBroken


@transaction.atomic
def offer(
    *,
    agent: User,
    principal: User,
    event: Event,
    by: User,
    now: datetime,
    starts_on: date | None = None,
    ends_on: date | None = None,
) -> Mandate:
    """Ask ``agent`` to act for ``principal`` at an event; it counts once she has accepted.

    Only the represented person begins: who takes part, and whether an address belongs to somebody who does, is nothing
    that advisers learn here. Raises ``RuleBroken``: "party" (somebody else asks), "acting", "agent" (has no such role),
    "principal" (does not take part), "exists", "period".
    """
    _check_is_party(by, agent, principal)
    if by.pk != principal.pk:
        raise RuleBroken(_("Only the person who is to be represented can ask for that."), code="party")
    if Right.ACT_FOR_PARTICIPANT not in memberships.rights_at(agent, event):
        raise RuleBroken(_("Only advisers and co-organisers of this event can act for somebody."), code="agent")
    if Right.SPEAK_FOR_PARTICIPANT not in memberships.rights_at(principal, event):
        raise RuleBroken(_("This person represents nobody at the event."), code="principal")
    starts_on = starts_on or timezone.localdate(now)
    if ends_on is not None and ends_on < max(starts_on, timezone.localdate(now)):
        raise RuleBroken(_("The last day lies before the first one, or is over. Please correct it."), code="period")
    mandate = Mandate(
        agent=agent,
        principal=principal,
        host=event.host,
        event=event,
        offered_by=by,
        starts_on=starts_on,
        ends_on=ends_on,
    )
    try:
        with transaction.atomic():
            mandate.save()
    except IntegrityError as taken:
        raise RuleBroken(_("This is agreed or offered already; you see it on this page."), code="exists") from taken
    letters.send_mandate_offer(mandate, by=by, now=now)
    _note(verbs.MANDATE_OFFERED, mandate, by, now)
    return mandate


@transaction.atomic
def accept(mandate: Mandate, *, by: User, now: datetime) -> Mandate:
    """Agree to what the other one has offered. Raises ``RuleBroken``: "party", "acting", "state"."""
    mandate = _locked(mandate)
    _check_is_party(by, mandate.agent, mandate.principal)
    if by.pk == mandate.offered_by_id:
        raise RuleBroken(_("You have offered this yourself; the other person has to accept it."), code="party")
    if mandate.accepted_at is not None or mandate.ended_at is not None:
        raise RuleBroken(_("This has been accepted or ended already."), code="state")
    mandate.accepted_at = now
    mandate.save(update_fields=["accepted_at", "changed_at"])
    _note(verbs.MANDATE_ACCEPTED, mandate, by, now)
    return mandate


@transaction.atomic
def end(mandate: Mandate, *, by: User, now: datetime) -> Mandate:
    """End it, or turn it down; counts from the next page that the agent asks for.

    Raises ``RuleBroken``: "party", "acting", "state".
    """
    mandate = _locked(mandate)
    _check_is_party(by, mandate.agent, mandate.principal)
    if mandate.ended_at is not None:
        raise RuleBroken(_("This has ended already."), code="state")
    mandate.ended_at, mandate.ended_by = now, by
    mandate.save(update_fields=["ended_at", "ended_by", "changed_at"])
    _note(verbs.MANDATE_ENDED, mandate, by, now)
    return mandate


def _check_is_party(by: User, agent: User, principal: User) -> None:
    if by.acting is not None:
        raise RuleBroken(
            _("Whoever acts for somebody else gives no authority in her name. Stop acting first."), code="acting"
        )
    if by.pk not in (agent.pk, principal.pk):
        raise RuleBroken(_("Only the two people concerned can do this."), code="party")


def _locked(mandate: Mandate) -> Mandate:
    rows = Mandate.objects.select_for_update(of=("self",)).select_related("agent", "principal", "host", "event")
    return rows.get(pk=mandate.pk)


def _note(verb: str, mandate: Mandate, by: User, now: datetime) -> None:
    is_agent = by.pk == mandate.agent_id
    audit.record(
        by,
        verb,
        mandate.event or mandate.host,
        scope=mandate.host.slug,
        event=mandate.event.slug if mandate.event else "",
        person=mandate.principal if is_agent else mandate.agent,
        now=now,
        other="represented" if is_agent else "representing",
        mandate=mandate.public_id,
    )
