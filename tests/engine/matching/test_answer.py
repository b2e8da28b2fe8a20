"""Lists with reasons: all of them, in pieces, and a fresh one for somebody who has changed a profile."""

import json
from dataclasses import replace

import pytest

from handschlag.engine.matching import score
from handschlag.engine.matching.answer import Answer, fresh
from handschlag.engine.matching.profile import Market, Participant
from handschlag.engine.matching.recommendation import renew
from tests.engine.matching import attack

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def readied():
    market = Market(attack.honest(), ("a", "b"), frozenset({frozenset("ab")}))
    return score.ready(market, attack.reader())


@pytest.fixture(scope="module")
def lists(readied):
    return Answer(readied, attack.reader(), k=attack.PLACES, language="de")


def a_fresh_one(lists, readied, changed):
    return fresh(lists.found, readied, changed, attack.reader(), k=attack.PLACES, language="de")


def test_the_pieces_are_the_whole(lists):
    assert json.loads("".join(lists.written())) == lists.whole()


@pytest.mark.parametrize("number", [2, 3])
def test_several_processes_write_what_one_does(readied, number):
    lists = Answer(readied, attack.reader(), k=attack.PLACES, language="de")

    alone = [*lists.written()]

    assert [*lists.written(processes=number)] == alone
    assert len(alone) > 2


def test_of_nobody_the_pieces_are_the_whole_too():
    nobody = Market((), ("a", "b"), frozenset({frozenset("ab")}))
    lists = Answer(score.ready(nobody, attack.reader()), attack.reader())

    assert json.loads("".join(lists.written())) == lists.whole()
    assert lists.whole()["lists"] == {}


def test_whoever_has_changed_nothing_gets_the_list_of_the_whole_market_anew(lists, readied):
    def scores(of, to):
        return score.directions(readied, of, to, attack.reader())

    same = renew(lists.found, readied.market, scores, id_="a3", k=attack.PLACES)
    found = a_fresh_one(lists, readied, attack.honest()[3])

    assert [one["id"] for one in found] == [one.id for one in same]
    assert [one["score"] for one in found] == pytest.approx([one.score for one in same], abs=1e-4)


def test_a_new_need_is_met_at_once_and_says_why(lists, readied):
    me, other = attack.honest()[3], attack.honest()[7]
    changed = replace(me, profiles=tuple(replace(row, id=f"{row.id}!") for row in other.profiles))
    found = a_fresh_one(lists, readied, changed)

    assert "b7" in [one["id"] for one in found]
    [best] = [one for one in found if one["id"] == "b7"]
    quoted = {reason["seek"]["id"] for reason in best["reasons"] if reason["kind"] == "seek_meets_offer"}
    assert "a7.seek!" in quoted


def test_somebody_who_comes_late_has_a_list(lists, readied):
    rows = tuple(replace(row, id=f"late {row.kind}") for row in attack.honest()[5].profiles)
    late = Participant("late", "a", rows)
    assert a_fresh_one(lists, readied, late) != []


def test_who_says_nothing_and_comes_late_gets_a_list_and_is_told(lists, readied):
    found = a_fresh_one(lists, readied, Participant("late", "a"))

    kinds = {reason["kind"] for one in found for reason in one["reasons"]}
    assert {"no_seek", "no_offer"} <= kinds


def test_a_veto_holds_either_way(readied):
    people = [
        replace(one, vetoes=frozenset({"b4"}))
        if one.id in ("a3", "a9")
        else replace(one, vetoes=frozenset({"a9"}))
        if one.id == "b3"
        else one
        for one in attack.honest()
    ]
    market = replace(readied.market, participants=tuple(people))
    vetoed = replace(readied, market=market)
    lists = Answer(vetoed, attack.reader(), k=attack.PLACES)
    seeking_b4 = tuple(replace(row, id=f"{row.id}!") for row in attack.honest()[4].profiles)

    found = a_fresh_one(lists, vetoed, replace(people[3], profiles=seeking_b4))

    assert "b4" not in [one["id"] for one in found]
    assert "b4" in [one["id"] for one in a_fresh_one(lists, vetoed, replace(people[5], profiles=seeking_b4))]
    assert "b3" not in [one["id"] for one in a_fresh_one(lists, vetoed, people[9])]
