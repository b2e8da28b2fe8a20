"""Texts of several lines: what nothing shows is taken out, what is written stays."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handschlag.engine.language import prose


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("Zeile\r\nZeile\rZeile\u2028Zeile", "Zeile\nZeile\nZeile\nZeile"),
        ("a\x00b\x07c\x1bd\x9fe", "abcde"),
        ("Rechnung\u202efdp.exe", "Rechnungfdp.exe"),
        ("null\u200bbreit\ufeff", "nullbreit"),
        ("halb\ud800 noch", "halb noch"),
        ("u\u0308ber", "über"),
        ("Ende  \t\nneu", "Ende\nneu"),
        ("eins\n\n\n\n\nzwei", "eins\n\nzwei"),
        ("\n\n    Code\n", "    Code"),
        ("Спасибо – 謝謝 – شكرا", "Спасибо – 謝謝 – شكرا"),
    ],
)
def test_what_cannot_be_seen_goes_and_all_else_stays(written, kept):
    assert prose.clean(written) == kept


def test_a_line_has_single_spaces():
    assert prose.line(" Meldung\n aus\u00a0\t Dresden ") == "Meldung aus Dresden"


@given(st.text(max_size=200))
def test_cleaning_twice_is_cleaning_once_and_leaves_nothing_that_hides(written):
    cleaned = prose.clean(written)

    assert prose.clean(cleaned) == cleaned
    assert {unicodedata.category(letter) for letter in cleaned} & {"Cs"} == set()
    assert {letter for letter in cleaned if unicodedata.category(letter) == "Cc"} <= {"\n", "\t"}
