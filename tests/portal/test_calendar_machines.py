"""Calendars, lists and maps for other programs, read by parsers that we did not write."""

import json
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree as ET
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone, translation
from icalendar import Calendar

from handschlag.engine.language import Text
from handschlag.foundation import revisions
from tests import factories as make

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
LANGUAGES = ["de", "en", "ru"]
SITEMAP = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}


def coming(days=30, **facts):
    starts = timezone.now().replace(microsecond=0) + days * DAY
    return make.EventFactory(**{"starts_at": starts, "ends_at": starts + timedelta(hours=6)} | facts)


def get(client, name, *args, query="", status=200):
    answer = client.get(reverse(f"feeds_of_portal:{name}", args=args) + query)
    assert answer.status_code == status
    return answer


def items(answer):
    return list(Calendar.from_ical(answer.content).walk("VEVENT"))


class TestCalendarFile:
    def test_holds_all_events_in_the_language_of_its_address(self, client):
        coming(title=Text.of(de="Forum Ost", ru="Форум Восток"))
        make.EventFactory(title=Text.of(de="Altes", ru="Старый"))

        for language, titles in (("de", {"Forum Ost", "Altes"}), ("ru", {"Форум Восток", "Старый"})):
            answer = get(client, "events_ics", language)
            assert {str(item["summary"]) for item in items(answer)} == titles
            assert (answer["Content-Type"], answer["Content-Language"]) == ("text/calendar; charset=utf-8", language)

    def test_times_are_those_of_the_place_also_across_summer_time(self, client):
        starts = datetime(2027, 3, 27, 9, tzinfo=UTC)
        make.EventFactory(starts_at=starts, ends_at=starts + 2 * DAY)

        [item] = items(get(client, "events_ics", "de"))

        zone = ZoneInfo("Europe/Berlin")
        assert item.decoded("dtstart") == datetime(2027, 3, 27, 10, tzinfo=zone)
        assert item.decoded("dtend") == datetime(2027, 3, 29, 11, tzinfo=zone)
        assert item["dtstart"].params["TZID"] == "Europe/Berlin"

    def test_an_event_keeps_its_uid_and_counts_its_changes(self, client):
        event = coming()
        before = items(get(client, "event_ics", "de", event.slug))[0]
        for _ in range(3):
            revisions.bump(event.slug, "public")

        after = items(get(client, "event_ics", "ru", event.slug))[0]
        in_feed = items(get(client, "events_ics", "de"))[0]

        assert before["uid"] == after["uid"] == in_feed["uid"]
        assert (before["sequence"], after["sequence"], in_feed["sequence"]) == (0, 3, 3)

    def test_an_uncertain_date_is_left_out_with_a_note(self, client):
        trip = coming(title=Text.of(de="Wasserreise"), when_text=Text.of(de="Herbst"))

        answer = get(client, "events_ics", "de")

        assert items(answer) == []
        assert "Wasserreise" in str(Calendar.from_ical(answer.content)["x-wr-caldesc"])
        get(client, "event_ics", "de", trip.slug, status=404)

    def test_holds_what_a_filter_asks_for(self, client):
        host = make.HostFactory()
        tagged = coming(kind="trip", title=Text.of(de="Reise"), host=host)
        tagged.tags.add(make.TagFactory(host=host, slug="east"))
        coming(title=Text.of(de="Forum"))

        for query, titles in (("?region=east", ["Reise"]), ("?kind=forum", ["Forum"]), ("?region=nowhere", [])):
            assert [str(item["summary"]) for item in items(get(client, "events_ics", "de", query=query))] == titles

    def test_hostile_words_do_not_leave_their_line(self, client):
        words = "Forum\r\nEND:VCALENDAR\r\nX-EVIL:1;,\\"
        coming(title=Text.of(de=words), place=Text.of(de=words), lead=Text.of(de=words))

        answer = get(client, "events_ics", "de")

        [item] = items(answer)
        assert "X-EVIL" not in item
        assert answer.content.decode().count("\r\nEND:VCALENDAR") == 1

    def test_a_draft_is_in_none(self, client):
        draft = coming(published_at=None)

        assert items(get(client, "events_ics", "de")) == []
        get(client, "event_ics", "de", draft.slug, status=404)

    @pytest.mark.parametrize("rows", [1, 20])
    def test_costs_the_same_however_many_there_are(self, client, rows, django_assert_num_queries):
        for days in range(rows):
            event = coming(days + 1)
            event.tags.add(make.TagFactory(host=event.host))

        with django_assert_num_queries(4):
            get(client, "events_ics", "de")


class TestJsonFeed:
    """As https://www.jsonfeed.org/version/1.1/ describes it."""

    def test_has_what_the_description_requires(self, client):
        event = coming(title=Text.of(de="Forum", ru="Форум"), languages=["de", "ru"], countries=["KZ"])

        for language, title in (("de", "Forum"), ("ru", "Форум")):
            answer = get(client, "events_json", language)
            feed = json.loads(answer.content)
            assert (feed["version"], feed["language"]) == ("https://jsonfeed.org/version/1.1", language)
            [item] = feed["items"]
            assert (item["id"], item["title"], item["_event"]["countries"]) == (event.public_id, title, ["KZ"])
            assert item["url"].endswith(f"/{language}/events/{event.slug}/")
            assert item["content_text"]
        assert answer["Content-Type"].startswith("application/feed+json")

    def test_of_an_uncertain_date_gives_the_words_and_no_day(self, client):
        coming(when_text=Text.of(de="Herbst"))

        [item] = json.loads(get(client, "events_json", "de").content)["items"]

        assert (item["_event"]["when"], item["_event"]["starts_at"], item["_event"]["ends_at"]) == (
            "Herbst",
            None,
            None,
        )

    def test_holds_what_a_filter_asks_for_and_no_past_ones(self, client):
        coming(kind="trip")
        make.EventFactory(starts_at=datetime(2019, 2, 5, tzinfo=UTC), ends_at=datetime(2019, 2, 6, tzinfo=UTC))

        found = [
            json.loads(get(client, "events_json", "de", query=query).content)["items"] for query in ("", "?kind=forum")
        ]

        assert [len(one) for one in found] == [1, 0]


class TestForOtherSites:
    @pytest.mark.parametrize("name", ["events_ics", "events_json", "embedded"])
    def test_other_sites_may_read_it(self, client, name):
        answer = get(client, name, "de")

        assert answer["Access-Control-Allow-Origin"] == "*"
        assert answer["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert dict(answer.cookies) == {}

    def test_only_the_list_made_for_it_may_stand_in_a_frame(self, client):
        event = coming()
        framed, page = get(client, "embedded", "de"), client.get(reverse("portal:event", args=[event.slug]))

        assert "frame-ancestors *" in framed["Content-Security-Policy"]
        assert "X-Frame-Options" not in framed
        assert "frame-ancestors 'none'" in page["Content-Security-Policy"]
        assert page["X-Frame-Options"] == "DENY"

    def test_links_lead_out_of_the_frame_and_nothing_needs_a_script(self, client):
        event = coming(title=Text.of(de="Forum Ost"))

        page = get(client, "embedded", "de").content.decode()

        assert f'/de/events/{event.slug}/" target="_top"' in page
        assert page.count("<a ") == page.count('target="_top"')
        assert "<script" not in page

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_the_list_speaks_the_language_of_its_address(self, client, language):
        answer = get(client, "embedded", language)

        assert f'<html lang="{language}">' in answer.content.decode()
        assert answer["Content-Language"] == language

    @pytest.mark.parametrize("name", ["events_ics", "events_json", "embedded"])
    def test_a_language_that_is_none_of_ours_is_not_found(self, client, name):
        get(client, name, "xx", status=404)


class TestSiteMap:
    def test_names_every_page_in_all_languages(self, client):
        event, draft = coming(), coming(published_at=None)
        notice = make.NoticeFactory()

        files = [
            found.text.partition("//")[2].partition("/")[2]
            for found in ET.fromstring(get(client, "sitemap_index").content).findall("s:sitemap/s:loc", SITEMAP)
        ]
        assert files == ["sitemap-pages.xml", "sitemap-events.xml", "sitemap-notices.xml"]
        pages = {}
        for name in files:
            for url in ET.fromstring(client.get(f"/{name}").content).findall("s:url", SITEMAP):
                others = {link.get("hreflang") for link in url.findall("x:link", SITEMAP)}
                pages[url.find("s:loc", SITEMAP).text.partition("//")[2].partition("/")[2]] = others

        for path in ("", "events/", "notices/", f"events/{event.slug}/", f"notices/{notice.slug}/"):
            for language in LANGUAGES:
                assert pages[f"{language}/{path}"] == {*LANGUAGES, "x-default"}
        assert not [path for path in pages if draft.slug in path]

    def test_robots_learn_where_it_is_but_not_of_a_demonstration(self, client, settings):
        settings.DEMO = False
        site = get(client, "robots").content.decode()
        settings.DEMO = True
        demo = get(client, "robots").content.decode()

        assert f"Sitemap: {settings.BASE_URL}/sitemap.xml" in site
        assert ("Disallow: /api/" in site, "Disallow: /\n" in site) == (True, False)
        assert demo == "User-agent: *\nDisallow: /\n"

    def test_a_part_that_is_none_is_not_found(self, client):
        get(client, "sitemap", "nothing", status=404)


def test_pages_lead_to_their_feeds(client):
    event = coming()
    with translation.override("ru"):
        pages = {
            "calendar": client.get(reverse("portal:calendar")).content.decode(),
            "event": client.get(reverse("portal:event", args=[event.slug])).content.decode(),
        }

    assert "/feeds/ru/events.ics" in pages["calendar"]
    assert "/feeds/ru/events.json" in pages["calendar"]
    assert "/embed/ru/events/" in pages["calendar"]
    assert f"/feeds/ru/events/{event.slug}.ics" in pages["event"]
