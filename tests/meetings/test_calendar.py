"""The calendar file, read back by programs that did not write it."""

import io
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from dateutil import parser as date_parser
from dateutil import tz
from django.urls import reverse
from django.utils import translation

from handschlag.engine.language import Text
from handschlag.meetings import agenda, calendar
from handschlag.meetings.models import Feed
from handschlag.meetings.states import PlanState, WishLevel
from tests import factories as make

pytestmark = pytest.mark.django_db


def read(file):
    """A small reader of iCalendar: the lines unfolded, each component a list of (name, parameters, value)."""
    text = file.decode().replace("\r\n ", "")
    assert text.endswith("END:VCALENDAR\r\n")
    stack, components = [], []
    for line in text.split("\r\n")[:-1]:
        head, value = line.split(":", 1)
        name, *parameters = head.split(";")
        if name == "BEGIN":
            stack.append((value, {}))
        elif name == "END":
            components.append(stack.pop())
        else:
            value = value.replace("\\n", "\n").replace("\\,", ",").replace("\\;", ";")
            stack[-1][1][name] = (dict(parameter.split("=", 1) for parameter in parameters), value)
    return [facts for kind, facts in components if kind == "VEVENT"], dict(components)["VCALENDAR"]


def moment(file, facts, name):
    """A time of a VEVENT in UTC, by the time zone as the file itself describes it."""
    parameters, value = facts[name]
    zone = tz.tzical(io.StringIO(file.decode())).get(parameters["TZID"])
    return date_parser.parse(value).replace(tzinfo=zone).astimezone(UTC)


@pytest.fixture
def reader():
    return make.RepresentativeFactory(person__user=make.UserFactory())


def plan_of(me, *starts, state=PlanState.FINAL, number=3, interpreter=None, **partner):
    event = me.event
    plan = make.PlanFactory(event=event, number=number, state=state, published_at=make.OPENING - timedelta(days=7))
    for code, start in enumerate(starts, 7):
        other = make.ParticipantFactory(event=event, **partner)
        day = make.DayFactory(event=event, on=start.date())
        slot = make.SlotFactory(event=event, day=day, starts_at=start, minutes=20)
        room = make.RoomFactory(event=event, name=Text.of(de="Saal Nord", en="North Hall", ru="Зал «Север»"))
        meet(plan, slot, me, other, make.TableFactory(event=event, room=room, code=str(code)), interpreter)
        make.RepresentativeFactory(participant=other, person__name="Ольга Петрова")
    return plan


def meet(plan, slot, first, second, table=None, interpreter=None):
    return plan.meetings.create(
        slot=slot, first=first, second=second, table=table, interpreter=interpreter, level=WishLevel.WANT
    )


def file_of(me, plan):
    return calendar.calendar(me, plan, agenda.of_participant(me, plan))


@pytest.mark.parametrize("zone", ["Europe/Berlin", "Asia/Almaty", "America/New_York"])
@pytest.mark.parametrize(
    "start",
    [
        datetime(2019, 2, 5, 10, 45, tzinfo=UTC),
        datetime(2027, 7, 1, 8, 0, tzinfo=UTC),
        datetime(2027, 3, 28, 0, 50, tzinfo=UTC),
        datetime(2027, 3, 28, 1, 10, tzinfo=UTC),
        datetime(2027, 10, 31, 2, 0, tzinfo=UTC),
    ],
    ids=["winter", "summer", "before the clock goes forward", "after it", "after it went back"],
)
def test_a_meeting_stands_at_its_time_in_every_season(reader, zone, start):
    me = reader.participant
    me.event.time_zone = zone

    file = file_of(me, plan_of(me, start))

    [facts], _ = read(file)
    assert (moment(file, facts, "DTSTART"), moment(file, facts, "DTEND")) == (start, start + timedelta(minutes=20))
    assert facts["DTSTART"] == ({"TZID": zone}, f"{start.astimezone(ZoneInfo(zone)):%Y%m%dT%H%M%S}")


def test_one_file_holds_winter_and_summer(reader):
    starts = [datetime(2027, 3, 27, 9, 0, tzinfo=UTC), datetime(2027, 3, 29, 9, 0, tzinfo=UTC)]

    file = file_of(reader.participant, plan_of(reader.participant, *starts))

    events, _ = read(file)
    assert [moment(file, facts, "DTSTART") for facts in events] == starts
    assert [facts["DTSTART"][1] for facts in events] == ["20270327T100000", "20270329T110000"]


@pytest.mark.parametrize(("language", "room"), [("de", "Saal Nord"), ("en", "North Hall"), ("ru", "Зал «Север»")])
def test_it_speaks_the_language_of_its_reader(reader, language, room):
    me = reader.participant
    interpreter = make.InterpreterFactory(event=me.event, name="О. Петрова")
    plan = plan_of(me, make.OPENING, interpreter=interpreter, organisation__name="ТОО «Күн; Энергия», Алматы")

    with translation.override(language):
        [facts], _ = read(file_of(me, plan))

    assert facts["LOCATION"][1].endswith(f"7, {room}")
    assert facts["SUMMARY"][1].endswith(": ТОО «Күн; Энергия», Алматы")
    assert facts["DESCRIPTION"][1].split("\n")[-2:-1] == ["Ольга Петрова"]
    assert facts["DESCRIPTION"][1].endswith(": О. Петрова")


def test_a_new_plan_moves_the_same_meeting(reader):
    me = reader.participant
    old = plan_of(me, make.OPENING)
    meeting = old.meetings.get()
    with_old = read(file_of(me, old))[0]
    old.state = PlanState.SUPERSEDED
    old.save()
    new = make.PlanFactory(event=me.event, number=4, state=PlanState.FINAL, published_at=make.OPENING)
    later = make.SlotFactory(event=me.event, starts_at=make.OPENING + timedelta(hours=2))
    meet(new, later, meeting.second, me, meeting.table)

    with_new = read(file_of(me, new))[0]

    assert with_old[0]["UID"] == with_new[0]["UID"]
    assert [facts["SEQUENCE"][1] for [facts] in (with_old, with_new)] == ["3", "4"]
    assert [facts["DTSTART"][1] for [facts] in (with_old, with_new)] == ["20270310T100000", "20270310T120000"]


def test_both_partners_know_a_meeting_by_the_same_name(reader):
    me = reader.participant
    plan = plan_of(me, make.OPENING)
    partner = plan.meetings.get().second

    uids = {read(file_of(one, plan))[0][0]["UID"][1] for one in (me, partner)}

    assert uids == {calendar.uid(me, partner)}
    assert uids.pop().endswith("@127.0.0.1")


@pytest.mark.parametrize(("state", "status"), [(PlanState.FINAL, "CONFIRMED"), (PlanState.PROVISIONAL, "TENTATIVE")])
def test_only_a_final_plan_is_certain(reader, state, status):
    [facts], _ = read(file_of(reader.participant, plan_of(reader.participant, make.OPENING, state=state)))

    assert facts["STATUS"][1] == status


# Under the secret address


def feed_of(me, client, **query):
    feed, _ = Feed.objects.get_or_create(participant=me)
    return client.get(reverse("feeds:agenda", args=[feed.secret]), query)


def test_the_secret_address_needs_no_sign_in_and_sets_no_cookie(reader, client):
    plan_of(reader.participant, make.OPENING)

    answer = feed_of(reader.participant, client, language="en")

    events, whole = read(answer.content)
    assert (answer.status_code, answer["Content-Type"], answer.cookies) == (200, "text/calendar; charset=utf-8", {})
    assert len(events) == 1
    assert events[0]["SUMMARY"][1].startswith("Meeting: ")
    assert (whole["VERSION"][1], whole["METHOD"][1]) == ("2.0", "PUBLISH")


def test_whoever_has_the_calendar_already_gets_nothing_again(reader, client):
    plan_of(reader.participant, make.OPENING)
    first = feed_of(reader.participant, client)
    address = reverse("feeds:agenda", args=[Feed.objects.get().secret])

    again = client.get(address, headers={"If-None-Match": first["ETag"]})

    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("state", [PlanState.DRAFT, PlanState.SUPERSEDED])
def test_a_plan_that_is_not_published_stays_unseen(reader, client, state):
    plan_of(reader.participant, make.OPENING, state=state)

    events, _ = read(feed_of(reader.participant, client).content)

    assert events == []


def test_a_new_address_makes_the_old_one_useless(reader, client):
    old = Feed.objects.create(participant=reader.participant).secret
    client.force_login(reader.person.user)

    client.post(reverse("meetings:renew_feed", args=[reader.participant.event.slug]))

    new = Feed.objects.get().secret
    codes = [client.get(reverse("feeds:agenda", args=[secret])).status_code for secret in (old, new)]
    assert (old != new, codes) == (True, [404, 200])


def test_the_file_is_offered_under_the_name_of_the_event(reader, client):
    plan_of(reader.participant, make.OPENING)
    client.force_login(reader.person.user)
    event = reader.participant.event

    answer = client.get(reverse("meetings:agenda_ics", args=[event.slug]))

    assert answer["Content-Disposition"] == f'attachment; filename="{event.slug}.ics"'
    assert len(read(answer.content)[0]) == 1


def test_more_meetings_need_no_more_queries(reader, client, django_assert_num_queries):
    me = reader.participant
    plan = plan_of(me, make.OPENING)
    address = reverse("feeds:agenda", args=[Feed.objects.create(participant=me).secret])
    for extra in (0, 2):
        for n in range(extra):
            other = make.RepresentativeFactory(participant__event=me.event).participant
            slot = make.SlotFactory(event=me.event, starts_at=make.OPENING + timedelta(minutes=20 * (n + 1)))
            meet(plan, slot, me, other)
        with django_assert_num_queries(6):
            answer = client.get(address)
        assert len(read(answer.content)[0]) == 1 + extra
