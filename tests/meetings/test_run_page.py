"""The page of a planning run: waiting, computing, and ended in every way it can."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse
from django.utils import translation

from handschlag.foundation.models import Job, JobState, Revision
from handschlag.meetings import bridge, run_page
from handschlag.meetings.choices import Choices
from handschlag.meetings.models import PlanningRun
from handschlag.meetings.services import planning
from handschlag.meetings.states import ENDED, RunState
from tests import factories as make
from tests import once
from tests.meetings import planned
from tests.meetings.desk import ask, shown

pytestmark = pytest.mark.django_db

LANGUAGES = ["de", "en", "ru"]
CURVE = [[0.3, 10, 5, 1, 9.0, 0], [1.5, 90, 6, 1, 6.0, 2], [4.2, 400, 7, 0, 2.0, 1]]
BOUND = {"known_at": 1.5, "must_unmet": 0, "lost": 2.0, "breaks": 0}


made = once.made(planned.forum)


@pytest.fixture
def forum(made, db):
    return once.copied(made)


def computing(event, **facts):
    """A run that a worker has taken, with what it has written down so far."""
    job = Job.objects.create(kind="x", state=JobState.RUNNING)
    figures = bridge.asked(bridge.pose(event, Choices()).problem)
    given = {"figures": figures, "curve": CURVE, "bound": BOUND, "settings": Choices().as_data()}
    return make.PlanningRunFactory(
        event=event, state=RunState.RUNNING, job=job, started_at=make.OPENING, **given | facts
    )


def ended(event, state, cause=""):
    """A run without a plan."""
    return make.PlanningRunFactory(event=event, state=state, cause=cause, ended_at=make.OPENING)


def part(client, run):
    """The part of the page that is fetched again and again."""
    return shown(client, run.event, "run_now", run.public_id)


# While it computes


def test_a_run_that_waits_says_so_and_follows(client, forum):
    run = planned.started(forum)

    page = shown(client, forum, "run", run.public_id)

    revision = Revision.objects.get(scope=forum.slug, stream="plan")
    assert re.findall(r'<div data-rev="([^"]*)" data-number="(\d+)" data-src="([^"]*)"', page) == [
        (
            f"/rev/{revision.public_id}",
            str(revision.number),
            reverse("meetings:run_now", args=[forum.slug, run.public_id]),
        )
    ]
    assert (page.count("<svg class="), page.count('class="plot"'), page.count("<noscript>")) == (
        page.count("<svg"),
        0,
        1,
    )
    assert f'action="{reverse("meetings:stop", args=[forum.slug, run.public_id])}"' in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_run_that_computes_shows_its_curve_twice_and_how_far_it_is(client, forum, language):
    with translation.override(language):
        page = shown(client, forum, "run", computing(forum).public_id)

    labels = re.findall(r'<svg class="plot" viewBox="0 0 (\d+) \d+" role="img" aria-label="([^"]*)"', page)
    assert [width for width, _label in labels] == ["860", "350"]
    # from 180 to 250 points of at most 250, which leaves no gap
    assert [re.findall(r"\d+", label) for _width, label in labels] == [["180", "250", "250", "0"]] * 2
    figures = re.findall(r"<dd>([^<]*)</dd>", page.split('class="big3"')[1])
    assert (figures[0], figures[2]) == ("7", "1")
    meters = re.findall(r'class="meter w-(\d+)"', page)
    assert meters == ["100", "67", "88"]  # 3 of 3 musts, 4 of 6 others, 7 of 8 seats
    assert re.findall(r"%\(|None", page) == []


@pytest.mark.parametrize(
    ("facts", "now"),
    [
        ({"curve": [], "bound": {}}, 0),
        ({"curve": CURVE[:1], "bound": {}}, 2),
        ({}, 2),
    ],
    ids=["checking", "first plan", "proven"],
)
def test_the_phase_that_goes_on_is_marked(client, forum, facts, now):
    phases = part(client, computing(forum, **facts)).split('<ol class="phases">')[1]

    assert [index for index, li in enumerate(phases.split("<li")[1:]) if 'aria-current="step"' in li] == [now]


def test_a_worker_that_has_not_counted_yet_leaves_a_page_without_figures(client, forum):
    page = part(client, computing(forum, figures={}, curve=[], bound={}))

    assert re.findall(r"<dd>([^<]*)</dd>", page) == ["–", "–", "–"]


def test_a_first_plan_that_meets_every_wish_has_its_page(client, forum):
    page = part(client, computing(forum, curve=[[0.3, 10, 9, 0, 0, 1]], bound={}))

    assert page.count('class="plot"') == 2


def test_until_a_limit_is_proven_there_is_no_gap(client, forum):
    page = part(client, computing(forum, bound={}))

    assert re.findall(r"<dd>([^<]*)</dd>", page) == ["7", "–", "1"]


def test_the_part_that_follows_is_no_page_of_its_own(client, forum):
    fragment = part(client, computing(forum))

    assert [word in fragment for word in ("<html", "data-over", 'class="plot"', "csrfmiddlewaretoken")] == [
        False,
        False,
        True,
        True,
    ]


@pytest.mark.parametrize("state", ENDED)
def test_when_it_has_ended_the_part_that_follows_says_so(client, forum, state):
    run = computing(forum, ended_at=make.OPENING)
    PlanningRun.objects.update(state=state)

    fragment = part(client, run)

    assert (fragment.count("data-over"), "<form" in fragment) == (1, False)
    assert f'href="{reverse("meetings:run", args=[forum.slug, run.public_id])}"' in fragment


# Stopping


def test_pressing_stop_asks_the_worker_and_is_seen(client, forum):
    run = computing(forum)

    answer = ask(client, forum, "stop", run.public_id, data={})

    run.job.refresh_from_db()
    page = client.get(answer.url).content.decode()
    assert (answer.status_code, run.job.stop_asked) == (302, True)
    assert re.search(r'<button class="btn primary" disabled>', page)


def test_a_run_that_waits_ends_at_once(client, forum):
    run = planned.started(forum)

    answer = ask(client, forum, "stop", run.public_id, data={})

    page = unescape(client.get(answer.url).content.decode())
    assert str(run_page.CAUSES["not_begun"]) in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_stopping_what_has_ended_changes_nothing_and_says_so(client, forum, language):
    run = planned.plan(forum).run

    with translation.override(language):
        answer = ask(client, forum, "stop", run.public_id, data={})

    page = client.get(answer.url).content.decode()
    run.refresh_from_db()
    assert (answer.status_code, run.state) == (302, RunState.SOLVED)
    assert re.findall(r'<div class="note" role="status">', page) == ['<div class="note" role="status">']


# When it has ended


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("state", "cause"),
    [
        *((RunState.INFEASIBLE, cause) for cause in ("no_slots", "no_tables", "no_wishes", "nobody_there")),
        (RunState.INFEASIBLE, "contradiction"),
        *((RunState.FAILED, cause) for cause in ("memory", "killed", "late", "crashed", "input", "answer")),
        *((RunState.FAILED, cause) for cause in ("changed", "lost")),
        (RunState.STOPPED, "not_begun"),
    ],
)
def test_a_run_without_a_plan_says_why_and_what_to_do(client, forum, state, cause, language):
    run = ended(forum, state, cause)

    with translation.override(language):
        page = shown(client, forum, "run", run.public_id)
        why, settings = str(run_page.CAUSES[cause]), reverse("meetings:planning", args=[forum.slug])
        said = str(RunState(state).label)

    result = page.split('aria-labelledby="result"')[1].split("</section>")[0]
    assert f"<p>{why}</p>" in result
    assert re.findall(r'href="([^"]*)"', result) == [f"{settings}#settings"]
    assert ("data-rev" in page, f"{said}</td>" in page) == (False, True)


def test_every_cause_has_its_words_in_each_language():
    told = []
    for language in LANGUAGES:
        with translation.override(language):
            told.append([str(words) for words in run_page.CAUSES.values()])

    assert [len(set(words)) for words in zip(*told, strict=True)] == [len(LANGUAGES)] * len(run_page.CAUSES)


def test_a_cause_that_nobody_knows_is_shown_as_it_is(client, forum):
    assert "<p>sunspots</p>" in shown(client, forum, "run", ended(forum, RunState.FAILED, "sunspots").public_id)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("state", [RunState.SOLVED, RunState.STOPPED])
def test_a_run_with_a_plan_shows_its_figures_and_leads_to_it(client, forum, state, language):
    plan = planned.plan(forum)
    PlanningRun.objects.update(state=state)

    with translation.override(language):
        page = shown(client, forum, "run", plan.run.public_id)
        ways = {
            name: reverse(f"meetings:{name}", args=[forum.slug, row.public_id])
            for name, row in (
                ("plan", plan),
                ("table_cards", plan),
                ("problem_file", plan.run),
                ("plan_file", plan.run),
            )
        }

    kpis = re.findall(r"<dd>([\d,.]+)", page.split('class="kpis"')[1].split("</dl>")[0])
    assert [re.sub(r"[.,]0$", "", value) for value in kpis] == ["7", "3", "3", "1", "0", "0"]
    assert [name for name, address in ways.items() if f'href="{address}"' not in page] == []
    assert (page.count('class="verdict"'), "data-rev" in page) == (1, False)
    assert re.findall(r"%\(|None", page) == []


def test_the_reasons_lead_to_the_wishes_that_they_leave_unmet(client, forum):
    plan = planned.plan(forum)
    missing = list(plan.unmet.values_list("reason", flat=True))
    make.UnmetWishFactory(plan=plan, reason="veto")

    page = shown(client, forum, "run", plan.run.public_id)

    reasons, refused = page.split('<ul class="reasons">')[1].split("</section>")[0].split("</ul>")
    assert sum(map(int, re.findall(r'<span class="c">(\d+)</span>', reasons))) == len(missing)
    assert set(re.findall(r'href="[^"]*\?reason=(\w+)#unmet"', reasons)) == set(missing)
    assert re.findall(r'href="[^"]*\?reason=(\w+)#unmet"', refused) == ["veto"]


@pytest.mark.parametrize("size", [3, 6])
def test_the_musts_that_are_not_met_are_explained_on_the_page(client, size):
    plan = planned.plan(planned.forum(size, slots=2, tables=1))

    page = shown(client, plan.event, "run", plan.run.public_id)

    missing = plan.unmet.filter(level="must").count()
    told = page.split('aria-labelledby="musts"')[1].split("</ul>")[0] if missing else ""
    assert (told.count("<li>"), missing > 0) == (missing, True)


def test_runs_are_compared_under_the_result(client, forum):
    first, second = planned.plan(forum).run, planned.plan(forum, fairness=0, note="Probe").run

    page = shown(client, forum, "run", second.public_id)

    table = page.split('<table class="data cmp">')[1].split("</table>")[0]
    assert re.findall(r'<th scope="col"( class="this")?>', table) == ["", ' class="this"']
    assert ("Probe" in table, f'href="{reverse("meetings:run", args=[forum.slug, first.public_id])}"' in table) == (
        True,
        True,
    )


def test_a_run_that_its_worker_left_shows_the_cause(client, forum):
    run = planned.started(forum)

    planning.give_up(run.public_id, now=make.OPENING + timedelta(hours=1))

    assert str(run_page.CAUSES["lost"]) in shown(client, forum, "run", run.public_id)
