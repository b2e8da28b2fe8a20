"""Rows that several people have open at once, and lists that they put in order."""

import pytest

from handschlag.engine.language import Text
from handschlag.foundation import turns
from handschlag.foundation.errors import RuleBroken
from handschlag.portal.models import NoticeKind
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def listed():
    return list(make.HostFactory().notice_kinds.all())


def refused(code):
    return pytest.raises(RuleBroken, check=lambda broken: broken.code == code)


def keys(listed):
    return list(NoticeKind.objects.filter(host=listed[0].host).values_list("key", flat=True))


def test_a_row_is_taken_by_whoever_has_seen_its_last_change(listed):
    row = turns.taken(listed[0], "host", based_on=0)
    changed = turns.differing(row, {"name": Text.of(de="Neu"), "icon": row.icon})
    turns.keep(row, changed)

    assert (changed, turns.taken(listed[0], based_on=1).name) == (["name"], Text.of(de="Neu"))
    with refused("outdated"):
        turns.taken(listed[0], based_on=0)


def test_a_row_that_is_gone_is_refused_also_without_a_number(listed):
    NoticeKind.objects.filter(pk=listed[0].pk).delete()

    with refused("gone"):
        turns.taken(listed[0])


@pytest.mark.parametrize(
    ("moved", "after", "order"),
    [
        (0, 2, ["link", "date", "notice", "tender", "funding"]),
        (4, 0, ["notice", "funding", "link", "date", "tender"]),
        (3, None, ["tender", "notice", "link", "date", "funding"]),
    ],
)
def test_a_row_stands_behind_another_one_or_first(listed, moved, after, order):
    has_moved = turns.put(listed, listed[moved], after="" if after is None else listed[after].public_id)

    assert (has_moved, keys(listed)) == (True, order)


def test_a_row_that_is_there_already_does_not_move(listed):
    assert turns.put(listed, listed[1], after=listed[0].public_id) is False


@pytest.mark.parametrize("after", ["unknown", "itself"])
def test_a_place_behind_nothing_is_refused_and_the_order_stays(listed, after):
    with refused("place"):
        turns.put(listed, listed[1], after=listed[1].public_id if after == "itself" else after)

    assert keys(listed) == ["notice", "link", "date", "tender", "funding"]
