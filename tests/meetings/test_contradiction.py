"""A run that has found that there is no plan says so in words, with names."""

import re

import pytest
from django.utils import translation

from handschlag.companies.models import Participant
from handschlag.engine.scheduling import files
from handschlag.meetings import bridge, contradiction
from handschlag.meetings.choices import Choices
from handschlag.meetings.models import PlanningRun
from handschlag.meetings.services import planning
from handschlag.meetings.states import RunState
from tests import factories as make
from tests.meetings import planned
from tests.meetings.desk import shown

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def forum():
    return planned.forum()


def refused(event, *, kind, meetings=2, participant=False, rules=()):
    """A run that ended with a certificate about the first meetings of the event."""
    posed = bridge.pose(event, Choices()).problem
    some = posed.meetings[:meetings]
    certificate = {
        "kind": kind,
        "meetings": [one.id for one in some],
        "participant": some[0].parties[0] if participant else None,
        "slots": [],
        "rules": list(rules),
    }
    run = make.PlanningRunFactory(
        event=event,
        state=RunState.INFEASIBLE,
        cause="contradiction",
        ended_at=make.OPENING,
        problem=files.problem_document(posed),
        answer={"certificate": certificate},
    )
    return run, [[Participant.objects.get(public_id=party).organisation.name for party in one.parties] for one in some]


@pytest.mark.parametrize("kind", ["limit", "hall"])
def test_what_is_about_a_participant_names_it_and_its_meetings(forum, kind):
    run, names = refused(forum, kind=kind, participant=True)

    said = contradiction.words(run)

    (a, b), (c, d) = names
    assert said == str(contradiction.WORDS[kind]) % {"name": a, "meetings": f"{a} – {b} and {c} – {d}"}


@pytest.mark.parametrize("kind", ["no_common_slot", "order", "places", "interpreters", "search"])
def test_what_is_about_meetings_names_their_parties(forum, kind):
    run, ((a, b),) = refused(forum, kind=kind, meetings=1)

    assert contradiction.words(run) == str(contradiction.WORDS[kind]) % {"meetings": f"{a} – {b}"}


def test_too_much_waiting_of_one_is_said_with_what_helps(forum):
    run, ((a, _), _) = refused(forum, kind="fairness", participant=True)

    assert contradiction.words(run) == (
        f"{a} would have to wait more often than others, by more than is allowed. Allow a larger difference in waiting."
    )


def test_where_fairness_has_a_part_it_is_said_what_helps(forum):
    run, _ = refused(forum, kind="search", rules=["fair"])

    assert contradiction.words(run).endswith(
        ". Waiting could not be shared fairly enough. Allow a larger difference in waiting."
    )


def test_of_many_meetings_the_first_are_named_and_the_others_counted(forum, monkeypatch):
    monkeypatch.setattr(contradiction, "MOST_NAMED", 2)
    run, names = refused(forum, kind="search", meetings=5)

    (a, b), (c, d) = names[:2]
    assert contradiction.words(run).endswith(f"{a} – {b}, {c} – {d}, and 3 more.")


def test_a_run_without_a_proof_or_with_one_that_nobody_knows_says_nothing(forum):
    assert contradiction.words(make.PlanningRunFactory(event=forum)) == ""
    assert contradiction.words(refused(forum, kind="magic")[0]) == ""


@pytest.mark.parametrize("meetings", [1, 3])
def test_names_are_read_at_once(forum, meetings, django_assert_num_queries):
    run, _ = refused(forum, kind="search", meetings=meetings)
    with django_assert_num_queries(1):
        contradiction.words(run)


def test_the_proof_that_the_planner_gives_is_kept_and_shown(client, forum):
    run = planned.started(forum)
    PlanningRun.objects.update(state=RunState.RUNNING)
    posed, outcome, watch = planned.computed(run)
    pair = posed.problem.meetings[0]
    certificate = {"kind": "no_common_slot", "meetings": [pair.id], "participant": None, "slots": [], "rules": []}
    proof = {**outcome.answer.document, "certificate": certificate}

    planning.finish(
        run, posed, planning.Outcome(RunState.INFEASIBLE, "contradiction", proof=proof), watch, now=make.OPENING
    )

    run.refresh_from_db()
    page = shown(client, forum, "run", run.public_id)
    assert (run.state, run.answer["certificate"]) == (RunState.INFEASIBLE, certificate)
    assert [Participant.objects.get(public_id=party).organisation.name in page for party in pair.parties] == [
        True,
        True,
    ]
    assert re.findall(r"<p>At no time can this meeting be held: [^<]+\.</p>", page) != []
