"""Every field that can hold something about a person belongs to a group, or says why it does not."""

import pytest

from handschlag.events.models import Invitation
from handschlag.foundation import personal
from handschlag.foundation.personal import claims, masking


def test_nobody_has_forgotten_a_field():
    assert personal.unclaimed() == []


def test_nobody_speaks_of_a_field_that_is_no_more():
    assert personal.gone() == []


@pytest.mark.parametrize("name", ["email", "accepted_by", "secret_sha256"])
def test_a_field_of_which_nobody_speaks_is_found(monkeypatch, name):
    forgotten = {key: one for key, one in claims.claimed().items() if not key.endswith(f".{name}")}
    monkeypatch.setattr(claims, "claimed", lambda: forgotten)

    assert f"{Invitation._meta.label}.{name}" in personal.unclaimed()


def test_every_group_serves_a_purpose_that_is_shipped():
    assert {group.purpose for group in personal.groups()} <= set(personal.purposes())


def test_periods_and_audiences_lie_within_their_limits():
    for group in personal.groups():
        assert group.audience <= group.widest
        if group.retention is not None:
            assert group.retention.least <= group.retention.days <= group.retention.most


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("Anna Berg kommt", "— kommt"),
        ("an ANNA@example.org", "an —"),
        ("Anna-Berg-Straße", "Anna-Berg-Straße"),
        ("Tom &amp; Co", "—"),
    ],
)
def test_words_are_masked_whatever_their_case(text, masked):
    assert masking.masked(text, {"Anna Berg", "anna@example.org", "Tom & Co"}) == masked


def test_a_name_that_was_erased_reads_as_a_person():
    assert [personal.called("—"), personal.called(""), personal.called("Anna")] == [
        personal.called(""),
        personal.called("—"),
        "Anna",
    ]
