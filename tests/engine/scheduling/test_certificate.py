import random
from dataclasses import replace
from itertools import combinations, product

import pytest

from handschlag.engine.scheduling import solve
from handschlag.engine.scheduling.bounds import Facts
from handschlag.engine.scheduling.certificate import contradiction
from handschlag.engine.scheduling.generate import Recipe, planted
from handschlag.engine.scheduling.grid import lay_out
from handschlag.engine.scheduling.plan import Certificate, Status
from handschlag.engine.scheduling.problem import Goals, Participant, Place
from handschlag.engine.scheduling.verification import verify
from tests.engine.scheduling.contradictions import INFEASIBLE, forum, interpreted, with_meeting


def proof(problem):
    grid = lay_out(problem, 0)
    return contradiction(problem, grid, Facts(grid))


def closed(one):
    """Slots in which a place or an interpreter is of no use."""
    return one.closed if isinstance(one, Place) else one.unavailable


def domain(problem, meeting):
    """Slots that the meeting may take: both are there, a table is open and, if need be, somebody interprets."""
    parties = [one for one in problem.participants if one.id in meeting.parties]
    needed = [problem.places, problem.interpreters] if meeting.interpreted else [problem.places]
    return [
        slot.id
        for slot in problem.slots
        if meeting.fixed in (None, slot.id)
        and meeting.part in (None, slot.part)
        and not any(slot.id in one.unavailable for one in parties)
        and all(any(slot.id not in closed(one) for one in some) for some in needed)
    ]


def have_slots_of_their_own(domains):
    return any(len(set(way)) == len(way) for way in product(*domains))


def have_slots_in_order(domains, links):
    """Is there a slot for each meeting so that every link goes forward in time?"""
    ways = (dict(zip(domains, way, strict=True)) for way in product(*domains.values()))
    return any(all(int(way[x]) < int(way[y]) for x, y in links if x in way and y in way) for way in ways)


def is_contradiction(problem, certificate, names):
    """Can these meetings not be held together, by the argument that the certificate names?"""
    meetings = [meeting for meeting in problem.meetings if meeting.id in names]
    domains = {meeting.id: domain(problem, meeting) for meeting in meetings}
    if not all(meeting.locked for meeting in meetings) or not set().union(*domains.values()) <= {*certificate.slots}:
        return False
    shared = all(certificate.participant in meeting.parties for meeting in meetings)
    match certificate.kind:
        case "no_common_slot":
            return len(meetings) == 1 and not domains[meetings[0].id]
        case "hall":
            return shared and not have_slots_of_their_own(domains.values())
        case "limit":
            most = {one.id: one.max_meetings for one in problem.participants}[certificate.participant]
            return shared and len(meetings) > most
        case "order":
            return not have_slots_in_order(domains, problem.precedences)
        case "places":
            open_ = [slot for place in problem.places for slot in certificate.slots if slot not in place.closed]
            return {one.mode for one in meetings} == {"table"} and len(meetings) > len(open_)
        case "interpreters":
            duties = [slot for one in problem.interpreters for slot in certificate.slots if slot not in one.unavailable]
            return all(one.interpreted for one in meetings) and len(meetings) > len(duties)
    return False


@pytest.mark.parametrize(("problem", "expected"), INFEASIBLE.values(), ids=INFEASIBLE.keys())
def test_a_contradiction_is_proven_by_the_smallest_set_found(problem, expected):
    assert proof(problem) == expected


@pytest.mark.parametrize(("problem", "certificate"), INFEASIBLE.values(), ids=INFEASIBLE.keys())
def test_a_plan_is_refused_with_the_proof(problem, certificate):
    plan = solve(problem, moves=100)

    assert (plan.status, plan.held, plan.certificate) == (Status.INFEASIBLE, (), certificate)


@pytest.mark.parametrize(("problem", "certificate"), INFEASIBLE.values(), ids=INFEASIBLE.keys())
def test_nothing_contradicts_itself_that_may_be_left_out(problem, certificate):
    assert proof(with_meeting(problem, certificate.meetings[0], locked=False)) is None


def random_star(dice):
    slots = dice.randint(1, 4)
    guests = dice.sample("abcdefg", dice.randint(1, 5))
    return forum(slots, ["h" + g + "".join(dice.sample("1234"[:slots], dice.randint(1, slots))) for g in guests])


def test_meetings_of_one_participant_are_contradictory_exactly_when_they_have_no_slots_of_their_own():
    dice = random.Random(1)
    for _ in range(120):
        problem = random_star(dice)
        certificate = proof(problem)

        assert (certificate is None) == have_slots_of_their_own([domain(problem, one) for one in problem.meetings])
        if certificate is not None:
            names = certificate.meetings
            assert is_contradiction(problem, certificate, names)
            assert not any(is_contradiction(problem, certificate, some) for some in combinations(names, len(names) - 1))


def test_precedences_are_contradictory_exactly_when_no_choice_of_slots_keeps_them():
    dice = random.Random(2)
    for _ in range(120):
        pairs = ["ab", "cd", "ef", "gh"]
        slots = dice.randint(2, 4)
        links = tuple(tuple(dice.sample(pairs, 2)) for _ in range(dice.randint(1, 5)))
        limited = [pair + "".join(dice.sample("1234"[:slots], dice.randint(1, slots))) for pair in pairs]
        problem = forum(slots, limited, precedences=links)
        certificate = proof(problem)
        domains = {one.id: domain(problem, one) for one in problem.meetings}

        assert (certificate is None) == have_slots_in_order(domains, links)
        if certificate is not None:
            names = certificate.meetings
            assert is_contradiction(problem, certificate, names)
            assert not any(is_contradiction(problem, certificate, some) for some in combinations(names, len(names) - 1))


def test_every_proof_about_places_and_interpreters_holds():
    dice = random.Random(3)
    found = set()
    for _ in range(300):
        slots = dice.randint(1, 4)
        pairs = [
            pair + "".join(dice.sample("1234"[:slots], dice.randint(1, slots))) for pair in ("ab", "cd", "ef", "gh")
        ]
        problem = forum(slots, pairs, tables=dice.randint(1, 2))
        problem = interpreted(problem) if slots > 1 and dice.random() < 0.5 else problem
        certificate = proof(problem)
        if certificate is not None:
            found.add(certificate.kind)
            assert is_contradiction(problem, certificate, certificate.meetings)
    assert found == {"no_common_slot", "places", "interpreters"}


@pytest.mark.parametrize("seed", range(8))
def test_a_forum_of_which_a_plan_is_known_contradicts_nothing(seed):
    problem, plan = planted(
        Recipe(
            participants=20,
            meetings=40,
            slots=7,
            seed=seed,
            pools=2,
            interpreted=0.5,
            slack=0,
            limit=0.3,
            precedences=6,
        )
    )
    there = {one.meeting for one in plan.held}
    locked = tuple(replace(meeting, locked=meeting.id in there) for meeting in problem.meetings)

    assert proof(replace(problem, meetings=locked)) is None


def test_three_who_all_meet_in_two_slots_are_proven_impossible_by_trying_everything():
    problem = forum(2, ["ab", "bc", "ac"])
    plan = solve(problem, moves=2_000)

    assert proof(problem) is None
    assert (plan.status, plan.certificate) == (
        Status.INFEASIBLE,
        Certificate("search", ("ab", "ac", "bc"), slots=("1", "2")),
    )


def test_whoever_has_to_wait_is_compared_with_anybody_who_cannot():
    problem = forum(3, ["ha", "hb", "ai", "bi", "cd"], goals=Goals(fairness=0))
    problem = with_meeting(with_meeting(problem, "ha", fixed="1"), "hb", fixed="3")

    assert proof(problem) == Certificate("fairness", ("cd", "ha", "hb"), "h", ("1", "2", "3"))
    assert proof(replace(problem, goals=Goals(fairness=1))) is None
    assert proof(with_meeting(problem, "hb", locked=False)) is None


def test_somebody_who_meets_nobody_never_waits():
    problem = forum(3, ["ha", "hb", "ai", "bi"], goals=Goals(fairness=0))
    problem = with_meeting(with_meeting(problem, "ha", fixed="1"), "hb", fixed="3")
    idle = replace(problem, participants=(*problem.participants, Participant("z")))

    assert proof(problem) is None
    assert proof(idle) == Certificate("fairness", ("ha", "hb"), "h", ("1", "3"))
    assert verify(idle, proof(idle)).holds is True
    assert verify(problem, proof(idle)).holds is False
