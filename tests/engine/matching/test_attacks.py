"""Who writes for the machine instead of for people gains nothing: no place in a list, no better score."""

from dataclasses import replace

import numpy as np
import pytest

from handschlag.engine.matching import tokens
from handschlag.engine.matching.candidates import kinds_of
from handschlag.engine.matching.profile import Kind, Participant, Profile
from tests.engine.matching import attack

pytestmark = pytest.mark.slow

LOOKS_LATIN = str.maketrans("аеорсух", "aeopcyx")
ALIKE, HARDLY = 1e-6, 0.005


def everything_offered():
    return " ".join(one["ru_offer"] for one in attack.items())


def labels():
    return " ".join(one.labels["ru"][0] for one in attack.reader().base.concepts[:600])


def gains(after):
    """In how many more lists the attacker is, and the greatest gain of any of the attacker's pairs."""
    before = attack.before()
    return after.seen("b0") - before.seen("b0"), float((after.worth[:, 0] - before.worth[:, 0]).max())


def test_the_honest_profile_is_found_by_those_who_need_it():
    found = attack.before()

    assert (found.found.lists["a0"][0].id, found.found.lists["b0"][0].id) == ("b0", "a0")
    assert found.worth[0, 0] > 0.99
    assert np.delete(found.worth[:, 0], 0).max() < 0.65
    assert 2 <= found.seen("b0") < found.found.standings["b0"].quota


STUFFED = {
    "what all others offer": lambda one: replace(one, text=f"{one.text}. {everything_offered()}"),
    "six hundred keywords": lambda one: replace(one, text=f"{one.text}. {labels()}"),
    "every class": lambda one: replace(one, codes=attack.reader().taxonomy.classes),
    "every division": lambda one: replace(one, codes=(*one.codes, *(f"{number:02}" for number in range(1, 100)))),
    "the class of everybody": lambda one: replace(one, codes=tuple(row["nace"] for row in attack.items())),
    "every class and keyword": lambda one: replace(
        one, text=f"{one.text}. {everything_offered()}", codes=attack.reader().taxonomy.classes
    ),
}


@pytest.mark.parametrize("change", STUFFED.values(), ids=STUFFED.keys())
def test_who_claims_everything_is_in_no_more_lists_and_no_better_for_anybody(change):
    after = attack.with_offer(change)

    more, better = gains(after)
    assert more <= 0
    assert better <= HARDLY
    assert after.worth[0, 0] < attack.before().worth[0, 0]


@pytest.mark.parametrize("change", STUFFED.values(), ids=STUFFED.keys())
def test_who_claims_everything_meets_no_need_as_well_as_the_one_who_has_it(change):
    after = attack.with_offer(change)

    honest = after.there.diagonal()[1:]
    assert honest.min() > 0.85
    assert (after.there[1:, 0] < honest - 0.3).all()


HIDDEN = {
    "zero-width spaces": "\u200b".join,
    "soft hyphens": "\u00ad".join,
    "overrides of direction": lambda text: f"\u202e{text}\u202c",
    "isolates of direction": lambda text: " ".join(f"\u2067{word}\u2069" for word in text.split()),
    "tags": lambda text: text + "\U000e0041\U000e0042",
    "said four hundred times": lambda text: f"{text}. " * 400,
}


@pytest.mark.parametrize("hide", HIDDEN.values(), ids=HIDDEN.keys())
def test_hidden_and_repeated_text_changes_nothing(hide):
    after = attack.with_offer(lambda one: replace(one, text=hide(one.text)))

    assert gains(after) == (0, pytest.approx(0, abs=ALIKE))
    assert after.worth[:, 0] == pytest.approx(attack.before().worth[:, 0], abs=ALIKE)


@pytest.mark.parametrize("language", ["ru", ""])
def test_letters_of_another_script_change_nothing(language):
    """Half of the look-alikes in each word are Latin: what a reader sees is the same."""

    def disguise(one):
        text = "".join(letter.translate(LOOKS_LATIN) if place % 2 else letter for place, letter in enumerate(one.text))
        assert text != one.text
        return replace(one, text=text, lang=language)

    after = attack.with_offer(disguise)

    more, better = gains(after)
    assert more <= 0
    assert better <= 0.01
    assert after.worth[0, 0] == pytest.approx(attack.before().worth[0, 0], abs=0.01)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Gеtriebеwelle", "Getriebewelle"),
        ("шлифoвaниe", "шлифование"),
        ("стaль", "сталь"),
        ("С235", "С235"),
        ("welle", "welle"),
        ("Gжtriebe", "Gжtriebe"),
    ],
)
def test_a_word_is_read_in_one_script(written, read):
    assert tokens.one_script(written) == read


def test_a_russian_name_makes_no_german_text_russian():
    assert tokens.language_of("Wir suchen Partner für Wellen bei der Firma Волга") == "de"
    assert tokens.language_of("Станки DMG MORI NLX 2500 и оснастка") == "ru"


def clones(number, **fields):
    one = next(person for person in attack.honest() if person.id == "b0")
    return [
        replace(
            one,
            id=f"b{100 + copy}",
            profiles=tuple(replace(row, id=f"{row.id}.{copy}") for row in one.profiles),
            **{name: value.format(copy) for name, value in fields.items()},
        )
        for copy in range(number)
    ]


@pytest.mark.parametrize("fields", [{}, {"organisation": "front {}"}], ids=["unnamed", "fifty organisations"])
def test_fifty_clones_are_each_in_no_more_lists_and_crowd_nobody_out(fields):
    after = attack.held([*attack.honest(), *clones(50, **fields)])

    copies = {"b0", *(one.id for one in clones(50))}
    assert max(after.seen(id_) for id_ in copies) <= attack.before().seen("b0")
    for number in range(attack.EACH):
        assert sum(one.id in copies for one in after.found.lists[f"a{number}"]) <= 1
    assert min(after.seen(f"b{number}") for number in range(1, attack.EACH)) >= 2


def test_what_several_say_in_the_same_words_is_one_sender_and_a_few_words_are_no_proof():
    long = "Wir schleifen Wellen für Getriebe und prüfen sie im eigenen Messraum in Leipzig"
    short = "Drehen und Fräsen"
    texts = [long, long.upper().replace("WELLEN", "WEL\u00adLEN"), f"{long} seit 1990", short, short]
    people = [
        Participant(f"b{number}", "b", (Profile(f"{number}", Kind.OFFER, text, "de"),), organisation=f"front {number}")
        for number, text in enumerate(texts)
    ]

    numbers = kinds_of(people).organisations.tolist()

    assert numbers[0] == numbers[1]
    assert len(set(numbers)) == 4


def test_who_says_one_need_fifty_times_gains_nothing_by_it():
    one = next(person for person in attack.honest() if person.id == "b0")
    again = tuple(replace(one.profiles[0], id=f"again {number}") for number in range(50))
    people = [replace(p, profiles=(*p.profiles, *again)) if p.id == "b0" else p for p in attack.honest()]

    assert gains(attack.held(people)) == (0, pytest.approx(0, abs=ALIKE))
