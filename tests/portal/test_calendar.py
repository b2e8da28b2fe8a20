"""The calendar: what is in it, by which it can be narrowed down, and that it costs the same however much it holds."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from handschlag.engine.language import Text
from handschlag.events import queries
from handschlag.foundation import revisions
from handschlag.portal import calendar_page
from handschlag.portal.calendar_filter import Filter
from handschlag.portal.calendar_page import CalendarPage
from tests import factories as make

NOW = datetime(2027, 1, 10, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def at(day, **facts):
    """An event of one day, from 10 to 16 o'clock in Leipzig."""
    starts = datetime.fromisoformat(f"{day}T09:00+00:00")
    return make.EventFactory(**{"starts_at": starts, "ends_at": starts + timedelta(hours=6)} | facts)


def page(query="", now=NOW):
    return CalendarPage(queries.with_details(queries.everybodys(now)), Filter.read(QueryDict(query)), now)


def slugs(entries):
    return [entry.event.slug for entry in entries]


@pytest.mark.django_db
class TestList:
    def test_what_is_to_come_stands_by_month_and_what_is_over_apart(self):
        for day in ("2027-03-10", "2027-02-09", "2027-03-02", "2019-02-05", "2027-01-09"):
            at(day, slug=f"d-{day}")
        at("2019-06-01", slug="history", is_history=True)

        found = page()

        assert [(group.key, slugs(group.entries)) for group in found.groups] == [
            ("m2027-02", ["d-2027-02-09"]),
            ("m2027-03", ["d-2027-03-02", "d-2027-03-10"]),
        ]
        assert slugs(found.past) == ["d-2027-01-09", "history", "d-2019-02-05"]
        assert found.years == [2019, 2027]

    def test_what_goes_on_is_still_to_come(self):
        at("2027-01-10", slug="today")

        assert slugs(page().shown) == ["today"]

    def test_an_uncertain_date_stands_at_the_end_of_its_month(self):
        at("2027-06-01", slug="uncertain", ends_at=datetime(2027, 6, 30, tzinfo=UTC), when_text=Text.of(de="Juni"))
        at("2027-06-25", slug="certain")

        [group] = page().groups

        assert slugs(group.entries) == ["certain", "uncertain"]
        assert [entry.leaf for entry in group.entries] == ["", "q"]

    def test_a_draft_is_in_no_list(self):
        at("2027-03-10", published_at=None)
        at("2027-03-11", published_at=NOW + DAY)

        assert (page().all, page().past) == ([], [])
        assert page().until <= NOW + DAY

    def test_by_year_all_of_it_is_shown(self):
        at("2019-02-05", slug="old")
        at("2027-02-05", slug="new")

        found = page("year=2019")

        assert (slugs(found.shown), found.year, found.neighbours) == (["old"], 2019, (None, 2027))

    def test_what_is_far_ahead_is_left_to_its_year(self, monkeypatch):
        monkeypatch.setattr(calendar_page, "MOST_LISTED", 1)
        for day in ("2027-03-10", "2027-04-10", "2028-04-10"):
            at(day, slug=f"d-{day}")

        found = page()

        assert (slugs(found.listed), found.left_out) == (["d-2027-03-10"], 2)
        assert [month.href for month in found.strip[2:4]] == ["#m2027-03", "?year=2027#m2027-04"]
        assert (slugs(page("year=2027").listed), page("year=2027").left_out) == (["d-2027-03-10", "d-2027-04-10"], 0)

    def test_by_region_each_stands_under_all_of_its_regions(self):
        host = make.HostFactory()
        east, north = (make.TagFactory(host=host, slug=slug, name=Text.of(de=slug)) for slug in ("osten", "norden"))
        both, none = at("2027-03-10", slug="both", host=host), at("2027-03-11", slug="none", host=host)
        both.tags.set([east, north])

        groups = page("view=region").groups

        assert [(group.key, slugs(group.entries)) for group in groups] == [
            ("r-norden", ["both"]),
            ("r-osten", ["both"]),
            ("r-", [none.slug]),
        ]


@pytest.mark.django_db
class TestNarrowing:
    @pytest.fixture(autouse=True)
    def events(self):
        host, other = make.HostFactory(slug="a"), make.HostFactory(slug="b")
        east = make.TagFactory(host=host, slug="east")
        water = make.TagFactory(host=host, kind="sector", slug="water")
        is_open = {"registration_closes_at": NOW + DAY}
        at("2027-03-01", slug="east-forum", host=host, **is_open).tags.set([east, water])
        at("2027-03-02", slug="east-trip", host=host, kind="trip").tags.set([east])
        at("2027-03-03", slug="water-trip", host=host, kind="trip", **is_open).tags.set([water])
        at("2027-03-04", slug="other", host=other)

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("", ["east-forum", "east-trip", "water-trip", "other"]),
            ("kind=trip", ["east-trip", "water-trip"]),
            ("region=east", ["east-forum", "east-trip"]),
            ("sector=water", ["east-forum", "water-trip"]),
            ("host=b", ["other"]),
            ("open=1", ["east-forum", "water-trip"]),
            ("kind=trip&sector=water&open=1", ["water-trip"]),
            ("region=nowhere", []),
            ("kind=nonsense&region=%3Cscript%3E", ["east-forum", "east-trip", "water-trip", "other"]),
        ],
    )
    def test_leaves_what_is_asked_for(self, query, found):
        assert slugs(page(query).shown) == found

    def test_says_how_many_each_choice_would_leave(self):
        found = page("sector=water")

        assert [(choice.key, choice.count) for choice in found.kinds] == [("forum", 1), ("trip", 1)]
        assert [(choice.key, choice.count) for choice in found.regions] == [("east", 1)]
        assert [(choice.key, choice.count, choice.is_chosen) for choice in found.sectors] == [("water", 2, True)]
        assert [(choice.key, choice.count) for choice in found.hosts] == [("a", 2), ("b", 0)]
        assert (found.open.count, found.everything) == (2, 4)

    def test_every_choice_leads_to_so_many(self):
        found = page("kind=trip")

        for choice in (*found.regions, *found.sectors, *found.hosts, found.open):
            assert len(page(choice.query[1:]).shown) == choice.count

    def test_a_chosen_one_is_taken_back_by_its_own_link(self):
        [chosen] = [choice for choice in page("kind=trip&view=region").kinds if choice.is_chosen]

        assert chosen.query == "?view=region"


@pytest.mark.django_db
def test_one_host_alone_is_no_choice():
    at("2027-03-01")

    assert page().hosts == []


@pytest.mark.django_db
class TestGrid:
    def test_shows_each_day_of_the_month_in_weeks_from_monday_on(self):
        at("2027-03-30", slug="long", ends_at=datetime(2027, 4, 2, 12, tzinfo=UTC))

        found = page("view=month&month=2027-03")

        assert [len(week) for week in found.weeks] == [7] * len(found.weeks)
        assert {week[0].on.weekday() for week in found.weeks} == {0}
        days = [day for week in found.weeks for day in week]
        assert [day.on.day for day in days if day.entries] == [30, 31]
        assert sum(day.is_inside for day in days) == 31

    def test_names_what_goes_on_from_the_month_before_on_the_first(self):
        at("2027-03-30", slug="long", ends_at=datetime(2027, 4, 2, 12, tzinfo=UTC))

        days = [day for week in page("view=month&month=2027-04").weeks for day in week if day.entries]

        assert [(day.on.day, day.has_beginnings) for day in days] == [(1, True), (2, False)]

    def test_begins_with_what_comes_next_and_leads_on(self):
        at("2027-05-16")

        found = page("view=month")

        assert (found.month, found.months_beside) == (date(2027, 5, 1), (date(2027, 4, 1), date(2027, 6, 1)))

    def test_an_uncertain_date_stands_beside_the_days(self):
        at("2027-06-01", slug="u", ends_at=datetime(2027, 8, 30, tzinfo=UTC), when_text=Text.of(de="Sommer"))

        june, july = page("view=month&month=2027-06"), page("view=month&month=2027-07")

        assert (slugs(june.without_day), slugs(july.without_day)) == (["u"], [])
        assert [day for week in june.weeks for day in week if day.entries] == []

    def test_days_are_those_of_the_place(self):
        starts = datetime(2027, 3, 10, 22, tzinfo=UTC)
        at("2027-03-10", starts_at=starts, ends_at=starts + timedelta(hours=2), time_zone="Asia/Almaty")

        days = [day for week in page("view=month&month=2027-03").weeks for day in week if day.entries]

        assert [day.on for day in days] == [date(2027, 3, 11)]


@pytest.mark.django_db
class TestStrip:
    def test_leads_to_the_month_in_the_list_or_to_its_year(self):
        at("2027-03-10")
        at("2027-01-05")

        strip = page().strip

        assert [month.href for month in strip[:4]] == ["?year=2027#m2027-01", "", "#m2027-03", ""]
        assert [month.is_now for month in strip[:2]] == [True, False]

    def test_without_any_event_shows_this_year(self):
        assert page().year == 2027


@pytest.mark.django_db
class TestPages:
    @pytest.mark.parametrize("rows", [1, 30])
    @pytest.mark.parametrize(
        ("name", "query", "number"),
        [
            ("portal:home", "", 6),
            ("portal:calendar", "", 3),
            ("portal:calendar", "?view=month", 3),
            ("portal:calendar", "?view=region", 3),
        ],
    )
    def test_cost_the_same_however_many_there_are(self, client, rows, name, query, number, django_assert_num_queries):
        host = make.HostFactory()
        tag = make.TagFactory(host=host)
        for days in range(1, rows + 1):
            fair = make.FairFactory(host=host)
            make.EligibilityMarkFactory(fair=fair)
            starts = timezone.now() + days * DAY
            event = make.EventFactory(host=host, fair=fair, starts_at=starts, ends_at=starts + DAY)
            event.tags.add(tag)
            make.FeeLevelFactory(event=event)
            make.NoticeFactory(host=host)

        with django_assert_num_queries(number):
            answer = client.get(reverse(name) + query)

        assert answer.status_code == 200
        assert (dict(answer.cookies), "sessionid" in answer.content.decode()) == ({}, False)

    def test_a_new_event_is_seen_at_once(self, client):
        starts = timezone.now() + DAY
        for name in ("portal:home", "portal:calendar"):
            client.get(reverse(name))
        event = make.EventFactory(title=Text.of(de="Ganz neu"), starts_at=starts, ends_at=starts + DAY)
        revisions.bump(event.slug, "public")

        for name in ("portal:home", "portal:calendar"):
            assert "Ganz neu" in client.get(reverse(name)).content.decode()

    def test_without_anything_they_say_so(self, client):
        for query in ("", "?view=month", "?view=region", "?kind=trip", "?year=2019"):
            answer = client.get(reverse("portal:calendar") + query)
            assert (answer.status_code, b'class="empty"' in answer.content) == (200, True)

    def test_past_events_can_be_reached_from_the_calendar(self, client):
        old = at("2019-02-05", title=Text.of(de="Altes Forum"))

        whole = client.get(reverse("portal:calendar")).content.decode()

        assert f'href="{reverse("portal:event", args=[old.slug])}"' in whole
        assert 'href="?year=2019"' in whole

    def test_an_uncertain_date_is_quoted_and_its_day_is_not_guessed(self, client):
        starts = timezone.now() + 60 * DAY
        make.EventFactory(
            kind="trip", starts_at=starts, ends_at=starts + 28 * DAY, when_text=Text.of(de="02. bis Juni 2027")
        )

        shown = client.get(reverse("portal:calendar")).content.decode()

        assert "02. bis Juni 2027" in shown
        assert 'class="leaf t q"' in shown
        assert "<b>?</b>" in shown

    @pytest.mark.parametrize("query", ["?kind=%00", "?year=99999", "?month=2027-13", "?view=x&region=" + "a" * 5000])
    def test_nonsense_in_the_address_is_left_aside(self, client, query):
        assert client.get(reverse("portal:calendar") + query).status_code == 200

    def test_with_several_hosts_each_event_says_whose_it_is(self, client):
        for name in ("Agency East", "Agency West"):
            starts = timezone.now() + DAY
            make.EventFactory(host__name=name, starts_at=starts, ends_at=starts + DAY)

        shown = client.get(reverse("portal:home")).content.decode()

        assert [shown.count(name) >= 2 for name in ("Agency East", "Agency West")] == [True, True]


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=20)


@given(st.dictionaries(st.sampled_from(["kind", "region", "sector", "host", "open", "view", "year", "month"]), TEXT))
@settings(max_examples=60, deadline=None)
def test_whatever_is_asked_is_read_and_written_in_one_way(asked):
    query = QueryDict(mutable=True)
    query.update(asked)

    read = Filter.read(query)

    assert Filter.read(QueryDict(read.query()[1:])) == read
