"""Where a notice stands follows from its times and the clock, in Python and in the database alike."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.template import engines

from handschlag.portal import notice_page, queries
from handschlag.portal.models import Notice
from handschlag.portal.states import STEPS, KindIcon, LinkKind, NoticeState
from tests import factories as make

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 3, 10, 9, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
BEFORE, AFTER = NOW - SECOND, NOW + SECOND
CASES = [
    # published, embargo, expires, archived: where it stands
    ((None, None, None, None), NoticeState.DRAFT),
    ((None, BEFORE, None, None), NoticeState.DRAFT),
    ((AFTER, None, None, None), NoticeState.SCHEDULED),
    ((AFTER, BEFORE, None, None), NoticeState.SCHEDULED),
    ((BEFORE, AFTER, None, None), NoticeState.EMBARGOED),
    ((AFTER, AFTER, None, None), NoticeState.EMBARGOED),
    ((NOW, None, None, None), NoticeState.PUBLISHED),
    ((BEFORE, NOW, None, None), NoticeState.PUBLISHED),
    ((BEFORE, None, AFTER, None), NoticeState.PUBLISHED),
    ((BEFORE, None, NOW, None), NoticeState.EXPIRED),
    ((BEFORE, None, None, BEFORE), NoticeState.ARCHIVED),
    ((BEFORE - SECOND, None, BEFORE, BEFORE), NoticeState.ARCHIVED),
    ((BEFORE, AFTER, None, BEFORE), NoticeState.EMBARGOED),
]


def case(published, embargo, expires, archived):
    return make.NoticeFactory(published_at=published, embargo_until=embargo, expires_at=expires, archived_at=archived)


@pytest.mark.parametrize(("times", "stands"), CASES)
def test_a_notice_stands_where_its_times_say(times, stands):
    assert queries.state(case(*times), NOW) == stands


@pytest.mark.parametrize(("times", "stands"), CASES)
def test_the_database_shows_exactly_what_that_means(times, stands):
    notice = case(*times)

    shown = {
        "current": list(queries.everybodys(NOW)),
        "archive": list(queries.archive(NOW)),
        "visible": list(queries.visible(NOW)),
    }

    is_over = stands in {NoticeState.EXPIRED, NoticeState.ARCHIVED}
    assert shown == {
        "current": [notice] if stands == NoticeState.PUBLISHED else [],
        "archive": [notice] if is_over else [],
        "visible": [notice] if is_over or stands == NoticeState.PUBLISHED else [],
    }


@pytest.mark.parametrize("month", [3, 10])
def test_an_embargo_ends_to_the_second_in_the_night_in_which_clocks_change(month):
    berlin = ZoneInfo("Europe/Berlin")
    ends = datetime(2027, month, 28 if month == 3 else 31, 3, 0, tzinfo=berlin)
    make.NoticeFactory(embargo_until=ends)
    instant = ends.astimezone(UTC)

    assert [queries.everybodys(instant - SECOND).count(), queries.everybodys(instant).count()] == [0, 1]
    assert queries.next_change(instant - timedelta(hours=2)) == instant


def test_the_next_change_is_the_first_of_all_that_will_appear_or_go():
    make.NoticeFactory(published_at=NOW + 5 * SECOND)
    make.NoticeFactory(published_at=NOW + SECOND, embargo_until=NOW + 4 * SECOND)
    make.NoticeFactory(expires_at=NOW + 6 * SECOND)
    make.NoticeFactory(published_at=None, embargo_until=NOW + SECOND)
    make.NoticeFactory(expires_at=NOW + SECOND, archived_at=BEFORE)
    moments = [NOW]
    for _ in range(4):
        moments.append(queries.next_change(moments[-1]))

    assert [moment - NOW for moment in moments[1:4]] == [4 * SECOND, 5 * SECOND, 6 * SECOND]
    assert moments[4] == moments[3] + timedelta(days=1)


def test_what_may_be_done_is_said_of_each_state():
    steps = ("publish", "withdraw", "archive", "take_back", "delete")

    assert {state: [step for step in steps if STEPS.allows(state, step)] for state in NoticeState} == {
        "draft": ["publish", "delete"],
        "scheduled": ["publish", "withdraw"],
        "embargoed": ["publish", "withdraw"],
        "published": ["withdraw", "archive"],
        "expired": ["withdraw", "archive"],
        "archived": ["take_back"],
    }


def test_every_icon_of_a_kind_or_link_is_drawn():
    drawn = engines["jinja2"].env.get_template("ui/icon.html").module.shapes

    assert [icon for icon in (*KindIcon.values, *notice_page.ICONS.values()) if icon not in drawn] == []
    assert set(notice_page.ICONS) == set(LinkKind)


def test_a_notice_that_goes_from_current_to_archive_is_never_in_both_or_neither():
    make.NoticeFactory(expires_at=NOW)
    times = [BEFORE, NOW, AFTER]

    both = [(queries.everybodys(now).count(), queries.archive(now).count()) for now in times]
    assert both == [(1, 0), (0, 1), (0, 1)]
    assert Notice.objects.count() == 1
