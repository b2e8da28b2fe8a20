from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.made_up_market import meetings
from handschlag.engine.matching.candidates import in_order, kinds_of, may_meet, promising
from handschlag.engine.matching.profile import Kind, Market, Participant, Profile
from handschlag.engine.matching.reciprocity import harmonic, product
from handschlag.engine.matching.recommendation import recommend, renew
from tests.engine.matching.markets import made_up, market, matching_mass, of_matrices, scores_of


def ids(found):
    return {who: [one.id for one in suggested] for who, suggested in found.lists.items()}


def test_a_suggestion_says_what_it_is_worth_to_both():
    there, back = np.float32([[0.8]]), np.float32([[0.64]])
    the_market = market(1, 1)
    found = recommend(the_market, of_matrices(the_market, there, back))
    (one,) = found.lists["a0"]
    (other,) = found.lists["b0"]
    assert (one.id, one.there, one.back) == ("b0", pytest.approx(0.8), pytest.approx(0.64))
    assert (other.id, other.there, other.back) == ("a0", pytest.approx(0.64), pytest.approx(0.8))
    assert one.score == other.score == pytest.approx(2 * 0.8 * 0.64 / 1.44, abs=1e-4)


def test_the_product_can_stand_in_place_of_the_harmonic_mean():
    the_market = market(1, 1)
    scores = of_matrices(the_market, np.float32([[0.8]]), np.float32([[0.5]]))
    assert recommend(the_market, scores, reciprocity=product).lists["a0"][0].score == pytest.approx(0.4)


@pytest.mark.slow
@settings(max_examples=25, deadline=None)
@given(st.integers(0, 50), st.randoms(use_true_random=False))
def test_the_order_of_participants_makes_no_difference(seed, random):
    the_market, _, gains = made_up(9, 7, seed=seed)
    people = list(the_market.participants)
    random.shuffle(people)
    shuffled = replace(the_market, participants=tuple(people))
    first = recommend(the_market, of_matrices(the_market, gains.there, gains.back), k=3)
    assert recommend(shuffled, of_matrices(shuffled, gains.there, gains.back), k=3) == first


def test_equal_participants_are_ordered_by_what_the_seed_draws_from_their_ids():
    the_market = market(1, 8)
    same = np.full((1, 8), 0.5, dtype=np.float32)
    scores = of_matrices(the_market, same, same)
    lists = [ids(recommend(the_market, scores, k=8, seed=seed))["a0"] for seed in (1, 1, 2)]
    assert lists[0] == lists[1] != lists[2]
    assert sorted(lists[0]) == sorted(lists[2])


@settings(max_examples=30, deadline=None)
@given(st.sets(st.tuples(st.integers(0, 5), st.integers(0, 5), st.booleans()), max_size=30), st.integers(0, 9))
def test_a_vetoed_pair_is_in_no_list_and_nobody_learns_of_it(cells, seed):
    vetoes = [(f"a{a}", f"b{b}") if mine else (f"b{b}", f"a{a}") for a, b, mine in cells]
    the_market, scores, _ = made_up(6, 6, seed=seed, vetoes=vetoes)
    found = recommend(the_market, scores, k=6)
    for one, other in vetoes:
        assert other not in ids(found)[one]
        assert one not in ids(found)[other]
    assert "veto" not in repr(found)


def test_who_is_vetoed_by_everybody_is_not_called_unseen():
    the_market, scores, _ = made_up(3, 3, vetoes=[(f"b{number}", "a0") for number in range(3)])
    found = recommend(the_market, scores)
    assert found.lists["a0"] == ()
    assert found.exposure.unseen == ()


def test_one_organisation_is_not_suggested_to_itself():
    fields = {"a0": {"organisation": "acme"}, "b0": {"organisation": "acme"}}
    the_market, scores, _ = made_up(2, 2, **fields)
    found = {who: set(suggested) for who, suggested in ids(recommend(the_market, scores)).items()}
    assert found == {"a0": {"b1"}, "b0": {"a1"}, "a1": {"b0", "b1"}, "b1": {"a0", "a1"}}


def test_who_is_not_cleared_is_suggested_to_nobody_and_is_suggested_nobody():
    the_market, scores, _ = made_up(3, 3, a1={"is_cleared": False})
    found = recommend(the_market, scores)
    assert found.lists["a1"] == ()
    assert all("a1" not in one for one in ids(found).values())
    assert found.exposure.unseen == ()


def test_sides_that_do_not_meet_are_not_suggested_to_each_other():
    people = [Participant(f"{side}{number}", side) for side in "abc" for number in range(3)]
    meet = frozenset({frozenset({"a", "b"}), frozenset({"c"})})
    the_market = Market(tuple(people), ("a", "b", "c"), meet)
    found = ids(recommend(the_market, scores_of(the_market, {})))
    assert {who: {one[0] for one in suggested} for who, suggested in found.items() if who[1] == "0"} == {
        "a0": {"b"},
        "b0": {"a"},
        "c0": {"c"},
    }
    assert sorted(found["c0"]) == ["c1", "c2"]


def test_many_at_once_may_meet_as_each_pair_may():
    fields = {"a0": {"organisation": "x"}, "b1": {"organisation": "x"}, "b2": {"is_cleared": False}}
    the_market = market(3, 4, vetoes=[("a1", "b0"), ("b3", "a2")], **fields)
    everybody = range(len(the_market.participants))
    people = the_market.participants
    expected = [[the_market.may_meet(people[one], people[other]) for other in everybody] for one in everybody]
    assert may_meet(the_market, everybody, everybody).tolist() == expected


@pytest.mark.parametrize(("n", "m"), [(0, 3), (3, 0), (0, 0)])
def test_an_empty_side_leaves_empty_lists(n, m):
    the_market = market(n, m)
    found = recommend(the_market, scores_of(the_market, {}))
    assert found.lists == {one.id: () for one in the_market.participants}
    assert found.exposure.unseen == ()
    assert found.exposure.busiest == 0


def test_who_says_nothing_still_has_a_list_and_is_seen():
    the_market, _, gains = made_up(8, 8)
    gains.there[0], gains.back[0] = 0, 0
    found = recommend(the_market, of_matrices(the_market, gains.there, gains.back), k=3)
    assert len(found.lists["a0"]) == 3
    assert found.standings["a0"].seen >= 1


def test_lists_of_nothing_are_refused():
    with pytest.raises(ValueError, match="expected lists of at least 1, got 0"):
        recommend(market(1, 1), scores_of(market(1, 1), {}), k=0)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 50))
def test_another_participant_changes_the_score_of_no_pair(seed):
    the_market, _, gains = made_up(6, 6, seed=seed)
    more = replace(the_market, participants=(*the_market.participants, Participant("b99", "b")))
    before, after = (recommend(one, of_matrices(one, gains.there, gains.back), k=6) for one in (the_market, more))
    scores = {(who, one.id): one.score for who, row in before.lists.items() for one in row}
    again = {(who, one.id): one.score for who, row in after.lists.items() for one in row if who != "b99"}
    assert all(scores[pair] == score for pair, score in again.items() if pair in scores)
    assert len(scores.keys() & again.keys()) > 30


def test_country_and_name_make_no_difference():
    plain, scores, _ = made_up(6, 6)
    told = replace(plain, participants=tuple(replace(one, country="KZ", size="large") for one in plain.participants))
    assert recommend(told, scores) == recommend(plain, scores)


def test_candidates_are_the_best_of_either_side():
    worth = np.float32([[0.9, 0.8, 0.1], [0.7, 0.2, 0.3], [0.1, 0.1, 0.2]])
    allowed = np.ones((3, 3), dtype=bool)
    allowed[0, 0] = False
    assert promising(worth, allowed, 1).tolist() == [
        [False, True, False],
        [True, False, True],
        [False, False, True],
    ]


def test_lists_from_candidates_are_about_as_good_as_from_all_pairs():
    the_market, scores, _ = made_up(120, 90)
    found = recommend(the_market, scores, k=3)
    assert min(found.exposure.quality.values()) > 0.96
    assert found.exposure.unseen == ()


def test_the_class_group_is_that_of_the_organisation_or_else_of_an_offer():
    offer = Profile("x.1", Kind.OFFER, codes=("25.62",))
    seek = Profile("x.2", Kind.SEEK, codes=("10.11",))
    people = [
        Participant("x", "a", (seek, offer)),
        Participant("y", "a", codes=("C25.61",)),
        Participant("z", "a", (seek,), codes=("nonsense",)),
        Participant("w", "a", (offer,), codes=("28.41",)),
    ]
    first, second, third, fourth = kinds_of(people).trades.tolist()
    assert first == second != fourth
    assert third == -1


def test_the_drawn_order_favours_no_letter():
    the_market = market(26, 26)
    places = in_order(the_market, range(52), 0)
    assert sum(place < 26 for place in places[:26]) in range(6, 21)


class TestAttacks:
    def test_fifty_clones_are_each_seen_no_more_than_the_one_was(self):
        the_market, _, gains = made_up(60, 60, seed=3)
        before = recommend(the_market, of_matrices(the_market, gains.there, gains.back))
        there, back = (np.hstack([one, np.tile(one[:, :1], 50)]) for one in (gains.there, gains.back))
        more = market(60, 110)
        after = recommend(more, of_matrices(more, there, back))
        clones = ["b0", *(f"b{number}" for number in range(60, 110))]
        assert np.mean([after.standings[one].seen for one in clones]) <= before.standings["b0"].seen

    def test_clones_of_one_organisation_take_three_places_of_ten_at_most(self):
        _, _, gains = made_up(40, 40, seed=3)
        there, back = (np.hstack([one, np.tile(one[:, :1] + 0.1, 50)]) for one in (gains.there, gains.back))
        clones = {f"b{number}": {"organisation": "clone"} for number in (0, *range(40, 90))}
        more = market(40, 90, **clones)
        found = ids(recommend(more, of_matrices(more, there, back)))
        assert max(sum(one in clones for one in found[f"a{number}"]) for number in range(40)) == 3

    def test_who_fits_everybody_is_in_no_more_lists_than_the_quota(self):
        the_market, _, gains = made_up(60, 40, seed=5)
        gains.there[:, 0], gains.back[:, 0] = 0.99, 0.99
        found = recommend(the_market, of_matrices(the_market, gains.there, gains.back))
        assert found.standings["b0"].seen <= found.standings["b0"].quota == 21

    def test_one_who_promises_much_to_all_gains_nothing_where_the_others_want_something_else(self):
        the_market, _, gains = made_up(60, 40, seed=5)
        honest = recommend(the_market, of_matrices(the_market, gains.there, gains.back))
        stuffed = gains.there.copy()
        stuffed[:, 7] = 0.95
        found = recommend(the_market, of_matrices(the_market, stuffed, gains.back))
        assert found.standings["b7"].seen <= max(found.standings["b7"].quota, honest.standings["b7"].seen)


class TestRenewing:
    def test_a_list_is_the_same_while_nothing_has_changed(self):
        the_market, scores, _ = made_up(40, 40, seed=1)
        known = recommend(the_market, scores)
        same = [
            len({one.id for one in renew(known, the_market, scores, id_=who)} & {one.id for one in known.lists[who]})
            for who in known.lists
        ]
        assert np.mean(same) > 9.5

    def test_a_changed_profile_finds_whom_it_now_fits(self):
        the_market, scores, gains = made_up(40, 40, seed=1)
        known = recommend(the_market, scores, k=5)
        free = next(
            id_
            for id_, one in known.standings.items()
            if id_[0] == "b" and one.seen < one.quota and id_ not in {suggested.id for suggested in known.lists["a0"]}
        )
        column = int(free[1:])
        gains.there[0, column] = gains.back[0, column] = 1.0
        fresh = renew(known, the_market, of_matrices(the_market, gains.there, gains.back), id_="a0", k=5)
        assert fresh[0].id == free

    def test_nobody_is_suggested_once_more_who_is_at_the_quota(self):
        the_market, scores, gains = made_up(40, 20, seed=1)
        known = recommend(the_market, scores, k=5)
        late = replace(the_market, participants=(*the_market.participants, Participant("a40", "a")))
        there, back = (np.vstack([one, np.full((1, 20), 0.9, dtype=np.float32)]) for one in (gains.there, gains.back))
        fresh = renew(known, late, of_matrices(late, there, back), id_="a40", k=5)
        assert len(fresh) == 5
        assert all(known.standings[one.id].seen < known.standings[one.id].quota for one in fresh)

    def test_vetoes_hold_at_once(self):
        the_market, scores, _ = made_up(10, 10, seed=1)
        known = recommend(the_market, scores, k=5)
        first = known.lists["a0"][0].id
        people = tuple(
            replace(one, vetoes=frozenset({"a0"})) if one.id == first else one for one in the_market.participants
        )
        fresh = renew(known, replace(the_market, participants=people), scores, id_="a0", k=5)
        assert first not in [one.id for one in fresh]


@pytest.mark.slow
class TestMeetings:
    """Simulated meetings, beside the harmonic mean alone and TU matching; three markets each."""

    @pytest.mark.parametrize(("n", "m", "attraction", "gain"), [(300, 200, 1.0, 1.0), (400, 100, 2.0, 1.08)])
    def test_there_are_more_than_with_other_lists(self, n, m, attraction, gain):
        totals = np.zeros(3)
        for seed in range(3):
            the_market, scores, gains = made_up(n, m, seed=seed, attraction=attraction)
            found = recommend(the_market, scores)
            worth = harmonic(gains.there, gains.back)
            mass = matching_mass(gains.there + gains.back, rows=np.full(n, 10.0), columns=np.full(m, 10.0 * n / m))
            ours = [
                [np.array([int(one.id[1:]) for one in found.lists[f"{side}{number}"]]) for number in range(size)]
                for side, size in (("a", n), ("b", m))
            ]
            others = [[np.argsort(-one, axis=1)[:, :10], np.argsort(-one.T, axis=1)[:, :10]] for one in (worth, mass)]
            totals += [meetings(gains, *lists) for lists in (ours, *others)]
        assert totals[0] >= gain * totals[1]
        assert totals[0] >= totals[2]
