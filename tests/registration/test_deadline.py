"""The deadline, to its last moment, wherever the event takes place: 240 edges."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from handschlag.foundation.errors import RuleBroken
from handschlag.registration.services import applying
from tests import factories as make
from tests.registration import desk

ZONES = ("Europe/Berlin", "Asia/Tashkent", "America/New_York")
LOCAL = (
    *(datetime(2027, month, 15, 23, 59, 59) for month in (1, 4, 7, 10)),
    datetime(2027, 3, 28, 1, 59, 59),  # the last second before the clocks of Berlin go forward
    datetime(2027, 3, 28, 3, 0, 0),
    datetime(2027, 10, 31, 2, 30, 0),  # an hour that there is twice in Berlin
    datetime(2027, 10, 31, 2, 30, 0, fold=1),
    datetime(2027, 3, 14, 1, 59, 59),  # the same in New York
    datetime(2027, 11, 7, 1, 30, 0, fold=1),
)
AROUND = [
    timedelta(microseconds=micro) for micro in (-3_600_000_000, -1_000_000, -1, 0, 1, 1_000_000, 3_600_000_000, 60)
]
EDGES = [(zone, local, off) for zone in ZONES for local in LOCAL for off in AROUND]


def test_there_are_240_edges():
    assert len(EDGES) == 240


def test_what_comes_in_time_is_in_time_and_what_comes_later_is_late():
    wrong = []
    for zone, local, off in EDGES:
        closes_at = local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
        event = make.EventFactory.build(time_zone=zone, registration_closes_at=closes_at)
        application = make.ApplicationFactory.build(event=event)
        late = applying.is_late(application, closes_at + off)
        wrong += [] if late == (off > timedelta(0)) else [(zone, local, off)]

    assert wrong == []


@pytest.mark.django_db
@pytest.mark.parametrize("zone", ZONES)
def test_the_service_keeps_it_whatever_the_page_has_said(zone):
    event = desk.event()
    event.time_zone, event.registration_closes_at = zone, desk.NOW
    event.save()
    in_time, late, without_reason = (
        make.ApplicationFactory(event=event, late_reason=words) for words in ("", "Post", "")
    )
    after = desk.NOW + timedelta(microseconds=1)

    applying.submit(in_time, by=None, now=desk.NOW)
    applying.submit(late, by=None, now=after)
    with pytest.raises(RuleBroken) as broken:
        applying.submit(without_reason, by=None, now=after)

    assert desk.states(in_time, late, without_reason) == ["approved", "late_request", "draft"]
    assert broken.value.code == "closed"


@pytest.mark.django_db
def test_what_was_sent_in_time_may_be_completed_after_the_deadline():
    event = desk.event(approval="by_hand")
    event.registration_closes_at = desk.NOW
    event.save()
    application = desk.sent(event)
    application.state = "incomplete"
    application.save()

    applying.submit(application, by=None, now=desk.NOW + timedelta(days=3))

    assert desk.states(application) == ["submitted"]
