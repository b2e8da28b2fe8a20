"""What holds for every market, from the texts to the lists."""

import random
from dataclasses import replace

import numpy as np
import pytest

from handschlag.engine.matching import answer
from handschlag.engine.matching.profile import Kind, Market, Participant, Profile
from handschlag.engine.matching.reading import Readings
from handschlag.engine.matching.score import by_codes, odds
from handschlag.engine.matching.weights import SHIPPED
from tests.engine.matching import attack
from tests.engine.matching.markets import matching_mass

pytestmark = pytest.mark.slow
SOME = [one for one in attack.honest() if int(one.id[1:]) < 5]


def told(people):
    market = Market(tuple(people), ("a", "b"), frozenset({frozenset("ab")}))
    return answer.answer(market, attack.reader(), k=attack.PLACES)


def scores_of(people):
    return attack.held(people).worth


@pytest.fixture(scope="module")
def whole():
    return told(SOME)


def test_a_pair_has_one_score_and_its_directions_change_places(whole):
    lists = {(who, one["id"]): one for who, row in whole["lists"].items() for one in row}
    both = [(one, lists[pair[1], pair[0]]) for pair, one in lists.items() if pair[::-1] in lists]

    assert len(both) > len(SOME)
    for one, other in both:
        assert one["score"] == other["score"]
        assert (one["there"], one["back"]) == (other["back"], other["there"])


def test_the_order_of_people_and_of_their_profiles_changes_nothing(whole):
    people = [replace(one, profiles=one.profiles[::-1]) for one in SOME]
    random.Random(4).shuffle(people)

    assert told(people)["lists"] == whole["lists"]


def test_country_size_and_region_change_nothing_and_are_not_told(whole):
    countries = ("DE", "KZ", "RU", "UZ")
    people = [
        replace(one, country=countries[place % 4], region="Sachsen", size="large") for place, one in enumerate(SOME)
    ]

    assert told(people) == whole


def test_a_name_in_a_text_changes_hardly_any_score():
    people = [
        replace(one, profiles=tuple(replace(row, text=f"{row.text} Iwanow Quibbel") for row in one.profiles))
        for one in attack.honest()
    ]

    assert scores_of(people) == pytest.approx(attack.before().worth, abs=0.01)


def test_another_participant_or_offer_that_fits_nobody_changes_no_pair():
    nothing = Profile("milk", Kind.OFFER, "Rohmilch", "de", ("01.41",))
    more = [*attack.honest(), Participant("b99", "b", (nothing,))]
    wider = [replace(one, profiles=(*one.profiles, nothing)) if one.id == "b0" else one for one in attack.honest()]

    assert (scores_of(more)[:, : attack.EACH] == attack.before().worth).all()
    assert scores_of(wider)[0, 0] == attack.before().worth[0, 0]


def test_a_second_need_that_nobody_meets_changes_hardly_any_pair():
    nothing = Profile("milk", Kind.SEEK, "Rohmilch", "de", ("01.41",))
    people = [replace(one, profiles=(*one.profiles, nothing)) if one.id == "a0" else one for one in attack.honest()]

    assert scores_of(people) == pytest.approx(attack.before().worth, abs=0.005)


def coded(kind, codes):
    rows = tuple(Profile(str(place), kind, "", "de", tuple(some)) for place, some in enumerate(codes))
    n = len(rows)
    nothing = np.zeros((n, attack.reader().space.n), np.float32)
    likeness = np.zeros((n, len(attack.reader().taxonomy.classes)), np.float32)
    said = np.zeros(n, np.float32)
    return Readings(rows, ("de",) * n, ((),) * n, said, nothing, likeness, tuple(one.codes for one in rows))


@pytest.mark.parametrize("seed", range(20))
def test_one_more_class_that_both_name_never_lowers_a_pair(seed):
    """However many classes the two name already."""
    chance = random.Random(seed)
    classes = attack.reader().taxonomy.classes
    mine, theirs = (chance.sample(classes, chance.choice([1, 2, 5, 30, 300])) for _ in range(2))
    shared = chance.choice(classes)
    before = by_codes(coded(Kind.SEEK, [mine]), coded(Kind.OFFER, [theirs]), attack.reader(), SHIPPED)

    both = [*dict.fromkeys([*mine, shared])], [*dict.fromkeys([*theirs, shared])]
    after = by_codes(coded(Kind.SEEK, both[:1]), coded(Kind.OFFER, both[1:]), attack.reader(), SHIPPED)

    assert after[0, 0] >= before[0, 0]


def test_a_shared_class_raises_every_pair_of_texts_that_names_none():
    seeks, offers = (
        [replace(row, codes=()) for one in attack.honest() for row in one.of_kind(kind)][:6] for kind in Kind
    )
    plain = odds(attack.reader().read(offers), attack.reader().read(seeks), attack.reader())

    for code in ("25.62", "01.11"):
        coded_rows = (attack.reader().read([replace(row, codes=(code,)) for row in rows]) for rows in (offers, seeks))
        assert (odds(*coded_rows, attack.reader()) > plain).all()


def test_every_quoted_word_occurs_in_the_text_it_quotes(whole):
    texts = {row.id: row.text for one in attack.honest() for row in one.profiles}
    quoted = [
        (reason[side]["id"], word)
        for row in whole["lists"].values()
        for one in row
        for reason in one["reasons"]
        if reason["kind"] == "seek_meets_offer"
        for side, words in _words(reason)
        for word in words
    ]

    assert len(quoted) > len(SOME)
    assert [(id_, word) for id_, word in quoted if word not in texts[id_]] == []


def _words(reason):
    for shared in reason["shared"]:
        yield "seek", shared["seek_words"]
        yield "offer", shared["offer_words"]
    if reason["path"]:
        yield "seek", reason["path"][0]["words"]
        yield "offer", reason["path"][-1]["words"]


@pytest.mark.parametrize("seed", range(3))
def test_the_oracle_of_transferable_utility_keeps_its_margins_and_its_odds(seed):
    """Choo and Siow: nobody is matched more often than there is of them, and of four pairs the utilities decide."""
    utility = np.random.default_rng(seed).random((5, 4))
    mass = matching_mass(utility, rows=np.full(5, 2.0), columns=np.full(4, 3.0))

    assert (mass.sum(axis=1) <= 2 + 1e-6).all()
    assert (mass.sum(axis=0) <= 3 + 1e-6).all()
    crossed = np.log(mass[0, 0] * mass[1, 1] / (mass[0, 1] * mass[1, 0]))
    gain = utility[0, 0] + utility[1, 1] - utility[0, 1] - utility[1, 0]
    assert crossed == pytest.approx(gain / (2 * 0.05))


def test_the_oracle_and_the_lists_agree_on_who_belongs_together():
    found = attack.before()
    mass = matching_mass(found.worth, rows=np.ones(attack.EACH), columns=np.ones(attack.EACH))

    firsts = [int(found.found.lists[f"a{number}"][0].id[1:]) for number in range(attack.EACH)]
    assert firsts == mass.argmax(axis=1).tolist() == list(range(attack.EACH))
