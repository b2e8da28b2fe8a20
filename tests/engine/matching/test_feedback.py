"""What people answer acts at once for them, and every night a little for all."""

from dataclasses import astuple, fields, replace

import numpy as np
import pytest

from handschlag.engine.matching import Answer, Opinion, Why, features_of, feedback, heeding, personal, refit, score
from handschlag.engine.matching.profile import Market, Participant
from handschlag.engine.matching.recommendation import recommend, renew
from handschlag.engine.matching.weights import SHIPPED
from tests.engine.matching import attack
from tests.engine.matching.markets import made_up


def answers(n, *, people, truth, seed=0):
    """Answers of so many people to pairs with drawn features, as somebody with these factors would give them."""
    random = np.random.default_rng(seed)
    x = np.column_stack(
        [
            np.full(n, SHIPPED.prior),
            random.uniform(-1, 5, n),
            random.choice([3.7, 2.2, 1.0, -2.0, 0.0], n),
            random.uniform(0, 2, n),
            random.uniform(0, 2, n),
            random.choice([0.7, -1.5, 0.0], n),
        ]
    )
    good = random.random(n) < 1 / (1 + np.exp(-x @ np.array(truth)))
    return [
        Answer(f"p{number % people}", tuple(row), bool(is_good))
        for number, (row, is_good) in enumerate(zip(x.tolist(), good.tolist(), strict=True))
    ]


def loss(weights, some):
    """Mean log-loss with the factors that these weights are of the shipped ones."""
    factors = np.array([getattr(weights, names[0]) / getattr(SHIPPED, names[0]) for names in feedback.FEATURES])
    x, y = np.array([one.features for one in some]), np.array([one.is_good for one in some])
    margin = (2 * y - 1) * (x @ factors)
    return float(np.log1p(np.exp(-margin)).mean())


class TestRefit:
    @pytest.mark.parametrize(("n", "people"), [(0, 1), (29, 29), (500, 9)])
    def test_with_few_answers_or_few_people_the_shipped_weights_stay(self, n, people):
        assert refit(answers(n, people=people, truth=(1, 0.2, 1, 1, 1, 1))) is SHIPPED

    def test_those_who_go_by_codes_alone_move_the_codes_up_and_the_text_down_within_bounds(self):
        found = refit(answers(2000, people=400, truth=(1, 0, 4, 1, 1, 1)))

        low, high = feedback.BOUNDS
        assert low * SHIPPED.text <= found.text < 0.9 * SHIPPED.text
        assert 1.1 * SHIPPED.same_class < found.same_class <= high * SHIPPED.same_class
        assert found.same_class / found.same_group == pytest.approx(SHIPPED.same_class / SHIPPED.same_group)
        assert (found.text_middle, found.second) == (SHIPPED.text_middle, SHIPPED.second)

    def test_however_consistent_answers_are_no_weight_leaves_its_bounds(self):
        liked = [Answer(f"p{n}", (-1.5, 5.0, -2.0, 0.0, 0.0, -1.5), True) for n in range(20_000)]

        found = refit(liked)

        ratios = [
            getattr(found, one.name) / getattr(SHIPPED, one.name) for one in fields(SHIPPED) if one.name != "version"
        ]
        assert min(ratios) == pytest.approx(feedback.BOUNDS[0])
        assert max(ratios) <= feedback.BOUNDS[1] + 1e-9

    def test_a_flood_of_one_moves_less_than_the_same_answers_of_many(self):
        usual = answers(200, people=40, truth=(1, 1, 1, 1, 1, 1))
        flood = [Answer("p0", (-1.5, 4.0, 0.0, 0.0, 0.0, 0.0), False) for _ in range(300)]
        many = [replace(one, participant=f"q{number}") for number, one in enumerate(flood)]

        base, alone, together = (refit([*usual, *more]).text for more in ([], flood, many))

        assert abs(alone - base) < 0.2 * abs(together - base)
        assert together < 0.9 * base

    def test_the_order_of_answers_changes_nothing(self):
        some = answers(300, people=60, truth=(1, 0.5, 1.5, 1, 1, 1))
        shuffled = [some[place] for place in np.random.default_rng(1).permutation(len(some))]

        assert astuple(refit(shuffled)) == astuple(refit(some))

    def test_answers_that_were_not_seen_are_foretold_better(self):
        truth = (1.2, 0.6, 1.6, 0.8, 1, 1.4)
        found = refit(answers(1500, people=300, truth=truth))

        unseen = answers(1500, people=300, truth=truth, seed=9)
        assert loss(found, unseen) < loss(SHIPPED, unseen) - 0.005

    @pytest.mark.parametrize("features", [(1.0,) * 5, (1.0,) * 5 + (float("nan"),), (float("-inf"),) * 6])
    def test_features_that_are_none_are_refused_with_the_name_of_the_one_who_answered(self, features):
        with pytest.raises(ValueError, match="answer of 'p1': expected 6 finite features"):
            refit([Answer("p1", features, True)])


@pytest.mark.slow
class TestAtOnce:
    def test_whom_somebody_declined_never_comes_again_for_either(self):
        market, scores, _ = made_up(8, 8)
        known = recommend(market, scores, k=4)
        first = known.lists["a0"][0].id
        heard = heeding(
            market, {"a0": [Opinion(first, is_liked=False, why=Why.KNOWN), Opinion("gone", is_liked=False)]}
        )

        assert first not in [one.id for one in renew(known, heard, scores, id_="a0", k=8)]
        again = recommend(heard, scores, k=8)
        assert first not in [one.id for one in again.lists["a0"]]
        assert "a0" not in [one.id for one in again.lists[first]]
        assert len(again.lists["a0"]) == 7

    def test_more_like_this_lifts_those_who_offer_the_like_in_her_own_row_only(self):
        readied, scores, places = _market()
        liked = personal(scores, readied, {"a0": [Opinion("b2", is_liked=True)]})
        declined = personal(scores, readied, {"a0": [Opinion("b2", is_liked=False)]})

        plain, up, down = (one([0, 1], places) for one in (scores, liked, declined))

        assert up[0, 2] > plain[0, 2] > down[0, 2]
        assert up[1].tolist() == down[1].tolist() == plain[1].tolist()
        moved = np.abs(np.log(up[0] / (1 - up[0])) - np.log(plain[0] / (1 - plain[0])))
        assert moved.argmax() == 2
        assert moved[2] == pytest.approx(feedback.MOST / (feedback.NEEDED + 1), abs=1e-3)

    def test_known_already_says_nothing_of_others(self):
        readied, scores, places = _market()
        known = personal(scores, readied, {"a0": [Opinion("b2", is_liked=False, why=Why.KNOWN)]})

        assert known([0], places)[0] == pytest.approx(scores([0], places)[0], abs=1e-5)

    def test_shifts_grow_ever_more_slowly_fade_and_stay_within_bounds(self):
        alike = np.ones((500, 1), dtype=np.float32)
        found = [float(feedback.shifts([Opinion("x", is_liked=True)] * n, alike[:n])[0]) for n in (1, 2, 3, 4, 500)]

        steps = np.diff(found[:4])
        assert (steps > 0).all()
        assert (np.diff(steps) < 0).all()
        assert 0 < found[0] < found[-1] <= feedback.MOST
        old = feedback.shifts([Opinion("x", is_liked=True, age=10 * feedback.HALF_LIFE)], alike[:1])
        assert 0 < old[0] < found[0] / 100
        assert feedback.shifts([Opinion("x", is_liked=False)], alike[:1])[0] == pytest.approx(-found[0])


@pytest.mark.slow
def test_features_add_up_to_the_odds_and_know_neither_name_nor_country():
    readied, scores, _ = _market()
    place = attack.EACH

    found = features_of(readied, 0, place, attack.reader())

    assert 1 / (1 + np.exp(-sum(found))) == pytest.approx(scores([0], [place])[0, 0], abs=1e-5)
    people = [replace(one, country="KZ", region="x", size="large") for one in attack.honest()]
    assert features_of(_ready(people), 0, place, attack.reader()) == found


def test_who_seeks_nothing_has_no_features():
    assert features_of(_ready([Participant("a0", "a"), attack.honest()[-1]]), 0, 1, attack.reader()) is None


def _ready(people):
    return score.ready(Market(tuple(people), ("a", "b"), frozenset({frozenset("ab")})), attack.reader())


def _market():
    readied = _ready(attack.honest())

    def scores(of, to):
        return score.directions(readied, of, to, attack.reader())

    return readied, scores, list(range(attack.EACH, 2 * attack.EACH))
