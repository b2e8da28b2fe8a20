"""A checklist that checks itself: each line turns when what it is about has been mended, and never by hand."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from handschlag.engine.language import Origin, Text, Version
from handschlag.events.models import Event
from handschlag.portal import checklist, legal_page
from handschlag.portal.models import LegalPage
from handschlag.programme.models import Talk
from tests import factories as make

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 1, 10, 12, 0, tzinfo=UTC)
SAID = Text.of(de="Gesagt", en="Said", ru="Сказано")


@pytest.fixture
def event():
    return make.EventFactory(published_at=None, title=Text.of(de="Forum"))


def states(event, now=NOW):
    found = Event.objects.select_related("host", "copied_from").get(pk=event.pk)
    return {line.key: line.state.value for line in checklist.lines(found, now=now)}


def mended(event):
    """All that an event needs, but to be published."""
    facts = {
        "title": SAID,
        "lead": SAID,
        "place": SAID,
        "contact_office": SAID,
        "contact_email": "forum@example.org",
        "registration_opens_at": NOW,
        "registration_closes_at": NOW + timedelta(days=30),
    }
    Event.objects.filter(pk=event.pk).update(**facts)
    for key in ("we", "they"):
        make.SideFactory(event=event, key=key)
    day = make.DayFactory(event=event)
    make.SlotFactory(event=event, day=day)
    make.TableFactory(event=event, room=make.RoomFactory(event=event))
    Talk.objects.create(event=event, number=1, title=SAID, starts_at=event.starts_at)
    for kind in legal_page.NEEDED:
        facts = {"is_there": True} if kind == "accessibility" else {}
        LegalPage.objects.create(host=event.host, kind=kind, text=SAID, facts=facts)


def test_a_new_event_lacks_nearly_everything(event):
    assert states(event) == {
        "dates": "warning",
        "deadline": "missing",
        "language:de": "missing",
        "language:ru": "missing",
        "language:en": "missing",
        "place": "missing",
        "contact": "missing",
        "programme": "warning",
        "sides": "warning",
        "tables": "warning",
        "legal": "missing",
        "published": "missing",
    }


def test_what_has_been_mended_is_done(event):
    mended(event)

    found = states(event)

    del found["legal"]
    assert set(found.values()) == {"done", "missing"}
    assert [key for key, state in found.items() if state == "missing"] == ["published"]


@pytest.mark.parametrize(
    ("change", "key", "state"),
    [
        ({"registration_closes_at": NOW - timedelta(days=1), "registration_opens_at": None}, "deadline", "missing"),
        ({"registration_closes_at": None}, "deadline", "missing"),
        ({"ends_at": NOW - timedelta(days=1), "starts_at": NOW - timedelta(days=2)}, "dates", "missing"),
        ({"when_text": Text.of(de="im Frühjahr")}, "dates", "warning"),
        ({"answers_close_at": NOW + timedelta(days=1)}, "dates", "warning"),
        ({"contact_email": ""}, "contact", "missing"),
        ({"contact_office": Text()}, "contact", "warning"),
        ({"place": Text()}, "place", "missing"),
        ({"lead": Text.of(de="Nur deutsch")}, "language:ru", "missing"),
        ({"lead": Text({**SAID.versions, "ru": Version("x", Origin.MACHINE)})}, "language:ru", "warning"),
        ({"is_history": True}, "history", "missing"),
        ({"published_at": NOW}, "published", "done"),
        ({"published_at": NOW + timedelta(days=1)}, "published", "warning"),
    ],
)
def test_each_line_turns_with_what_it_is_about(event, change, key, state):
    mended(event)
    before = states(event).get(key)

    Event.objects.filter(pk=event.pk).update(**change)

    assert (states(event)[key], before != state) == (state, True)


def test_an_item_outside_of_the_hours_is_missing_its_place(event):
    mended(event)

    Talk.objects.create(event=event, number=2, title=SAID, starts_at=event.ends_at + timedelta(hours=1))

    assert states(event)["programme"] == "missing"


def test_a_copy_of_history_says_what_was_stopped(event):
    old = make.EventFactory(host=event.host, is_history=True)
    Event.objects.filter(pk=event.pk).update(copied_from=old)

    assert states(event)["history"] == "warning"


def test_every_line_that_is_not_done_leads_to_where_it_is_mended(client, event):
    client.force_login(make.MembershipFactory(host=event.host, event=None, role="organiser").user)
    for line in checklist.lines(Event.objects.select_related("host", "copied_from").get(pk=event.pk), now=NOW):
        address, _, field = line.address.partition("#")
        page = client.get(address)
        assert page.status_code == 200, line.key
        assert not field or f'id="{field}' in page.content.decode(), line.key


def test_it_asks_as_often_whatever_the_event_has(event):
    def asked():
        found = Event.objects.select_related("host", "copied_from").get(pk=event.pk)
        with CaptureQueriesContext(connection) as seen:
            checklist.lines(found, now=NOW)
        return len(seen)

    empty = asked()
    mended(event)

    assert asked() == empty <= 2


def test_an_event_is_published_from_its_checklist_now_or_later(client, event):
    client.force_login(make.MembershipFactory(host=event.host, event=None, role="editor").user)
    step = reverse("portal:step_event", args=[event.slug])

    client.post(step, {"step": "publish", "at": "2099-03-01T10:00"})
    event.refresh_from_db()
    later = event.published_at
    client.post(step, {"step": "publish"})

    event.refresh_from_db()
    assert later == datetime(2099, 3, 1, 9, 0, tzinfo=UTC)
    assert event.published_at < later


def test_a_time_that_is_over_publishes_nothing(client, event):
    client.force_login(make.MembershipFactory(host=event.host, event=None, role="editor").user)

    client.post(reverse("portal:step_event", args=[event.slug]), {"step": "publish", "at": "2001-01-01T10:00"})

    event.refresh_from_db()
    assert event.published_at is None
