"""The organiser's planning: settings, runs, plans, publishing, table cards."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from handschlag.accounts.models import SignedInRequest
from handschlag.companies import standing
from handschlag.events import navigation as ways
from handschlag.events import zones
from handschlag.events.access import event_with
from handschlag.events.models import Event
from handschlag.events.roles import Right
from handschlag.foundation import four_eyes, revisions
from handschlag.foundation.errors import RuleBroken
from handschlag.meetings import access, board, bridge, cards, comparison, queries, reasons, run_page
from handschlag.meetings.choices import Choices
from handschlag.meetings.forms import PublishForm, RunForm
from handschlag.meetings.models import Plan, PlanningRun
from handschlag.meetings.services import planning as runs
from handschlag.meetings.services import publishing
from handschlag.meetings.states import ENDED, PlanState

VIEWS = ("time", "person", "interpreter")


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def planning(request: SignedInRequest, event: str) -> HttpResponse:
    """What there is to plan, with which settings, and what earlier runs have found; sending it begins a run."""
    forum = event_with(request.user, event, Right.PLAN if request.method == "POST" else Right.READ_EVENT)
    form = RunForm(request.POST if request.method == "POST" else None, event=forum)
    if request.method == "POST" and form.is_valid():
        try:
            run = runs.start(forum, form.choices(), by=request.user, now=timezone.now())
        except RuleBroken as broken:
            form.add_error(None, broken)
        else:
            return redirect("meetings:run", event, run.public_id)
    posed = _posed(forum)
    context = {
        "form": form,
        "cause": posed.cause,
        "figures": bridge.asked(posed.problem) if posed.problem is not None else None,
        "refused": len(posed.refused),
        "unanswered": queries.unanswered(forum),
        "comparison": comparison.side_by_side(forum),
        "going_on": queries.going_on(forum),
    }
    status = 422 if form.is_bound else 200
    return render(request, "meetings/planning.html", _desk(forum) | context, status=status)


@never_cache
@login_required
@require_safe
def run(request: SignedInRequest, event: str, public_id: str) -> HttpResponse:
    """A run while it computes, or what came out of it."""
    found = access.run_with(request.user, event, public_id, Right.READ_EVENT)
    return _run_page(request, found)


@never_cache
@login_required
@require_safe
def run_now(request: SignedInRequest, event: str, public_id: str) -> HttpResponse:
    """The part of a run's page that changes while it computes."""
    found = access.run_with(request.user, event, public_id, Right.READ_EVENT)
    return render(request, "meetings/_run_now.html", run_page.computing(found, timezone.now()) | {"event": found.event})


@require_POST
@login_required
def stop(request: SignedInRequest, event: str, public_id: str) -> HttpResponse:
    """End a run with the best plan so far."""
    found = access.run_with(request.user, event, public_id, Right.PLAN)
    try:
        runs.stop(found, by=request.user, now=timezone.now())
    except RuleBroken:  # it ended by itself while she pressed
        messages.info(request, _("The run had already ended."))
    return redirect("meetings:run", event, public_id)


@never_cache
@login_required
@require_safe
def problem_file(request: SignedInRequest, event: str, public_id: str) -> HttpResponse:
    """What the planner was given, as its file."""
    found = access.run_with(request.user, event, public_id, Right.READ_EVENT)
    if not found.problem:
        raise Http404
    return _file(bridge.problem_text(found.problem), f"{event}-{found.number}-problem.json")


@never_cache
@login_required
@require_safe
def plan_file(request: SignedInRequest, event: str, public_id: str) -> HttpResponse:
    """What the planner answered, as its file."""
    found = access.run_with(request.user, event, public_id, Right.READ_EVENT)
    if not found.answer:
        raise Http404
    return _file(bridge.plan_text(found.problem, found.answer), f"{event}-{found.number}-plan.json")


@never_cache
@login_required
@require_safe
def plan(request: SignedInRequest, event: str, public_id: str) -> HttpResponse:
    """A plan by time, by participant or by interpreter, and what it leaves unmet."""
    return _plan_page(request, access.plan_with(request.user, event, public_id, Right.READ_EVENT))


@require_POST
@login_required
def publish(request: SignedInRequest, event: str, public_id: str) -> HttpResponse:
    """Show a plan to everybody concerned, or make the provisional one final."""
    found = access.plan_with(request.user, event, public_id, Right.PLAN)
    form = PublishForm(request.POST)
    if not form.is_valid():
        raise Http404
    now = timezone.now()
    try:
        if form.cleaned_data["step"] == PlanState.FINAL and found.event.host.four_eyes_final_plan:
            publishing.propose_final(found, by=request.user, now=now)
            messages.success(
                request,
                _("Proposed. Plan %(number)s is final once a second person has confirmed it.")
                % {"number": found.number},
            )
        elif form.cleaned_data["step"] == PlanState.FINAL:
            publishing.finalise(found, by=request.user, now=now)
            messages.success(request, _("Plan %(number)s is final.") % {"number": found.number})
        else:
            publishing.publish(found, by=request.user, now=now, in_place_of=form.cleaned_data["in_place_of"])
            messages.success(request, _("Plan %(number)s is published.") % {"number": found.number})
    except RuleBroken as broken:
        found = access.plan_with(request.user, event, public_id, Right.PLAN)
        return _plan_page(request, found, refusal=" ".join(broken.messages), status=422)
    return redirect("meetings:plan", event, public_id)


@never_cache
@login_required
@require_safe
def table_cards(request: SignedInRequest, event: str, public_id: str) -> HttpResponse:
    """A sheet for each table with its meetings, to be printed."""
    found = access.plan_with(request.user, event, public_id, Right.READ_EVENT)
    context = {"plan": found, "cards": cards.cards(board.load(found)), "now": timezone.now()}
    return render(request, "meetings/table_cards.html", _desk(found.event) | context)


def _posed(event: Event) -> bridge.Posed:
    """What there is to plan; rows that do not fit together are a cause like any other."""
    try:
        return bridge.pose(event, Choices())
    except ValueError:
        return bridge.Posed(None, (), "input")


def _run_page(request: SignedInRequest, found: PlanningRun) -> HttpResponse:
    context: dict[str, Any] = {"run": found}
    if found.state not in ENDED:
        # The number is read first: what is shown may be newer than it says, never older.
        revision = revisions.current(found.event.slug, "plan")
        found.refresh_from_db(fields=["state", "curve", "bound", "figures", "started_at", "ended_at", "cause"])
        context |= {"revision": revision} | run_page.computing(found, timezone.now())
    if found.state in ENDED:
        context |= run_page.ended(found)
        if "board" in context:
            context["interpreters"] = _interpreters(request, context["board"])
    return render(request, "meetings/run.html", _desk(found.event) | context)


def _plan_page(request: SignedInRequest, found: Plan, *, refusal: str = "", status: int = 200) -> HttpResponse:
    by = request.GET.get("by", "")
    by = by if by in VIEWS else VIEWS[0]
    loaded = board.load(found)
    rows = list(board.unmet(found))
    filters = reasons.filters(rows)
    reason = request.GET.get("reason", "")
    reason = reason if reason in [key for key, _label, _number in filters] else reasons.usual(filters)
    arranged = {"time": board.by_time, "person": board.by_participant, "interpreter": board.by_interpreter}[by]
    context = {
        "plan": found,
        "board": loaded,
        "interpreters": _interpreters(request, loaded),
        "by": by,
        "arranged": arranged(loaded),
        "reason": reason,
        "filters": filters,
        "unmet": reasons.explained(reasons.filtered(rows, reason), loaded),
        "publishing": queries.publishing(found, busy=len(loaded.busy)),
        "proposed": _proposed(request, found),
        "refusal": refusal,
        "zone": zones.city(found.event.time_zone),
        "here": _address(found) if request.method == "POST" else None,
    }
    return render(request, "meetings/plan.html", _desk(found.event) | context, status=status)


def _interpreters(request: SignedInRequest, loaded: board.Board) -> dict[int, str]:
    """The names of interpreters as this reader may see them, by their keys."""
    event = loaded.plan.event
    return standing.interpreters(loaded.staff, standing.of_host(event.pk, request.user), host=event.host_id)


def _proposed(request: SignedInRequest, plan: Plan) -> four_eyes.Shown | None:
    """What waits for a second person, where the host wants one."""
    if not (plan.event.host.four_eyes_final_plan and plan.state == PlanState.PROVISIONAL):
        return None
    waiting = four_eyes.of_target(publishing.FINAL_PLAN.key, plan, now=timezone.now())
    return next(iter(four_eyes.shown([waiting] if waiting else [], reader=request.user)), None)


def _address(plan: Plan) -> str:
    return reverse("meetings:plan", args=[plan.event.slug, plan.public_id])


def _desk(event: Event) -> dict[str, Any]:
    """What every page at the desk needs."""
    return {"event": event, "active": "planning", "nav": ways.at(event)}


def _file(text: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(text, content_type="application/json", headers=headers)
