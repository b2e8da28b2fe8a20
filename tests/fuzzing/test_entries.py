"""The entries of the fuzzer, without it: made-up files go through each, and what breaks a promise is noticed."""

from functools import cache
from random import Random

import pytest

from handschlag.foundation import spreadsheets
from handschlag.foundation.spreadsheets import Row, Table
from handschlag.foundation.spreadsheets.unusable import Unusable
from tests.fuzzing import entries

PIECES = (b'"', b"\x00", b"\xff", b"=", b"\r", b";", b"<f>", b"</c>", b"<c r='XFD9'>", b"&#0;", b"]]>", b"PK\x03\x04")
MADE_UP = {"csv": 300, "sheet": 30, "book": 60}


def made_up(name, number):
    """A seed, with some of its bytes exchanged."""
    dice = Random(f"{name} {number}")
    content = dice.choice(seeds(name))
    for _edit in range(dice.randrange(1, 6)):
        place = dice.randrange(len(content) + 1)
        content = content[:place] + dice.choice(PIECES) + content[place + dice.randrange(20) :]
    return content


@cache
def seeds(name):
    return entries.seeds(entries.ENTRIES[name])


@pytest.mark.slow
@pytest.mark.parametrize("name", entries.ENTRIES)
def test_made_up_files_are_read_or_refused(name):
    for number in range(MADE_UP[name]):
        entries.ENTRIES[name](made_up(name, number))


@pytest.mark.parametrize("name", entries.ENTRIES)
def test_the_search_begins_with_files_that_are_read_and_with_such_that_are_not(name):
    assert len(seeds(name)) >= 5


@pytest.mark.parametrize(
    "table",
    [Table(("a", "b"), (Row(2, {"a": "x"}),)), Table(("a",), (Row(2, {"a": Unusable.FORMULA}),))],
    ids=["a cell is missing", "a cell is unusable"],
)
def test_the_red_control_what_a_reader_must_not_give_is_noticed(monkeypatch, table):
    monkeypatch.setattr(spreadsheets, "read", lambda _content: table)

    with pytest.raises(entries.Broken):
        entries.csv(b"a,b\n")


def test_the_red_control_a_refusal_of_an_unknown_code_is_noticed(monkeypatch):
    def read(_content):
        raise entries.RuleBroken("No.", code="whim")

    monkeypatch.setattr(spreadsheets, "read", read)

    with pytest.raises(entries.Broken):
        entries.csv(b"a,b\n")
