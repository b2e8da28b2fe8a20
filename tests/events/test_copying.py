"""Last year's event becomes the beginning of the next one; nobody comes along."""

from datetime import UTC, date, datetime, timedelta

import pytest

from handschlag.engine.language import Text
from handschlag.events.models import Event, Membership
from handschlag.events.services import copying
from handschlag.foundation import audit
from handschlag.foundation.errors import RuleBroken
from tests import factories as make

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 6, 1, 12, 0, tzinfo=UTC)


@pytest.fixture
def event():
    event = make.EventFactory(
        slug="forum-2027",
        title=Text.of(de="Forum 2027", en="Forum", ru="Форум-2027"),
        contact_email="forum@example.org",
        registration_closes_at=datetime(2027, 2, 15, 17, 0, tzinfo=UTC),
        when_text=Text.of(de="im März"),
        fair=make.FairFactory(),
    )
    side = make.SideFactory(event=event)
    day = make.DayFactory(event=event, on=date(2027, 3, 10))
    make.SlotFactory(event=event, day=day, starts_at=make.OPENING)
    room = make.RoomFactory(event=event)
    make.TableFactory(event=event, room=room)
    make.InterpreterFactory(event=event)
    make.ParticipantFactory(event=event, side=side)
    make.MembershipFactory(event=event, role="organiser")
    make.DocumentFactory(event=event)
    event.tags.add(make.TagFactory(host=event.host))
    event.fees.create(size="small", amount=250)
    return event


def copied(event, **more):
    facts = {"slug": "forum-2028", "first_day": date(2028, 4, 12), "by": make.UserFactory(), "now": NOW}
    return copying.copy(event, **facts | more)


def test_dates_move_along_and_keep_their_time_of_day_across_summer_time(event):
    made = copied(event)

    assert made.starts_at == datetime(2028, 4, 12, 8, 0, tzinfo=UTC)  # 10:00 in Leipzig, in summer time now
    assert made.ends_at == datetime(2028, 4, 12, 14, 0, tzinfo=UTC)
    assert made.registration_closes_at == datetime(2028, 3, 20, 17, 0, tzinfo=UTC)  # in winter time still
    assert made.slots.get().starts_at == made.starts_at
    assert made.days.get().on == date(2028, 4, 12)
    assert made.slots.get().day == made.days.get()


def test_what_makes_the_event_comes_along(event):
    made = copied(event)

    assert [made.sides.count(), made.rooms.count(), made.tables.count(), made.fees.count(), made.tags.count()] == [
        1
    ] * 5
    assert made.tables.get().room == made.rooms.get()
    assert made.tables.get().public_id != event.tables.get().public_id
    assert (made.contact_email, made.languages, made.host) == ("forum@example.org", event.languages, event.host)


def test_nobody_comes_along_and_it_is_a_draft(event):
    made = copied(event)

    assert (made.published_at, made.copied_from, made.fair, bool(made.when_text)) == (None, event, None, False)
    assert [made.interpreters.count(), made.participants.count(), made.documents.count()] == [0, 0, 0]
    assert Membership.objects.filter(event=made).count() == 0


def test_the_year_in_the_title_changes(event):
    assert copied(event).title == Text.of(de="Forum 2028", en="Forum", ru="Форум-2028")


def test_the_event_that_was_copied_stays_as_it_was(event):
    before = Event.objects.filter(pk=event.pk).values().get()

    copied(event)

    assert Event.objects.filter(pk=event.pk).values().get() == before
    assert event.tables.count() == event.slots.count() == event.sides.count() == 1


def test_history_can_be_copied_and_the_copy_is_none(event):
    Event.objects.filter(pk=event.pk).update(is_history=True)
    event.refresh_from_db()

    made = copied(event)

    assert (made.is_history, made.copied_from.is_history) == (False, True)


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"slug": "forum-2027"}, "slug"),
        ({"first_day": date(2027, 3, 10)}, "date"),
        ({"first_day": date(2026, 3, 10)}, "date"),
        ({"first_day": date(2900, 1, 1)}, "date"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_made(event, more, code):
    with pytest.raises(RuleBroken) as refused:
        copied(event, **more)

    assert (refused.value.code, Event.objects.count()) == (code, 1)


def test_the_day_that_is_suggested_is_the_same_day_of_the_week_and_lies_ahead(event):
    day = copying.suggested_day(event, today=date(2029, 1, 1))

    assert (day.weekday(), day) == (event.first_day.weekday(), event.first_day + timedelta(weeks=104))
    assert copying.suggested_slug(event, year=2029) == "forum-2029"


def test_it_is_noted_whose_copy_it_is(event):
    copied(event)

    assert [one.verb for one in audit.of_event("forum-2028", scope=event.host.slug)] == ["event.copied"]
