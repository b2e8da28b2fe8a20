"""The organiser's desk: planning, table cards, files. Runs and plans have tests of their own."""

import json
import re
from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse
from django.utils import translation

from handschlag.meetings import bridge
from handschlag.meetings.models import PlanningRun
from handschlag.meetings.states import WishLevel, WishState
from tests import factories as make
from tests.meetings import planned
from tests.meetings.desk import ask, shown
from tests.meetings.hall import hall

pytestmark = pytest.mark.django_db

LANGUAGES = ["de", "en", "ru"]


@pytest.fixture
def forum():
    return planned.forum()


def settings(event, **changes):
    """What a browser sends for the usual settings."""
    interpreters = [one.public_id for one in event.interpreters.all()]
    return {"seconds": 10, "tables": 2, "fairness": 2, "note": "", "interpreters": interpreters} | changes


# Planning


def test_the_page_says_what_there_is_to_plan(client, forum):
    page = shown(client, forum, "planning")

    figures = re.findall(r"<dt>[^<]*</dt><dd>(\d+)", page)
    assert figures == ["9", "3", "3", "3", "8", "4"]  # wishes, must, want, possible, seats, duties


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_warns_of_what_will_be_short(client, forum, language):
    make.ParticipantFactory(event=forum)
    lonely = make.ParticipantFactory(event=forum)
    lonely.away.set(forum.slots.all())
    forum.wishes.filter(level=WishLevel.WANT).update(state=WishState.DECLINED)
    wish = forum.wishes.filter(level=WishLevel.MUST).first()
    make.WishFactory(event=forum, asker=wish.asked, asked=wish.asker, level=WishLevel.NO)

    with translation.override(language):
        page = shown(client, forum, "planning")

    warnings = re.findall(r"<li>([^<]*)</li>", page.split('class="facts-list"')[1].split("</ul>")[0])
    # without a wish; never there; not answered; declined or vetoed
    assert [re.findall(r"\d+", warning) for warning in warnings] == [["2"], ["1"], ["6"], ["4"]]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("missing", ["slots", "tables", "wishes", "anybody", "sense"])
def test_what_makes_a_plan_impossible_is_said_before_it_is_tried(client, forum, missing, language):
    if missing == "anybody":
        for one in forum.participants.all():
            one.away.set(forum.slots.all())
    elif missing == "sense":  # the second slot lies on another day than those around it
        forum.slots.filter(pk=forum.slots.all()[1].pk).update(
            day=make.DayFactory(event=forum, on=make.OPENING + timedelta(days=1))
        )
    else:
        getattr(forum, missing).all().delete()

    with translation.override(language):
        answer = ask(client, forum, "planning")

    page = answer.content.decode()
    assert (answer.status_code, page.count('class="note bad"')) == (200, 1)
    assert ("<dl class=" in page) == (missing not in ("slots", "sense"))


def test_starting_leads_to_the_run_with_what_was_chosen(client, forum):
    answer = ask(client, forum, "planning", data=settings(forum, seconds=30, tables=1, note="Probe"))

    run = forum.planning_runs.get()
    assert (answer.status_code, answer.url) == (302, reverse("meetings:run", args=[forum.slug, run.public_id]))
    assert {name: run.settings[name] for name in ("seconds", "tables", "fairness", "note")} == {
        "seconds": 30,
        "tables": 1,
        "fairness": 2,
        "note": "Probe",
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_mistake_keeps_what_was_typed_and_leads_to_its_field(client, forum, language):
    with translation.override(language):
        answer = ask(client, forum, "planning", data=settings(forum, tables=99, note="Probe & Rest"))

    page = unescape(answer.content.decode())
    [tables] = re.findall(r'<input[^>]*name="tables"[^>]*>', page)
    assert (answer.status_code, PlanningRun.objects.count()) == (422, 0)
    assert all(part in tables for part in ('value="99"', 'aria-invalid="true"', "id_tables_error"))
    assert 'value="Probe & Rest"' in page
    assert '<a href="#id_tables">' in page.split('role="alert"')[1].split("</ul>")[0]


def test_while_a_run_goes_on_no_other_one_begins(client, forum):
    run = planned.started(forum)

    answer = ask(client, forum, "planning", data=settings(forum, note="Probe"))

    page = answer.content.decode()
    assert (answer.status_code, list(forum.planning_runs.all())) == (422, [run])
    assert (page.count('role="alert"'), 'value="Probe"' in page) == (1, True)
    assert re.search(r'<button class="btn primary" disabled>', page)
    assert f'href="{reverse("meetings:run", args=[forum.slug, run.public_id])}"' in page


# Table cards and files


def test_every_table_has_its_card(client):
    desk = hall(2, 3)
    plan = desk.plan((0, 0, 0), (0, 1, None), (2, 0, 0))

    page = shown(client, desk.event, "table_cards", plan.public_id)

    cards = page.split('class="sheet tent')[1:]
    assert [re.findall(r"<time>(\d\d:\d\d)</time>", card) for card in cards] == [["10:00", "10:40"], ["10:00"]]
    assert [re.findall(r"<b>(\d+)</b>", card) for card in cards] == [["1"], ["2"]]
    assert [card.count(desk.staff[0].name) for card in cards] == [2, 0]


def test_a_plan_without_meetings_has_no_cards_and_says_so(client):
    desk = hall(1, 1)

    page = shown(client, desk.event, "table_cards", desk.plan().public_id)

    assert (page.count('class="sheet tent'), page.count('<p class="muted">')) == (0, 1)


def test_the_files_are_those_of_the_planner(client, forum):
    run = planned.plan(forum).run

    answers = [ask(client, forum, name, run.public_id) for name in ("problem_file", "plan_file")]

    names = [f'attachment; filename="{forum.slug}-{run.number}-{kind}.json"' for kind in ("problem", "plan")]
    assert [answer["Content-Disposition"] for answer in answers] == names
    assert {answer["Content-Type"] for answer in answers} == {"application/json"}
    assert json.loads(answers[0].content) == run.problem
    assert answers[1].content.decode() == bridge.plan_text(run.problem, run.answer)


@pytest.mark.parametrize("name", ["problem_file", "plan_file"])
def test_before_a_run_has_ended_there_are_no_files(client, forum, name):
    assert ask(client, forum, name, planned.started(forum).public_id).status_code == 404
