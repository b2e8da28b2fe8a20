"""Everybody wants one of a few places at the same moment, over HTTP, at a server as in production; it may be killed."""

import random
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Event as Signal

import pytest

from tests.registration.box_office import PATIENCE_SECONDS, BoxOffice

STATES = "SELECT state, count(*) FROM registration_application WHERE event_id = {event} GROUP BY state"
TAKEN = "SELECT capacity, taken FROM registration_quota WHERE event_id = {event}"
PEOPLE = "SELECT email, state FROM registration_application WHERE event_id = {event} ORDER BY email"
HALF_WRITTEN = """
SELECT email FROM registration_application application WHERE event_id = {event} AND (
    state NOT IN ('approved', 'waiting')
    OR NOT EXISTS (SELECT 1 FROM foundation_auditentry WHERE target_id = application.public_id)
    OR NOT EXISTS (SELECT 1 FROM foundation_outgoingmail WHERE about_id = application.public_id)
)
"""
CLIENTS, PLACES = 8, 30

pytestmark = pytest.mark.server


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    office = BoxOffice(tmp_path_factory.mktemp("box-office"))
    yield office
    office.close()


@pytest.fixture
def office(prepared):
    yield prepared
    prepared.shut()


def applicants(number, of=""):
    return [f"applicant{of}-{who}@example.org" for who in range(number)]


@pytest.mark.parametrize(
    ("attempts", "places", "clients"),
    [(60, 10, 24), pytest.param(10_000, 200, 64, marks=pytest.mark.long)],
)
def test_exactly_as_many_are_told_that_they_have_a_place_as_there_are(office, attempts, places, clients):
    office.open()

    rush(office, f"rush-{attempts}", attempts, places=places, clients=clients)


@pytest.mark.long
@pytest.mark.parametrize("processes", [2, 6])
@pytest.mark.parametrize("buyers", [200, 1000])
def test_of_so_many_at_once_just_fifty_get_a_place_each_time(office, buyers, processes):
    office.open(processes=processes)

    for number in range(20):
        rush(office, f"at-once-{buyers}-{processes}-{number}", buyers, places=50, clients=buyers)


@pytest.mark.wide
def test_with_the_guard_switched_off_more_are_told_so_than_there_are_places(tmp_path):
    """The red control."""
    office = BoxOffice(tmp_path, settings="tests.registration.unguarded")
    try:
        office.open()
        with pytest.raises(AssertionError, match="'approved': 60"):
            rush(office, "rush", 60, places=10, clients=24)
    finally:
        office.close()


def rush(office, slug, attempts, *, places, clients):
    """Let so many apply at the same time: as many as there are places have one and are told so, and nobody else."""
    office.announce(slug, places)

    told = office.sell(slug, applicants(attempts), clients=clients)

    assert Counter(one.status for one in told) == {201: attempts}
    assert Counter(one.state for one in told) == {"approved": places, "waiting": attempts - places}
    assert office.rows(PEOPLE, slug) == sorted((one.email, one.state) for one in told)
    assert office.rows(TAKEN, slug) == [(places, places)]


@pytest.mark.long
def test_200_times_one_last_place_is_given_once(office):
    rounds = []
    office.open()
    for number in range(200):
        office.announce(f"round-{number}", 1)
        told = office.sell(f"round-{number}", applicants(24), clients=24)
        rounds.append(Counter(one.state for one in told))

    assert rounds == [{"approved": 1, "waiting": 23}] * 200


@pytest.mark.parametrize(("kills", "seconds"), [(2, PATIENCE_SECONDS), pytest.param(100, 10, marks=pytest.mark.long)])
def test_what_was_said_is_there_and_nothing_twice_though_the_server_is_killed(office, kills, seconds):
    chance, told, slug = random.Random(1), [], f"killed-{kills}"
    took = []
    office.open()
    office.announce(slug, PLACES)

    for kill in range(kills):
        told += sell_until_killed(office, slug, applicants(10_000, of=kill), after=0.3 + chance.random())
        took.append(office.open(within=seconds))
    print(f"Ready again after {max(took):.1f} s at most.")
    unsure = [one.email for one in told if one.status == 0]
    told += office.sell(slug, unsure, clients=CLIENTS)

    said = {one.email: one.state for one in told if one.status}
    assert {one.status for one in told} == {0, 201}
    assert (office.rows(PEOPLE, slug), office.rows(HALF_WRITTEN, slug)) == (sorted(said.items()), [])
    held = dict(office.rows(STATES, slug))["approved"]
    assert office.rows(TAKEN, slug) == [(PLACES, held)]


def sell_until_killed(office, slug, emails, *, after):
    """What the clients were told of these applications before the server was killed so many seconds later."""
    over = Signal()
    with ThreadPoolExecutor(1) as thread:
        selling = thread.submit(office.sell, slug, emails, clients=CLIENTS, over=over)
        time.sleep(after)
        office.kill()
        over.set()
        return selling.result()
