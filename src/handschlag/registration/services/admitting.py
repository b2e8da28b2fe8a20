"""What is decided by itself of an application that has just arrived."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from handschlag.foundation.errors import RuleBroken
from handschlag.registration import letters
from handschlag.registration.models import Application, ApprovalRule, RegistrationRules
from handschlag.registration.services import approval, places, waiting
from handschlag.registration.services.steps import step
from handschlag.registration.standing import Standing
from handschlag.registration.standing import standing as standing_of
from handschlag.registration.states import ApplicationState, Approval, Verdict


def admit(
    application: Application, rules: RegistrationRules, *, now: datetime, standing: Standing | None = None
) -> None:
    """Approve it, let it wait, or leave it to a person, and say so; both are locked.

    Raises ``RuleBroken``: "full" (no place, and no waiting list).
    """
    standing = standing or standing_of(application)
    match verdict(application, rules, standing):
        case Verdict.APPROVE:
            _approve_or_wait(application, rules, standing, now=now)
        case Verdict.WAIT if rules.has_waiting_list:
            waiting.queue_up(application, rules, now=now, is_held_back=True, standing=standing)
        case _:
            step(application, ApplicationState.SUBMITTED)
            letters.tell(letters.RECEIVED, application, now=now, worded=standing.words(letters.RECEIVED))


def verdict(application: Application, rules: RegistrationRules, standing: Standing) -> Verdict:
    """That of the first rule that fits, else as the event has it.

    A person looks at whoever says for the first time that she speaks for an organisation that is known here, and at
    whom a person has turned away before.
    """
    if application.claimed_id is not None:
        return Verdict.BY_HAND
    if standing.is_of_others or standing.was_turned_away:
        return Verdict.BY_HAND
    found = next((one for one in standing.rules if _fits(one, application)), None)
    if found is not None:
        return Verdict(found.verdict)
    return Verdict.APPROVE if rules.approval == Approval.AUTOMATIC else Verdict.BY_HAND


def _approve_or_wait(application: Application, rules: RegistrationRules, standing: Standing, *, now: datetime) -> None:
    if places.take(places.quotas_of(application, standing.quotas)):
        approval.approve(application, by=None, now=now, standing=standing)
    elif rules.has_waiting_list:
        waiting.queue_up(application, rules, now=now, standing=standing)
    else:
        raise RuleBroken(
            _("All places are taken, and there is no waiting list. Please write to the organiser."), code="full"
        )


def _fits(rule: ApprovalRule, application: Application) -> bool:
    return (
        rule.side_id in (None, application.side_id)
        and rule.size in ("", application.size)
        and rule.country in ("", application.country)
        and (rule.sector_id is None or _is_of(application, rule.sector_id))
    )


def _is_of(application: Application, sector: int) -> bool:
    return not application._state.adding and application.sectors.filter(pk=sector).exists()
