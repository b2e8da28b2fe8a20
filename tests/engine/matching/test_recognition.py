"""Concepts in texts: inflected, compounded, of several words, and what they are not."""

import pytest

from handschlag.engine.matching import tokens
from handschlag.engine.matching.concepts import Concept, ConceptBase
from handschlag.engine.matching.recognition import Recogniser

BASE = ConceptBase(
    tuple(
        Concept(id_, "process", {"de": de, "en": en, "ru": ru})
        for id_, de, en, ru in [
            ("shaft", ("Welle",), ("shaft",), ("вал",)),
            ("gearbox", ("Getriebe",), ("gearbox", "transmission"), ("редуктор",)),
            ("gear-shaft", ("Getriebe|welle",), ("gear shaft",), ("вал редуктора",)),
            ("grinding", ("Schleifen",), ("grinding",), ("шлифование",)),
            ("heat-treatment", ("Wärme|behandlung",), ("heat treatment",), ("термообработка",)),
            ("distortion", ("Härte|verzug",), ("heat treatment distortion",), ("коробление при термообработке",)),
            ("mill", ("Mühle",), ("mill",), ("мельница",)),
            ("rolling-mill", ("Walz|werk",), ("rolling mill", "mill"), ("прокатный стан",)),
            ("quality-certificate", ("ISO 9001",), ("ISO 9001",), ("ИСО 9001",)),
            ("environment-certificate", ("ISO 14001",), ("ISO 14001",), ("ИСО 14001",)),
            ("beverage-can", ("Getränke|dose",), ("beer can",), ("пивная банка",)),
            ("ex-works", ("ab Werk",), ("ex works",), ("с завода",)),
            ("building", ("Hoch|bau",), ("building construction",), ("строительство зданий",)),
            ("tower-crane", ("Hochbau|kran",), ("tower crane",), ("башенный кран",)),
            ("oil-mill", ("Öl|mühle",), ("oil mill",), ("маслозавод",)),
            ("motion-controller", ("Mehr|achs|steuerung",), ("multi-axis controller",), ("контроллер движения",)),
            ("linseed-oil", ("Lein|öl",), ("linseed oil",), ("льняное масло",)),
        ]
    ),
    (),
)


@pytest.fixture(scope="module")
def recogniser():
    return Recogniser(BASE)


def surely(recogniser, text, language):
    return {BASE.concepts[one.concept].id for one in recogniser.recognise(text, language) if one.strength > 0.6}


@pytest.mark.parametrize(
    ("text", "language", "found"),
    [
        ("Getriebewellen", "de", {"gear-shaft"}),
        ("Wellen für Getriebe", "de", {"gear-shaft"}),
        ("geschliffene Wellen", "de", {"shaft"}),
        ("gear shafts", "en", {"gear-shaft"}),
        ("шлифование валов", "ru", {"grinding", "shaft"}),
        ("шлифованию", "ru", {"grinding"}),
        ("zertifiziert nach ISO 9001", "de", {"quality-certificate"}),
        ("beer cans", "en", {"beverage-can"}),
        ("Preise ab Werk", "de", {"ex-works"}),
        ("Hochbau in Leipzig", "de", {"building"}),
        ("Kräne für den Hochbau", "de", {"building"}),
        ("Ölmühlen", "de", {"oil-mill"}),
        ("Mehrachssteuerungen", "de", {"motion-controller"}),
        ("mehr Achsen und Steuerung", "de", set()),
        ("ein hoher Kran für den Bau", "de", set()),
        ("Bauhoch", "de", set()),
        ("kaltgepresstes Leinöl", "de", {"linseed-oil"}),
        ("Tomaten und Gurken", "de", set()),
        ("we can sell beer", "en", set()),
        ("ab Montag im Werk", "de", set()),
        ("50 Stück, 20 mm", "de", set()),
        ("", "de", set()),
        ("😀 🎉", "en", set()),
    ],
)
def test_what_stands_in_a_text_is_found(recogniser, text, language, found):
    assert surely(recogniser, text, language) >= found if found else surely(recogniser, text, language) == set()


def test_the_words_that_say_so_are_those_of_the_text(recogniser):
    text = "Wir liefern Getriebewellen nach Zeichnung"

    words = {word for one in recogniser.recognise(text, "de") for word in one.words}

    assert words == {"Getriebewellen"}


def test_a_shorter_label_within_a_longer_one_hardly_counts(recogniser):
    found = {
        BASE.concepts[one.concept].id: one.strength for one in recogniser.recognise("heat treatment distortion", "en")
    }

    assert found["distortion"] > 4 * found["heat-treatment"]


def test_a_word_of_several_meanings_is_divided_among_them(recogniser):
    found = {BASE.concepts[one.concept].id: one.strength for one in recogniser.recognise("a mill", "en")}

    assert found["mill"] == found["rolling-mill"] < 1


def test_invisible_letters_hide_nothing_and_are_quoted_as_they_stand(recogniser):
    [hidden], [shown] = (recogniser.recognise(text, "en")[:1] for text in ("gear\u200b sha\u00adft", "gear shaft"))

    assert (hidden.concept, hidden.strength, hidden.stems) == (shown.concept, shown.strength, shown.stems)
    assert (hidden.words, shown.words) == (("gear", "sha\u00adft"), ("gear", "shaft"))


@pytest.mark.parametrize(
    "text", ["Gеtriebе\u200bwellen", "u\u0308ber ﬁne Ｗellen", "\u202eGetriebe\u202c", "Ge\u00adtriebe"]
)
def test_every_quoted_word_stands_in_the_text_however_it_is_written(recogniser, text):
    words = [word for one in recogniser.recognise(text, "de") for word in one.words]

    assert words
    assert [word for word in words if word not in text] == []


@pytest.mark.slow
def test_a_text_without_end_is_read_to_a_limit(recogniser):
    assert surely(recogniser, "gear shaft " * 20_000, "en") == {"gear-shaft"}


@pytest.mark.parametrize(
    "forms",
    [
        ("клапан", "клапана", "клапаны", "клапанов", "клапанами"),
        ("деталь", "детали", "деталей", "деталями"),
        ("материал", "материала", "материалов", "материалами"),
        ("профиль", "профили", "профилей", "профилями"),
        ("автомобиль", "автомобили", "автомобилей"),
        ("кран", "крана", "кранов", "краны"),
        ("подшипник", "подшипники", "подшипников"),
    ],
)
def test_all_forms_of_a_russian_noun_have_one_stem(forms):
    assert len({tokens.stem(form, "ru") for form in forms}) == 1
