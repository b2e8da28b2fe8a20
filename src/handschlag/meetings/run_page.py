"""What the page of a planning run shows, while it computes and when it has ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from handschlag.meetings import board, chart, comparison, contradiction, queries, reasons
from handschlag.meetings.choices import Choices
from handschlag.meetings.models import PlanningRun
from handschlag.meetings.states import ENDED, REFUSED, WishLevel

CAUSES: dict[str, Promise] = {
    "no_slots": _("The event has no slots. Without times there can be no meetings."),
    "no_tables": _("There is no table, or every table is closed at all times."),
    "no_wishes": _("There is no wish that could be planned."),
    "nobody_there": _("None of those who wish to meet are there at the same time."),
    "contradiction": _("The meetings that must not be left out contradict each other."),
    "memory": _("The planner needed more memory than it may take. Ask whoever runs the server."),
    "killed": _("The planner was ended from outside, perhaps because the server ran out of memory. Start again."),
    "late": _("The planner did not answer in time. Start again."),
    "crashed": _(
        "The planner broke down. Start again; if it happens twice, the file of the problem helps to find out why."
    ),
    "input": _("The event's data do not fit together, for instance a slot on the wrong day. Check its slots."),
    "answer": _("The planner's plan broke a rule and was thrown away. Start again."),
    "changed": _("A slot, table, interpreter or participant was deleted while the planner was computing. Start again."),
    "lost": _("The worker ended several times in the middle of this run. Start again."),
    "not_begun": _("It was stopped before it had begun."),
}
LEVELS = (WishLevel.MUST, WishLevel.WANT, WishLevel.POSSIBLE)


@dataclass(frozen=True, slots=True)
class Now:
    """The latest point of a curve. ``must`` is how many musts are met."""

    seconds: float
    held: int
    must: int
    breaks: int
    improvements: int


def computing(run: PlanningRun, now: datetime) -> dict[str, Any]:
    """The context while a run computes; ``is_over`` where it has just ended."""
    figures, choices = run.figures, Choices.read(run.settings)
    elapsed = (now - run.started_at).total_seconds() if run.started_at else 0.0
    drawn = {
        name: chart.draw(
            run.curve,
            weight=figures.get("weight", 0),
            bound=run.bound,
            seconds=choices.seconds,
            now=min(elapsed, choices.seconds),
            size=size,
        )
        for name, size in (("wide", chart.WIDE), ("narrow", chart.NARROW))
    }
    wishes = figures.get("wishes")
    return {
        "run": run,
        "is_over": run.state in ENDED,
        "elapsed": elapsed,
        "choices": choices,
        "figures": figures,
        "wishes": sum(wishes.values()) if wishes else 0,
        "latest": _latest(run),
        "chart": drawn["wide"],
        "narrow_chart": drawn["narrow"],
        "is_stopping": run.job is not None and run.job.stop_asked,
    }


def _latest(run: PlanningRun) -> Now | None:
    if not run.curve:
        return None
    seconds, _moves, held, must_unmet, _lost, breaks = run.curve[-1]
    return Now(seconds, held, run.figures["wishes"]["must"] - must_unmet, breaks, len(run.curve) - 1)


def ended(run: PlanningRun) -> dict[str, Any]:
    """The context of a run that has ended."""
    plan = comparison.plan_of(run)
    context: dict[str, Any] = {
        "choices": Choices.read(run.settings),
        "figures": run.figures,
        "wishes": sum(run.figures.get("wishes", {}).values()),
        "cause": CAUSES.get(run.cause, run.cause),
        "proof": contradiction.words(run) if run.cause == "contradiction" else "",
        "comparison": comparison.side_by_side(run.event, this=run),
        "plan": plan,
    }
    if plan is None:
        return context
    plan.event = run.event
    loaded = board.load(plan)
    rows = list(board.unmet(plan))
    figures = run.figures
    return context | {
        "board": loaded,
        "held": len(loaded.talks),
        "idle": figures["participants"] - figures["without_wish"] - figures["busy"],
        "levels": [(level, figures["held"][level], figures["wishes"][level]) for level in LEVELS],
        "points": (
            round(chart.POINTS * (figures["weight"] - figures["lost"])),
            round(chart.POINTS * (figures["weight"] - run.bound.get("lost", 0))),
        ),
        "counts": reasons.counted(row.reason for row in rows if row.reason not in REFUSED),
        "refused": reasons.counted(row.reason for row in rows if row.reason in REFUSED),
        "musts": reasons.explained(reasons.filtered(rows, WishLevel.MUST), loaded),
        "duties": board.by_interpreter(loaded),
        "publishing": queries.publishing(plan, busy=len(loaded.busy)),
    }
