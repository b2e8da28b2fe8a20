"""Texts are read alike, however the work is shared."""

import pytest

from handschlag.engine.matching import reading
from handschlag.engine.matching.profile import Kind, Profile
from handschlag.engine.matching.reading import _parts
from tests.engine.matching import attack


@pytest.fixture
def some():
    return [one for who in attack.honest() for one in who.profiles] + [
        Profile("empty", Kind.SEEK, "", "ru"),
        Profile("unknown", Kind.SEEK, "Zahnräder und Wellen für Getriebe", ""),
    ]


@pytest.mark.slow
@pytest.mark.parametrize("number", [2, 5])
def test_several_processes_read_what_one_does(some, number, monkeypatch):
    monkeypatch.setattr(reading, "SHARED_FROM", 2)
    monkeypatch.setattr(reading, "EACH", 1)
    reader = reading.shipped()

    alone, together = reader.read(some), reader.read(some, processes=number)

    assert (together.languages, together.clear, together.codes) == (alone.languages, alone.clear, alone.codes)
    for mine, theirs in zip(*((one.said, one.vectors, one.likeness) for one in (alone, together)), strict=True):
        assert (mine == theirs).all()
    assert alone.vectors.any()


def test_nobody_reads_more_than_a_share_and_a_language_is_split_no_more_than_need_be():
    languages = ["de"] * 5 + ["ru"] + ["de"] * 2 + ["en"] * 4

    assert _parts(languages, 1) == [("de", [0, 1, 2, 3, 4, 6, 7]), ("ru", [5]), ("en", [8, 9, 10, 11])]
    assert _parts(languages, 2) == [("de", [0, 1, 2, 3]), ("de", [4, 6, 7]), ("ru", [5]), ("en", [8, 9, 10, 11])]
    assert _parts([], 2) == []
