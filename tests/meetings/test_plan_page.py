"""The page of a plan: by time, by participant, by interpreter; what it leaves unmet; publishing it."""

import re

import pytest
from django.urls import reverse
from django.utils import translation

from handschlag.meetings.states import PlanState, UnmetReason
from tests import factories as make
from tests import once
from tests.meetings.desk import ask, shown
from tests.meetings.hall import hall

pytestmark = pytest.mark.django_db

LANGUAGES = ["de", "en", "ru"]


@once.made
def made():
    forum = hall(2, 3, noon=2)
    forum.tables[1].closed.add(forum.slots[2])
    return forum


@pytest.fixture
def desk(made, db):
    """Two tables and three times; the second table is closed at the last one. One meeting is not interpreted."""
    return once.copied(made)


@pytest.fixture
def plan(desk):
    return desk.plan((0, 0, 0), (0, 1, None), (2, 0, 0))


def test_by_time_every_cell_of_the_grid_says_what_is_there(client, desk, plan):
    grid = shown(client, desk.event, "plan", plan.public_id).split("<tbody>")[1].split("</tbody>")[0]

    rows = re.findall(r"<tr[^>]*>.*?</tr>", grid, re.DOTALL)
    kinds = [re.findall(r'class="(mt|free|shut)"', row) for row in rows]
    assert kinds == [["mt", "mt"], ["free", "free"], [], ["mt", "shut"]]  # the third line is the pause
    assert [re.findall(r'scope="row">(\d\d:\d\d)', row) for row in rows] == [["10:00"], ["10:20"], [], ["10:40"]]
    names = [one.organisation.name for one in (desk.ours[0], desk.theirs[0], desk.ours[1], desk.theirs[1])]
    assert re.findall(r'class="n">([^<]*)', rows[0]) == names
    assert [row.count(desk.staff[0].name) for row in rows] == [1, 0, 0, 1]


@pytest.mark.parametrize(
    ("query", "agendas", "times"),
    [
        ("?by=person", 4, ["10:00", "10:40", "10:00", "10:00", "10:40", "10:00"]),
        ("?by=interpreter", 1, ["10:00", "10:40"]),
    ],
)
def test_by_person_and_by_interpreter_everybody_has_her_meetings(client, desk, plan, query, agendas, times):
    page = shown(client, desk.event, "plan", plan.public_id, query=query)

    lists = page.split('<ul class="agendas">')[1].split('id="unmet"')[0]
    assert lists.count("<h3>") == agendas
    assert sorted(re.findall(r"<time>(\d\d:\d\d)", lists)) == sorted(times)
    assert page.count(f'{query}" aria-current="page"') == 1


def test_the_duties_show_the_table_where_she_works(client, desk, plan):
    desk.staff[0].away.add(desk.slots[1])

    page = shown(client, desk.event, "plan", plan.public_id, query="?by=interpreter")

    row = page.split('<table class="duties">')[1].split("<tbody>")[1].split("</tbody>")[0]
    assert re.findall(r'<span class="(on|off|away)">(\d?)', row) == [("on", "1"), ("away", ""), ("on", "1")]


@pytest.mark.parametrize(("by", "language"), [("time", "de"), ("person", "en"), ("interpreter", "ru")])
@pytest.mark.parametrize("reason", ["must", *UnmetReason, "all"])
def test_each_filter_leaves_its_wishes(client, desk, plan, by, reason, language):
    for one in UnmetReason:
        make.UnmetWishFactory(plan=plan, reason=one, level="must" if one == UnmetReason.BUSY else "want")

    with translation.override(language):
        page = shown(client, desk.event, "plan", plan.public_id, query=f"?by={by}&reason={reason}")

    unmet = page.split('id="unmet"')[1]
    [current] = re.findall(r'href="([^"]*)#unmet" aria-current="true"', unmet)
    assert current.endswith(f"?by={by}&reason={reason}")
    listed = unmet.split('<ul class="must">')[1].split("</section>")[0].count("<li>")
    assert listed == {"all": len(UnmetReason)}.get(reason, 1)


@pytest.mark.parametrize("query", ["?by=weather", "?reason=weather", "?reason=must", "?by=", "?by=time&by=x"])
def test_what_is_not_known_shows_the_usual_view(client, desk, plan, query):
    make.UnmetWishFactory(plan=plan, reason=UnmetReason.PLACE)

    answer = ask(client, desk.event, "plan", plan.public_id, query=query)

    page = answer.content.decode()
    assert (answer.status_code, 'class="board"' in page) == (200, True)
    assert f'?by=time&amp;reason={UnmetReason.PLACE}#unmet" aria-current="true"' in page


@pytest.mark.parametrize("by", ["time", "person", "interpreter"])
def test_a_plan_without_meetings_is_a_page_too(client, desk, by):
    answer = ask(client, desk.event, "plan", desk.plan().public_id, query=f"?by={by}")

    assert (answer.status_code, answer.content.decode().count('class="note warn"')) == (200, 1)


# Publishing


@pytest.mark.parametrize(
    ("state", "step"),
    [(PlanState.DRAFT, "provisional"), (PlanState.PROVISIONAL, "final"), (PlanState.FINAL, None)],
)
def test_the_page_offers_the_next_step(client, desk, plan, state, step):
    desk.event.plans.update(state=state)

    page = shown(client, desk.event, "plan", plan.public_id)

    assert re.findall(r'name="step" value="(\w+)"', page) == [step] * bool(step)


def test_a_plan_is_published_and_made_final_by_two_buttons(client, desk, plan):
    states = []
    for step in ("provisional", "final"):
        page = shown(client, desk.event, "plan", plan.public_id)
        sent = dict(re.findall(r'<input type="hidden" name="(step|in_place_of)" value="([^"]*)"', page))
        assert sent["step"] == step
        answer = ask(client, desk.event, "publish", plan.public_id, data=sent)
        plan.refresh_from_db()
        states.append((answer.status_code, plan.state))
        assert client.get(answer.url).content.decode().count('class="note ok"') == 1

    assert states == [(302, "provisional"), (302, "final")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_was_slower_is_told_so_and_can_still_publish(client, desk, plan, language):
    faster = desk.plan((1, 0, None), state=PlanState.PROVISIONAL, published_at=make.OPENING)
    seen_before = {"step": "provisional", "in_place_of": ""}

    with translation.override(language):
        refused = ask(client, desk.event, "publish", plan.public_id, data=seen_before)
        address = reverse("meetings:plan", args=[desk.event.slug, faster.public_id])

    page = refused.content.decode()
    plan.refresh_from_db()
    assert (refused.status_code, plan.state) == (422, PlanState.DRAFT)
    [(said, link)] = re.findall(
        r'<div class="note bad" role="alert">.*?<div>([^<]*)</div>\s*<a[^>]*href="([^"]*)', page, re.DOTALL
    )
    assert (re.findall(r"\d+", said), link) == ([str(faster.number)], address)
    seen_now = dict(re.findall(r'<input type="hidden" name="(step|in_place_of)" value="([^"]*)"', page))
    assert ask(client, desk.event, "publish", plan.public_id, data=seen_now).status_code == 302
    faster.refresh_from_db()
    assert faster.state == PlanState.SUPERSEDED


def test_who_presses_a_second_time_is_told_that_it_is_done(client, desk, plan):
    seen = {"step": "provisional", "in_place_of": ""}
    ask(client, desk.event, "publish", plan.public_id, data=seen)

    with translation.override("en"):
        page = ask(client, desk.event, "publish", plan.public_id, data=seen | {"in_place_of": plan.public_id}).content

    assert b"Somebody else has just done so: this plan is published." in page


def test_the_language_of_a_refused_page_can_be_changed(client, desk, plan):
    desk.plan((1, 0, None), state=PlanState.PROVISIONAL, published_at=make.OPENING)
    refused = ask(client, desk.event, "publish", plan.public_id, data={"step": "provisional", "in_place_of": ""})

    others = re.findall(r'<a href="([^"]*)" hreflang', refused.content.decode())

    assert [client.get(address).status_code for address in others] == [200, 200]


def test_a_plan_that_was_superseded_leads_to_the_one_in_its_place(client, desk, plan):
    desk.event.plans.update(state=PlanState.SUPERSEDED)
    published = desk.plan((1, 0, None), state=PlanState.FINAL, published_at=make.OPENING)

    page = shown(client, desk.event, "plan", plan.public_id)

    assert f'<a href="{reverse("meetings:plan", args=[desk.event.slug, published.public_id])}"' in page
    assert 'name="step"' not in page


@pytest.mark.parametrize("step", ["final", "provisional"])
def test_a_step_that_the_plan_cannot_take_is_refused_on_its_page(client, desk, plan, step):
    wrong = {"final": PlanState.DRAFT, "provisional": PlanState.SUPERSEDED}[step]
    desk.event.plans.update(state=wrong)

    answer = ask(client, desk.event, "publish", plan.public_id, data={"step": step, "in_place_of": ""})

    plan.refresh_from_db()
    assert (answer.status_code, plan.state, answer.content.decode().count('role="alert"')) == (422, wrong, 1)


@pytest.mark.parametrize("data", [{}, {"step": "draft"}, {"step": "superseded"}])
def test_a_step_that_does_not_exist_is_not_found(client, desk, plan, data):
    assert ask(client, desk.event, "publish", plan.public_id, data=data).status_code == 404
