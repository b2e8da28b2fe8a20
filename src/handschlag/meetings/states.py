"""States of wishes, planning runs and plans, and which may follow which."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from handschlag.foundation.states import Transitions


class WishLevel(models.TextChoices):
    """How much a meeting is wished for; ``no`` is a veto."""

    MUST = "must", _("must")
    WANT = "want", _("want")
    POSSIBLE = "possible", _("possible")
    NO = "no", _("no")


class WishState(models.TextChoices):
    """What has become of a wish."""

    OPEN = "open", _("waiting for an answer")
    ACCEPTED = "accepted", _("accepted")
    DECLINED = "declined", _("declined")
    WITHDRAWN = "withdrawn", _("withdrawn")


ANSWERS = Transitions(
    {
        WishState.OPEN: {WishState.ACCEPTED, WishState.DECLINED, WishState.WITHDRAWN},
        WishState.ACCEPTED: {WishState.DECLINED, WishState.WITHDRAWN},
        WishState.DECLINED: {WishState.ACCEPTED},
    }
)


class RunState(models.TextChoices):
    """How far a planning run is."""

    QUEUED = "queued", _("queued")
    RUNNING = "running", _("computing")
    SOLVED = "solved", _("finished")
    INFEASIBLE = "infeasible", _("not possible")
    STOPPED = "stopped", _("stopped")
    FAILED = "failed", _("failed")


RUNS = Transitions(
    {
        RunState.QUEUED: {RunState.RUNNING, RunState.STOPPED, RunState.FAILED},
        RunState.RUNNING: {RunState.SOLVED, RunState.INFEASIBLE, RunState.STOPPED, RunState.FAILED},
    }
)
ENDED = (RunState.SOLVED, RunState.INFEASIBLE, RunState.STOPPED, RunState.FAILED)


class PlanState(models.TextChoices):
    """Who may see a plan: everybody concerned from ``provisional`` on."""

    DRAFT = "draft", _("draft")
    PROVISIONAL = "provisional", _("provisional")
    FINAL = "final", _("final")
    SUPERSEDED = "superseded", _("superseded")


PLANS = Transitions(
    {
        PlanState.DRAFT: {PlanState.PROVISIONAL, PlanState.SUPERSEDED},
        PlanState.PROVISIONAL: {PlanState.FINAL, PlanState.SUPERSEDED},
        PlanState.FINAL: {PlanState.SUPERSEDED},
    }
)
PUBLISHED = (PlanState.PROVISIONAL, PlanState.FINAL)


class UnmetReason(models.TextChoices):
    """Why a wish has no meeting; the first six come from the planner."""

    NO_COMMON_SLOT = "no_common_slot", _("no time at which both are there")
    LIMIT = "limit", _("largest number of meetings reached")
    BUSY = "busy", _("at every common time one of them has another meeting")
    ORDER = "order", _("the order of the meetings does not allow it")
    INTERPRETER = "interpreter", _("no interpreter free")
    PLACE = "place", _("no table free")
    FAIRNESS = "fairness", _("somebody would have to wait much more often than others")
    VETO = "veto", _("one of the two does not want it")
    DECLINED = "declined", _("declined")


REFUSED = (UnmetReason.VETO, UnmetReason.DECLINED)
"""Reasons for which a wish was not even planned."""
