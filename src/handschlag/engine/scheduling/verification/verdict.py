"""The verdict on a certificate."""

from __future__ import annotations

from dataclasses import dataclass

from handschlag.engine.scheduling.plan import Certificate
from handschlag.engine.scheduling.problem import Meeting, Problem
from handschlag.engine.scheduling.verification.arguments import OF_A_PARTICIPANT, SIMPLE, Doubt, TooLarge, demand
from handschlag.engine.scheduling.verification.exhaustion import RULES, Exhaustion
from handschlag.engine.scheduling.verification.forum import Forum

MOST_STEPS = 2_000_000
"""Ways to hold a meeting that are looked at before it is given up: some ten seconds."""
WITH_A_WINDOW = ("places", "interpreters")
"""Kinds whose slots may be more than those of the meetings: the places or duties in all of them count."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """``holds`` is None where it was too much to try; ``words`` say what was verified, or why it is not believed."""

    holds: bool | None
    words: str


def verify(problem: Problem, certificate: Certificate | None, *, most_steps: int = MOST_STEPS) -> Verdict:
    """Is there really no plan that keeps every rule, for the reason that the certificate gives?"""
    try:
        return Verdict(True, _verified(Forum(problem), certificate, most_steps))
    except Doubt as doubt:
        return Verdict(False, str(doubt))
    except TooLarge:
        return Verdict(None, "there is too much to try; it has been neither confirmed nor refuted")


def _verified(forum: Forum, certificate: Certificate | None, most_steps: int) -> str:
    if certificate is None:
        raise Doubt("there is no certificate")
    meetings = _meetings(forum, certificate)
    _check_slots(forum, meetings, certificate)
    _check_participant(forum, certificate)
    if certificate.kind == "search":
        return _searched(forum, meetings, certificate, most_steps)
    demand(not certificate.rules, f'a certificate of the kind "{certificate.kind}" names no rules')
    demand(certificate.kind in SIMPLE, f'the kind "{certificate.kind}" is not known')
    optional = [one.id for one in meetings if not one.locked]
    # Fairness counts what may be held, too; every other kind argues with what has to be.
    demand(not optional or certificate.kind == "fairness", f'meeting "{optional[:1]}" may be left out')
    return SIMPLE[certificate.kind](forum, meetings, certificate)


def _meetings(forum: Forum, certificate: Certificate) -> list[Meeting]:
    unknown = [name for name in certificate.meetings if name not in forum.meetings]
    demand(not unknown, f"the problem has no meeting {unknown[:1]}")
    demand(len(set(certificate.meetings)) == len(certificate.meetings), "a meeting is named twice")
    return [forum.meetings[name] for name in certificate.meetings]


def _check_slots(forum: Forum, meetings: list[Meeting], certificate: Certificate) -> None:
    """The slots named are those that the meetings can take, in order of time."""
    named = forum.names(k for k, slot in enumerate(forum.problem.slots) if slot.id in certificate.slots)
    demand(named == certificate.slots, "the slots named are not slots of the problem in order of time")
    theirs = forum.names({k for one in meetings for k in forum.options(one)})
    if certificate.kind not in WITH_A_WINDOW:
        demand(named == theirs, "the slots named are not those that the meetings can take")


def _check_participant(forum: Forum, certificate: Certificate) -> None:
    name = certificate.participant
    demand(
        (name is not None) == (certificate.kind in OF_A_PARTICIPANT), "a participant is named without need, or missing"
    )
    demand(name is None or name in forum.participants, f'the problem has no participant "{name}"')


def _searched(forum: Forum, meetings: list[Meeting], certificate: Certificate, most_steps: int) -> str:
    """Every way has been tried to hold just these meetings by just these rules; whatever else a plan must keep or hold
    makes it no easier.
    """
    unknown = [rule for rule in certificate.rules if rule not in RULES]
    demand(not unknown, f"there is no rule {unknown[:1]} that a certificate may name")
    tried = Exhaustion(forum, meetings, rules=certificate.rules, most_steps=most_steps)
    demand(
        not tried.finds_a_way(), f"there is a way to hold these {len(meetings)} meetings by the rules that are named"
    )
    rules = ", ".join(certificate.rules) or "no other rule than that nobody is in two meetings at once"
    tries = most_steps - tried.steps_left
    return f"all ways to hold {len(meetings)} meetings were tried in {tries} steps, and none is possible ({rules})"
