"""What can be decided about an application, depending on its state: the buttons of its page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from handschlag.accounts.models import User
from handschlag.engine.language import Text
from handschlag.registration.models import Application, RegistrationRules
from handschlag.registration.services import applying, cancelling, deciding, waiting
from handschlag.registration.states import APPLICATIONS, ApplicationState

S = ApplicationState


@dataclass(frozen=True, slots=True)
class Said:
    """What goes with a decision: words for those who applied, a rank on the waiting list."""

    words: Text | None = None
    priority: int = 0


@dataclass(frozen=True, slots=True)
class Decision:
    """``asks`` is the label of the words that it takes, empty where it takes none."""

    key: str
    label: Any
    is_possible: Callable[[Application, RegistrationRules], bool]
    do: Callable[[Application, Said, User, datetime], object]
    done: Any
    asks: Any = ""
    says: Any = ""
    kind: str = ""


def possible(application: Application, rules: RegistrationRules) -> list[Decision]:
    """Those that its state allows, the likeliest first."""
    return [one for one in DECISIONS.values() if one.is_possible(application, rules)]


def _to(state: ApplicationState) -> Callable[[Application, RegistrationRules], bool]:
    return lambda one, _rules: APPLICATIONS.allows(one.state, state)


def _in(state: ApplicationState) -> Callable[[Application, RegistrationRules], bool]:
    return lambda one, _rules: one.state == state


def _may_wait(application: Application, rules: RegistrationRules) -> bool:
    return rules.has_waiting_list and APPLICATIONS.allows(application.state, S.WAITING)


DECISIONS = {
    one.key: one
    for one in (
        Decision(
            "accept",
            _("Take the place for them"),
            _in(S.OFFERED),
            lambda one, _said, by, now: waiting.accept(one, by=by, now=now),
            _("The place is taken; they are told so."),
            says=_("They have said, for instance on the telephone, that they take the place that is offered."),
            kind="primary",
        ),
        Decision(
            "late",
            _("Let in late"),
            _in(S.LATE_REQUEST),
            lambda one, _said, by, now: deciding.admit_late(one, by=by, now=now),
            _("Let in: from now on it is decided like any other."),
            says=_("It is then decided by the rules of the event, like one that came in time."),
            kind="primary",
        ),
        Decision(
            "approve",
            _("Approve"),
            lambda one, _rules: one.state != S.OFFERED and APPLICATIONS.allows(one.state, S.APPROVED),
            lambda one, _said, by, now: deciding.approve(one, by=by, now=now),
            _("Approved; they are told so."),
            says=_("It takes its places, becomes a participant, and those who applied are told."),
            kind="primary",
        ),
        Decision(
            "conditions",
            _("Approve with conditions"),
            lambda one, _rules: one.state != S.OFFERED and APPLICATIONS.allows(one.state, S.APPROVED),
            lambda one, said, by, now: deciding.approve(one, conditions=said.words, by=by, now=now),
            _("Approved with conditions; they are told so."),
            asks=_("Conditions"),
        ),
        Decision(
            "incomplete",
            _("Ask to complete"),
            _to(S.INCOMPLETE),
            lambda one, said, by, now: deciding.ask_to_complete(one, said.words or Text(), by=by, now=now),
            _("They are asked to complete it."),
            asks=_("What is missing"),
        ),
        Decision(
            "complete",
            _("Send it for them"),
            _in(S.INCOMPLETE),
            lambda one, _said, by, now: applying.submit(one, by=by, now=now, is_from_office=True),
            _("Sent for them."),
            says=_("What was missing has arrived in another way; the application goes on."),
        ),
        Decision(
            "waiting",
            _("Put on the waiting list"),
            _may_wait,
            lambda one, _said, by, now: waiting.put(one, by=by, now=now),
            _("On the waiting list; they are told so."),
            says=_("It stands at the end; as soon as a place is free for it, it gets it."),
        ),
        Decision(
            "prefer",
            _("Rank on the waiting list"),
            _in(S.WAITING),
            lambda one, said, by, now: waiting.prefer(one, said.priority, by=by, now=now),
            _("Ranked anew."),
        ),
        Decision(
            "refuse",
            _("Refuse"),
            _to(S.REFUSED),
            lambda one, said, by, now: deciding.refuse(one, said.words or Text(), by=by, now=now),
            _("Refused; they read the reason and can object."),
            asks=_("Reason"),
            kind="danger",
        ),
        Decision(
            "cancel",
            _("Cancel for the host"),
            _to(S.CANCELLED),
            lambda one, said, by, now: cancelling.cancel_by_host(one, said.words or Text(), by=by, now=now),
            _("Cancelled; they read the reason."),
            asks=_("Reason"),
            kind="danger",
        ),
    )
}
