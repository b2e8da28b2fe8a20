"""One text in several languages: written down, read back, and the best of it for a reader."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handschlag.engine.language import Origin, Reading, Text, Version

CODES = st.sampled_from(["de", "en", "kk", "ru", "tt", "uz"])
TEXTS = st.builds(Text, st.dictionaries(CODES, st.builds(Version, st.text(max_size=20), st.sampled_from(Origin))))


def reading(text, language, *, is_fallback=False, origin=Origin.WRITTEN):
    return Reading(text, language, origin, is_fallback)


@pytest.mark.parametrize(
    ("languages", "expected"),
    [
        (["de"], reading("Pumpen", "de")),
        (["ru", "de"], reading("Насосы", "ru")),
        (["en", "de"], reading("Pumpen", "de", is_fallback=True)),
        (["en"], reading("Pumpen", "de", is_fallback=True)),
        ([], reading("Pumpen", "de")),
        (iter(["en", "ru"]), reading("Насосы", "ru", is_fallback=True)),
    ],
    ids=["the only one", "the first of two", "the second of two", "none of them", "none asked for", "an iterator"],
)
def test_the_best_is_the_first_language_there_is_else_the_first_code(languages, expected):
    assert Text.of(ru="Насосы", de="Pumpen").best(languages) == expected


def test_an_empty_version_is_as_good_as_none():
    text = Text({"de": Version(""), "ru": Version("Насосы")})

    assert text.best(["de"]) == reading("Насосы", "ru", is_fallback=True)


@pytest.mark.parametrize(("languages", "language"), [(["ru", "de"], "ru"), ([], "")])
def test_nothing_written_is_an_empty_text_in_the_language_asked_for(languages, language):
    assert Text().best(languages) == reading("", language)


def test_the_best_says_where_it_comes_from():
    text = Text({"de": Version("Pumpen"), "ru": Version("Насосы", Origin.MACHINE)})

    assert [text.best([code]).origin for code in ("de", "ru")] == [Origin.WRITTEN, Origin.MACHINE]


def test_written_versions_leave_out_empty_ones():
    assert Text.of(de="Pumpen", en="", ru="Насосы") == Text({"de": Version("Pumpen"), "ru": Version("Насосы")})


@pytest.mark.parametrize(
    ("text", "is_something", "shown"),
    [
        (Text(), False, ""),
        (Text({"de": Version("")}), False, ""),
        (Text.of(uz="Nasos"), True, "Nasos"),
        (Text.of(ru="Насосы", de="Pumpen"), True, "Pumpen"),
    ],
)
def test_a_text_is_true_where_anything_is_written(text, is_something, shown):
    assert (bool(text), str(text)) == (is_something, shown)


def test_what_is_written_down_is_plain():
    text = Text({"de": Version("Pumpen"), "ru": Version("Насосы", Origin.CHECKED)})

    assert text.as_data() == {
        "de": {"text": "Pumpen", "origin": "written"},
        "ru": {"text": "Насосы", "origin": "checked"},
    }
    assert {type(part) for version in text.as_data().values() for part in version.values()} == {str}


@pytest.mark.slow
@given(TEXTS)
def test_what_is_written_down_is_read_back_the_same(text):
    assert Text.read(json.loads(json.dumps(text.as_data()))) == text


@given(TEXTS, st.lists(CODES, max_size=3))
def test_the_best_is_always_one_of_the_versions_or_empty(text, languages):
    best = text.best(languages)

    written = {(code, version.text, version.origin) for code, version in text.versions.items() if version.text}
    assert ((best.language, best.text, best.origin) in written) == bool(text)
    assert best.is_fallback == (bool(text) and bool(languages) and best.language != languages[0])


def test_a_version_without_an_origin_was_written():
    assert Text.read({"de": {"text": "Pumpen"}}) == Text.of(de="Pumpen")


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        ("Pumpen", "text in several languages: expected a mapping, got str"),
        (None, "text in several languages: expected a mapping, got NoneType"),
        (["de"], "text in several languages: expected a mapping, got list"),
        ({"de": "Pumpen"}, 'text in several languages: expected a text for "de"'),
        ({"de": {}}, 'text in several languages: expected a text for "de"'),
        ({"de": {"text": None}}, 'text in several languages: expected a text for "de"'),
        ({"de": {"text": "Pumpen", "origin": "parrot"}}, "'parrot' is not a valid Origin"),
    ],
)
def test_what_is_no_text_is_refused_in_one_sentence(data, complaint):
    with pytest.raises(ValueError, match=f"^{re.escape(complaint)}$"):
        Text.read(data)
