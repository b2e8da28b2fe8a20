"""Names: one visible line, composed, and warned of where two alphabets are mixed."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handschlag.engine.language import names

ANY = st.text(max_size=40)
LATIN, CYRILLIC = "abcdefghijklmnopqrstuvwxyzäöüß", "абвгдеёжзийклмнопрстуфхцчшщъыьэюяәғқңөұүһі"


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("  Anna   Müller ", "Anna Müller"),
        ("Anna Mu\u0308ller", "Anna Müller"),
        ("Еле\u200bна\u00a0Иванова", "Елена Иванова"),
        ("Smith\u202egnp.exe", "Smithgnp.exe"),
        ("\u2066Ahmed\u2069", "Ahmed"),
        ("Co\u00adope\u00adra\u00adtion", "Cooperation"),
        ("u\u200b\u0308ber", "über"),
        ("O’Neill & Söhne GmbH + Co. KG", "O’Neill & Söhne GmbH + Co. KG"),
        ("Нұрсұлтан Әбілқасым", "Нұрсұлтан Әбілқасым"),
        ("Anna\n", "Anna"),
    ],
)
def test_a_name_is_kept_as_it_is_seen(given_name, kept):
    assert names.clean(given_name) == kept


@pytest.mark.parametrize(
    ("given_name", "code"),
    [
        ("", "empty"),
        (" \u200b ", "empty"),
        ("Anna\nBcc: all@example.org", "line_break"),
        ("Anna\r\nMüller", "line_break"),
        ("Anna\u2028Müller", "line_break"),
        ("Anna\x00", "control"),
        ("Anna\x1b[31m", "control"),
        ("Anna\ue000", "control"),
        ("x" * 201, "long"),
    ],
)
def test_what_cannot_be_a_name_is_refused_with_its_reason(given_name, code):
    with pytest.raises(names.NotAName) as refused:
        names.clean(given_name)

    assert refused.value.code == code


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("PIONЕ GmbH", ["PIONЕ"]),
        ("Cheetah IІ", ["IІ"]),
        ("ООО «Kamaz»", []),
        ("Volkswagen Rus, ООО", []),
        ("Ivanov Иванов", []),
        ("CОАТ and ТЕХNО", ["CОАТ", "ТЕХNО"]),
        ("3М", []),
    ],
)
def test_words_that_mix_latin_and_cyrillic_are_found(name, words):
    assert names.mixed_script_words(name) == words


@given(ANY)
def test_a_cleaned_name_is_clean_and_shows_nothing_hidden(name):
    try:
        kept = names.clean(name)
    except names.NotAName:
        return

    assert names.clean(kept) == kept == unicodedata.normalize("NFC", kept)
    assert [letter for letter in kept if unicodedata.category(letter) in {"Cc", "Cf", "Zl", "Zp"}] == []
    assert kept.split(" ") == kept.split()


@pytest.mark.slow
@given(st.text(LATIN, min_size=1), st.text(CYRILLIC, min_size=1))
def test_each_alphabet_alone_is_no_mixture_and_both_in_a_word_are(latin, cyrillic):
    assert names.mixed_script_words(f"{latin} {cyrillic}") == []
    assert names.mixed_script_words(latin + cyrillic) == [unicodedata.normalize("NFC", latin + cyrillic)]
