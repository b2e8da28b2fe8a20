"""The words that are shipped: enough of them, in the right script, consistent, and the same in three languages."""

import re
from collections import Counter

import pytest

from handschlag.engine.matching import concepts, reading, taxonomy, tokens
from handschlag.engine.matching.recognition import Recogniser

LANGUAGES = ("de", "en", "ru")
CYRILLIC = re.compile("[\u0400-\u04ff]")


@pytest.fixture(scope="module")
def base():
    return concepts.shipped()


def test_there_are_as_many_as_promised(base):
    assert len(base.concepts) >= 4_000
    assert len(base.relations) >= 15_000


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_concept_has_a_label(base, language):
    assert [concept.id for concept in base.concepts if not concept.labels.get(language)] == []


def test_labels_are_in_their_script(base):
    wrong = [
        (concept.id, label)
        for concept in base.concepts
        for language in ("de", "en")
        for label in concept.labels[language]
        if CYRILLIC.search(label)
    ]
    russian = [
        (concept.id, label)
        for concept in base.concepts
        for label in concept.labels["ru"]
        if not CYRILLIC.search(label) and not re.fullmatch(r"[A-Z0-9 /.+-]+", label)
    ]
    assert (wrong, russian) == ([], [])


def test_no_word_mixes_scripts(base):
    mixed = re.compile("[a-z][\u0430-\u044f\u0451]|[\u0430-\u044f\u0451][a-z]", re.IGNORECASE)
    assert [label for one in base.concepts for label in one.labels["ru"] if mixed.search(label)] == []


def test_no_label_stands_twice_in_one_concept(base):
    twice = [
        (concept.id, label)
        for concept in base.concepts
        for labels in concept.labels.values()
        for label, times in Counter(one.replace("|", "").lower() for one in labels).items()
        if times > 1
    ]
    assert twice == []


def test_a_label_rarely_names_two_concepts(base):
    for language in LANGUAGES:
        held = Counter(
            label
            for concept in base.concepts
            for label in {one.replace("|", "").lower() for one in concept.labels[language]}
        )
        assert sum(times > 1 for times in held.values()) < len(held) / 30


def test_bars_stand_between_parts_of_german_words_only(base):
    others = [label for one in base.concepts for name in ("en", "ru") for label in one.labels[name] if "|" in label]
    loose = [label for one in base.concepts for label in one.labels["de"] if re.search(r"\|\||^\||\|$|\| | \|", label)]
    assert (others, loose) == ([], [])


def test_no_relation_stands_twice_or_leads_to_itself(base):
    pairs = Counter((one.source, one.type, one.target) for one in base.relations)
    assert [pair for pair, times in pairs.items() if times > 1 or pair[0] == pair[2]] == []


def test_nothing_is_broader_than_itself(base):
    above = {}
    for one in base.relations:
        if one.type is concepts.RelationType.BROADER:
            above.setdefault(one.source, set()).add(one.target)
    done, circles = set(), []

    def climb(place, way):
        if place in way:
            circles.append([base.concepts[one].id for one in way[way.index(place) :]])
        elif place not in done:
            for higher in above.get(place, ()):
                climb(higher, [*way, place])
            done.add(place)

    for place in above:
        climb(place, [])
    assert circles == []


def test_every_concept_is_related(base):
    touched = {place for one in base.relations for place in (one.source, one.target)}
    assert [one.id for place, one in enumerate(base.concepts) if place not in touched] == []


def test_every_class_that_a_concept_names_exists(base):
    titles = taxonomy.shipped().titles
    assert sorted({(one.id, code) for one in base.concepts for code in one.codes if code not in titles}) == []


@pytest.mark.wide
@pytest.mark.parametrize("step", [4, pytest.param(1, marks=pytest.mark.long)], ids=["one of four", "all"])
def test_a_title_leads_back_to_its_concept_in_every_language(base, step):
    """de → en → ru → de: each title is recognised as its own concept, or as one that carries the same label."""
    recogniser = reading.shipped().recogniser
    lost = [
        (concept.id, language)
        for place, concept in enumerate(base.concepts)
        for number, language in enumerate(LANGUAGES)
        if (place + number) % step == 0
        if place not in {one.concept for one in recogniser.recognise(concept.title(language), language)}
    ]
    assert lost == []


def test_every_trouble_is_solved_by_something(base):
    troubles = {place for place, one in enumerate(base.concepts) if one.kind == "problem"}
    solved = {one.target for one in base.relations if one.type is concepts.RelationType.SOLVES}
    calling = {one.source for one in base.relations if one.type is concepts.RelationType.NEEDS}
    assert [base.concepts[place].id for place in sorted(troubles - solved - calling)] == []


class TestClasses:
    def test_all_of_nace_are_there_with_titles_in_three_languages(self):
        titles = taxonomy.shipped().titles
        assert Counter(len(code) for code in titles) == {2: 88, 4: 272, 5: 615}
        assert [code for code, row in titles.items() if set(row) != set(LANGUAGES)] == []

    def test_no_two_classes_have_the_same_title(self):
        rows = taxonomy.shipped().titles.values()
        for language in LANGUAGES:
            assert [title for title, times in Counter(row[language] for row in rows).items() if times > 1] == []

    def test_every_class_has_its_group_and_division(self):
        titles = taxonomy.shipped().titles
        assert [code for code in titles if not {code[:2], code[:4]} <= titles.keys()] == []


def test_what_no_label_has_is_told():
    assert reading.shipped().unbridged("Wir suchen Quibbelfratz und Getriebe", "de") == ["Quibbelfratz"]


@pytest.fixture(scope="module")
def recogniser(base):
    return Recogniser(base)


def concepts_of(recogniser, base, text, language):
    return {base.concepts[one.concept].id for one in recogniser.recognise(text, language) if one.strength > 0.35}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Starkstrom, Fallhöhe", "de"),
        ("Das liegt nahe, in unserer Nähe, in jedem Fall ziemlich stark", "de"),
        ("Die Zahlen wachsen, sagen alle; das trägt und fällt auf", "de"),
        ("Eine Messe in der Küche, formal, mit Messern und Schränken, wir schulen und weinen", "de"),
        ("An important and special side, normal for the whole season", "en"),
        ("The public is tired of that generation, a valid factor, and was led on", "en"),
        ("It proves that this bears a fine and tight turn", "en"),
        ("Стало ясно: сезон узкий, пора, днем это стало видно", "ru"),
    ],
)
def test_words_of_every_day_are_not_those_of_the_trade_that_look_like_them(recogniser, base, text, language):
    assert concepts_of(recogniser, base, text, language) == set()


@pytest.mark.parametrize(
    ("text", "language", "concept"),
    [
        ("Nähen", "de", "sewing"),
        ("Sägen", "de", "sawing"),
        ("Nähmaschinen", "de", "sewing-machine"),
        ("imports", "en", "import"),
        ("turning", "en", "turning"),
        ("tight tolerances", "en", "tight-tolerance"),
        ("fine blanking", "en", "fine-blanking"),
        ("сталь", "ru", "steel"),
        ("детали из стали", "ru", "steel"),
        ("гибка", "ru", "bending"),
        ("LED-Leuchten", "de", "led-luminaire"),
        ("LED", "en", "led"),
        ("Leder", "de", "leather"),
        ("сыры", "ru", "cheese"),
        ("мёд", "ru", "honey"),
        ("медь", "ru", "copper"),
        ("Kuchen", "de", "pastry"),
        ("Lüfter", "de", "fan"),
        ("engineers", "en", "engineer-staff"),
        ("поставка сырья", "ru", "raw-material"),
        ("сырье для производства", "ru", "raw-material"),
    ],
)
def test_the_words_of_the_trade_themselves_are_found(recogniser, base, text, language, concept):
    assert concept in concepts_of(recogniser, base, text, language)


def test_a_word_is_listed_once_in_its_language_and_in_its_script():
    rows = [line.split("\t") for line in tokens.SMALL.read_text(encoding="utf-8").splitlines()[1:]]
    words = [(language, tokens.fold(word)) for language, _, _, found in rows for word in found.split()]

    assert {kind for _, kind, _, _ in rows} == {"empty", "everyday", "apart"}
    assert [one for one, times in Counter(words).items() if times > 1] == []
    assert [word for language, word in words if (language == "ru") != bool(CYRILLIC.search(word))] == []
    assert [unlike for _, kind, unlike, _ in rows if bool(unlike) != (kind != "empty")] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_label_is_a_word_of_every_day_alone(base, language):
    labels = (label for one in base.concepts for label in one.labels[language])
    assert [label for label in labels if tokens.is_everyday(label.replace("|", ""), language)] == []
