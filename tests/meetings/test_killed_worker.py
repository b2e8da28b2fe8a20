"""Workers are killed in the middle of planning runs: each run ends by itself with exactly one plan, and a whole one."""

import random
import time

import pytest

from tests.meetings.shift.office import PlanningOffice

SECONDS = 0.5
"""That a run computes; loading the planner takes about a second more."""

RUNS = "SELECT state, count(*) FROM meetings_planningrun GROUP BY state"
PLANS = "SELECT count(*), count(DISTINCT run_id) FROM meetings_plan"
UNDER_WAY = "SELECT id, tries FROM foundation_job WHERE state = 'running'"
TRIES = "SELECT sum(tries) FROM foundation_job WHERE state = 'done'"
HALF_WRITTEN = """
SELECT run.number, run.state, plan.id FROM meetings_planningrun run LEFT JOIN meetings_plan plan ON plan.run_id = run.id
WHERE (run.state = 'solved') <> (plan.id IS NOT NULL) OR plan.id IS NOT NULL AND (
    (SELECT count(*) FROM meetings_wish WHERE event_id = plan.event_id) <>
        (SELECT count(*) FROM meetings_meeting WHERE plan_id = plan.id)
        + (SELECT count(*) FROM meetings_unmetwish WHERE plan_id = plan.id)
    OR (SELECT count(*) FROM meetings_attendance WHERE plan_id = plan.id) <>
        2 * (SELECT count(*) FROM meetings_meeting WHERE plan_id = plan.id)
)
"""


@pytest.fixture
def office(tmp_path):
    office = PlanningOffice(tmp_path)
    yield office
    office.close()


def kill_in_the_middle(office, lost, *, after):
    """Let a worker begin a run and kill it so many seconds later; the tries of jobs that are lost by now."""
    worker = office.worker()
    office.wait_until(lambda: set(office.rows(UNDER_WAY)) - lost)
    time.sleep(after)
    worker.kill()
    worker.wait()
    return lost | set(office.rows(UNDER_WAY))


@pytest.mark.server
@pytest.mark.parametrize("kills", [3, pytest.param(20, marks=pytest.mark.long)])
def test_every_run_ends_with_one_whole_plan_though_workers_are_killed(office, kills):
    chance, lost = random.Random(1), set()
    office.start(seconds=SECONDS, times=kills)

    for _ in range(kills):
        lost = kill_in_the_middle(office, lost, after=(SECONDS + 1.5) * chance.random())
        assert office.rows(HALF_WRITTEN) == []
        office.wait_until(lambda: not office.planners())

    office.worker()
    for ended in range(1, kills + 1):
        office.wait_until(lambda ended=ended: dict(office.rows(RUNS)).get("solved", 0) >= ended)
    office.wait_until(lambda: not office.rows(UNDER_WAY))
    assert (office.rows(RUNS), office.rows(PLANS), office.rows(HALF_WRITTEN)) == (
        [("solved", kills)],
        [(kills, kills)],
        [],
    )
    assert (office.rows(TRIES), lost != set(), office.planners()) == ([(kills + len(lost),)], True, set())
