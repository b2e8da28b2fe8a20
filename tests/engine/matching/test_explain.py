"""Reasons that a reader believes: short paths through what makes two texts alike, else the trade, else nothing."""

import pytest

from handschlag.engine.matching import reading, score
from handschlag.engine.matching.explain import Explainer
from handschlag.engine.matching.profile import Kind, Market, Participant, Profile

SIDES = frozenset([frozenset(["a", "b"])])


def reasons(seek, offer):
    """What the one seeks and the other offers, each a language and a text; the reasons by their kind."""
    profiles = [Profile(kind, kind, text, language) for kind, (language, text) in zip(Kind, (offer, seek), strict=True)]
    people = [Participant(side, side, (profile,)) for side, profile in zip("ba", profiles, strict=True)]
    market = Market(tuple(people), ("a", "b"), SIDES)
    readied = score.ready(market, reading.shipped())
    found = Explainer(reading.shipped(), readied, language="de").directions([(1, 0)])
    return {reason["kind"]: reason for reason in found[1, 0]}


def way(found):
    return [(step["title"], step["relation"], step["is_back"]) for step in found["seek_meets_offer"]["path"]]


@pytest.mark.wide
def test_a_trouble_is_joined_to_what_mends_it():
    found = reasons(("ru", "Нужен контроль трещин"), ("de", "Zerstörungsfreie Prüfung von Gussteilen"))

    assert way(found) == [("Rissbildung", "", False), ("zerstörungsfreie Prüfung", "solves", True)]


@pytest.mark.wide
@pytest.mark.parametrize(
    ("seek", "offer"),
    [
        (("de", "Zylinderrohre aus Stahl"), ("ru", "Сваривает ёмкости и мосты")),
        (("de", "Fahrzeugbauer"), ("ru", "Ёмкости и резервуары")),
        (("de", "Speditionen mit Fracht"), ("ru", "Семена пшеницы")),
    ],
)
def test_what_only_shares_its_surroundings_is_given_no_path(seek, offer):
    assert way(reasons(seek, offer)) == []


@pytest.mark.wide
def test_two_texts_of_one_trade_say_so_where_nothing_else_joins_them():
    found = reasons(("de", "Wir suchen einen Formenbauer"), ("ru", "Изготавливает пресс-формы и штампы до пяти тонн"))

    assert (found["same_trade"]["code"], found["same_trade"]["title"][:11]) == ("25.73", "Werkzeugbau")


@pytest.mark.wide
def test_a_word_that_stands_for_two_things_is_quoted_once():
    found = reasons(("de", "Gießereien"), ("en", "A foundry of our own"))

    assert [one["title"] for one in found["seek_meets_offer"]["shared"]] == ["Gießerei"]
