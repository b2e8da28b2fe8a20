"""What of this flat is noted in the audit log, and how it reads."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from handschlag.foundation import audit
from handschlag.meetings.states import WishLevel, WishState


def _level(level: str) -> str:
    return str(WishLevel(level).label)


def _answer(state: str) -> str:
    return str(WishState(state).label)


RUN_STARTED = audit.verb("run.started", _("Planning run started"), _("Planning run %(number)s started"))
RUN_STOPPED = audit.verb("run.stopped", _("Planning run stopped"), _("Planning run %(number)s stopped"))
PLAN_PUBLISHED = audit.verb("plan.published", _("Plan published"), _("Plan %(number)s published"))
PLAN_FINAL = audit.verb("plan.final", _("Plan made final"), _("Plan %(number)s made final"))
WISH_SET = audit.verb("wish.set", _("Wish given or changed"), _("Wish: %(target)s, level: %(level)s"), level=_level)
WISH_ANSWERED = audit.verb(
    "wish.answered", _("Wish answered"), _("Wish answered: %(target)s, answer: %(answer)s"), answer=_answer
)
WISH_WITHDRAWN = audit.verb("wish.withdrawn", _("Wish withdrawn"), _("Wish withdrawn: %(target)s"))
