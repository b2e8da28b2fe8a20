"""What rows have been, what differs between two versions, and what somebody is still writing."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handschlag.foundation import drafts, uploads, versions
from handschlag.foundation.errors import RuleBroken
from handschlag.foundation.models import Autosave, StoredFile, Version
from handschlag.foundation.versions import Kind
from tests import factories as make

NOW = datetime(2027, 1, 10, 12, 0, tzinfo=UTC)


@pytest.fixture
def row(db):
    return make.HostFactory()


def read(pieces):
    return [(piece.kind.value, piece.text) for piece in pieces]


def test_versions_count_from_one_and_know_who_wrote_them_when_and_why(row):
    writer = make.UserFactory()

    versions.record(row, {"name": "A"}, by=writer, now=NOW)
    versions.record(row, {"name": "B"}, by=writer, now=NOW, note="Umbenannt", confirmed=["name"])

    found = [(one.number, one.values, one.by, one.at, one.note, one.confirmed) for one in versions.history(row)]
    assert found == [(2, {"name": "B"}, writer, NOW, "Umbenannt", ["name"]), (1, {"name": "A"}, writer, NOW, "", [])]


def test_versions_of_another_row_do_not_count(row):
    versions.record(make.HostFactory(), {"name": "A"}, by=None, now=NOW)

    assert versions.record(row, {"name": "B"}, by=None, now=NOW).number == 1


def test_a_row_that_is_as_its_last_version_has_gets_no_other_one(row):
    first = versions.record(row, {"name": "A"}, by=make.UserFactory(), now=NOW)

    assert versions.current(row, {"name": "A"}, now=NOW) == first
    assert Version.objects.count() == 1


def test_a_change_by_another_way_becomes_a_version_by_nobody(row):
    versions.record(row, {"name": "A"}, by=make.UserFactory(), now=NOW)

    found = versions.current(row, {"name": "B"}, now=NOW)

    assert (found.number, found.by, found.values) == (2, None, {"name": "B"})


def test_with_a_row_its_versions_and_drafts_go(row):
    other = make.HostFactory()
    for one in (row, other):
        versions.record(one, {}, by=None, now=NOW)
        drafts.keep(one, {"name": "A"}, base=1, by=make.UserFactory(), now=NOW)

    versions.forget(row)

    assert [versions.history(row).count(), versions.history(other).count()] == [0, 1]
    assert Autosave.objects.count() == 1


def test_what_differs_is_said_word_by_word():
    found = versions.difference("Die Frist endet am 1. März.", "Die Anmeldung endet am 15. März.")

    assert read(found) == [
        ("same", "Die "),
        ("removed", "Frist "),
        ("added", "Anmeldung "),
        ("same", "endet am "),
        ("removed", "1"),
        ("added", "15"),
        ("same", ". März."),
    ]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("", "", []),
        ("", "neu", [("added", "neu")]),
        ("alt", "", [("removed", "alt")]),
        ("gleich", "gleich", [("same", "gleich")]),
    ],
)
def test_an_empty_text_differs_in_all_of_the_other(before, after, expected):
    assert read(versions.difference(before, after)) == expected


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=60), st.text(max_size=60))
def test_both_texts_can_be_read_from_their_difference(before, after):
    pieces = versions.difference(before, after)

    assert "".join(one.text for one in pieces if one.kind is not Kind.ADDED) == before
    assert "".join(one.text for one in pieces if one.kind is not Kind.REMOVED) == after


def test_long_texts_are_compared_by_lines_and_very_long_ones_as_wholes():
    long, longer = "wort " * 5000 + "\n", "wort\n" * 25_000

    assert read(versions.difference(long + "a\n", long + "b\n")) == [
        ("same", long),
        ("removed", "a\n"),
        ("added", "b\n"),
    ]
    assert len(versions.difference(longer, longer + "b")) == 2


def test_a_draft_takes_the_place_of_the_one_before_and_is_hers_alone(row):
    hers, his = make.UserFactory(), make.UserFactory()
    drafts.keep(row, {"name": "A"}, base=1, by=hers, now=NOW)

    drafts.keep(row, {"name": "B"}, base=2, by=hers, now=NOW)

    kept = drafts.of(row, hers)
    assert (kept.values, kept.base, drafts.of(row, his)) == ({"name": "B"}, 2, None)


def test_a_draft_that_was_dropped_is_gone(row):
    hers = make.UserFactory()
    drafts.keep(row, {"name": "A"}, base=1, by=hers, now=NOW)

    drafts.drop(row, hers)

    assert drafts.of(row, hers) is None


def test_a_draft_without_end_is_refused_and_the_one_before_stays(row):
    hers = make.UserFactory()
    drafts.keep(row, {"name": "A"}, base=1, by=hers, now=NOW)

    with pytest.raises(RuleBroken) as refused:
        drafts.keep(row, {"name": "я" * 600_000}, base=1, by=hers, now=NOW)

    assert (refused.value.code, drafts.of(row, hers).values) == ("long", {"name": "A"})


def test_others_who_write_now_are_known(row):
    hers, his, long_ago = make.UserFactory(), make.UserFactory(), make.UserFactory()
    for user, at in ((hers, NOW), (his, NOW), (long_ago, NOW - timedelta(hours=1))):
        drafts.keep(row, {"name": "A"}, base=1, by=user, now=at)

    assert drafts.of_others(row, hers, since=NOW - timedelta(minutes=15)) == [his]


def test_files_that_a_version_names_are_kept_with_it_and_go_with_the_row(row):
    named, other = (StoredFile.objects.create(name=name, kind="pdf", size=1) for name in ("a.pdf", "b.pdf"))
    version = versions.record(row, {"files": [{"file": named.public_id}]}, by=None, now=NOW)
    for stored in (named, other):
        uploads.let_go(stored)
    left = list(StoredFile.objects.all())

    versions.forget(row)

    assert (left, list(StoredFile.objects.all()), version.number) == ([named], [], 1)


def test_what_is_struck_is_in_no_version_and_no_draft_any_more_and_the_rest_is(row):
    versions.record(row, {"name": "Anna", "office": "Amt"}, by=None, now=NOW)
    drafts.keep(row, {"name": "Anna"}, base=1, by=make.UserFactory(), now=NOW)
    versions.record(make.HostFactory(), {"name": "Anna"}, by=None, now=NOW)

    versions.strike(row, lambda values, name: values[name] == "Anna")

    assert sorted(str(one.values) for one in (*Version.objects.all(), *Autosave.objects.all())) == [
        "{'name': 'Anna'}",
        "{'office': 'Amt'}",
        "{}",
    ]
