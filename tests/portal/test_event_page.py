"""The page of a forum or a trip: right, cheap, and without a trace of the visitor."""

import json
import re
from datetime import UTC, date, timedelta

import pytest
from django.urls import reverse
from django.utils import translation

from handschlag.companies.models import Delegation, InvestmentProject
from handschlag.engine.language import Text
from handschlag.events import queries
from handschlag.foundation import revisions
from handschlag.portal import event_page, structured
from tests import factories as make

pytestmark = pytest.mark.django_db

NOON = make.OPENING.replace(year=2027, month=1, day=31, hour=12)
BEFORE = make.OPENING - timedelta(days=200)


@pytest.fixture
def forum():
    fair = make.FairFactory(
        name="Z & intec",
        edition="2027",
        organiser="Messe (fiktiv)",
        address="https://fair.example/",
        city=Text.of(de="Leipzig"),
        venue=Text.of(de="Leipziger Messe"),
    )
    for country in ("RU", "BY"):
        make.EligibilityMarkFactory(fair=fair, country=country)
    return make.EventFactory(host=fair.host, fair=fair)


def fill(event, per_side):
    """So many participants on each of two sides, each with a delegation and a project; and three of all the rest."""
    for number in (1, 2):
        side, _ = event.sides.get_or_create(key=f"s{number}", defaults={"number": number, "is_ours": number == 1})
        country = {1: "DE", 2: "KZ"}[number]
        organisations = [make.OrganisationFactory.build(country=country) for _ in range(per_side)]
        make.OrganisationFactory._meta.model.objects.bulk_create(organisations)
        rows = [make.ParticipantFactory.build(event=event, side=side, organisation=one) for one in organisations]
        event.participants.bulk_create(rows)
        delegation = Delegation.objects.create(event=event, kind="region", name=Text.of(de=f"Gebiet {number}"))
        InvestmentProject.objects.create(event=event, delegation=delegation, title=Text.of(de=f"Werk {number}"))
    for number, size in enumerate(("micro", "small", "large")):
        make.FeeLevelFactory(event=event, size=size, number=number)
        make.DocumentFactory(event=event, number=number)
        event.tags.add(make.TagFactory(host=event.host))
        make.SpeakerFactory(talk=make.TalkFactory(event=event))


def address(event):
    return reverse("portal:event", args=[event.slug])


def shown(client, event):
    answer = client.get(address(event))
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("per_side", [0, 100, 1000])
def test_it_needs_five_queries_however_many_come(client, forum, per_side, django_assert_num_queries):
    fill(forum, per_side)

    with django_assert_num_queries(5):
        page = shown(client, forum)

    assert page.count(f"<dd>{per_side}</dd>".replace("1000", "1.000")) == (2 if per_side else 0)
    assert [
        text in page for text in ("Z &amp; intec 2027", "Gebiet 2", "Werk 2", "480\N{NO-BREAK SPACE}€", "Anfahrt")
    ] == [True] * 5


def test_a_change_is_seen_at_once(client, forum):
    before = shown(client, forum)
    fill(forum, 1)
    revisions.bump(forum.slug, "public")

    assert ["Gebiet 1" in page for page in (before, shown(client, forum))] == [False, True]


def test_visitors_get_no_cookie_and_nothing_twice(client, forum):
    first = client.get(address(forum))

    assert (first.status_code, dict(first.cookies), first["Cache-Control"]) == (200, {}, "public, no-cache")
    assert "Cookie" in first["Vary"]


def test_languages_are_kept_apart(client, forum):
    for code in ("de", "ru", "de", "ru"):
        page = client.get(f"/{code}/events/{forum.slug}/").content.decode()
        assert (page.count(f'<html lang="{code}">'), "Беларусь" in page) == (1, code == "ru")


def test_who_is_signed_in_gets_her_own_page_that_nobody_keeps(client, forum):
    user = make.UserFactory(name="Anna Schmidt")
    anonymous = client.get(address(forum))
    client.force_login(user)

    hers = client.get(address(forum))
    client.logout()
    again = client.get(address(forum))

    assert [b"Anna Schmidt" in answer.content for answer in (anonymous, hers, again)] == [False, True, False]
    assert hers["Cache-Control"] == "private, no-store"


def test_what_does_not_exist_or_is_a_draft_is_not_found_and_leaves_nothing(client):
    draft = make.EventFactory(published_at=None)

    assert [client.get(reverse("portal:event", args=[slug])).status_code for slug in ("nothing", draft.slug)] == [
        404
    ] * 2
    assert not revisions.Revision.objects.exists()


@pytest.mark.parametrize(
    ("role", "name"),
    [("organiser", "planning"), ("representative", "my_forum"), ("interpreter", "interpreter_day"), (None, None)],
)
def test_it_leads_everybody_back_to_her_own_pages(client, forum, role, name):
    user = make.UserFactory()
    if role:
        make.MembershipFactory(event=forum, user=user, role=role)
        make.RepresentativeFactory(participant__event=forum, person__user=user)
        make.InterpreterFactory(event=forum, user=user)
    client.force_login(user)

    page = shown(client, forum)

    names = ("planning", "my_forum", "interpreter_day")
    found = [one for one in names if f'href="{reverse(f"meetings:{one}", args=[forum.slug])}"' in page]
    assert found == [name] * bool(name)


def test_eligible_countries_stand_there_with_scheme_source_and_validity(client, forum):
    mark = forum.fair.eligibility_marks.get(country="RU")
    mark.scheme, mark.for_whom = Text.of(de="Messezuschuss"), Text.of(de="für Aussteller")
    mark.valid_from, mark.valid_until = date(2027, 1, 1), date(2027, 12, 31)
    mark.source, mark.source_address = "Amtsblatt 3", "https://source.example/3"
    mark.save()

    page = shown(client, forum)

    assert ["Russland" in page, "Belarus" in page, "Kasachstan" in page] == [True, True, False]
    for words in ("Messezuschuss", "für Aussteller", "Amtsblatt 3", 'href="https://source.example/3"', "Dez. 2027"):
        assert words in page


def test_an_uncertain_date_stands_as_it_was_written_and_never_as_a_day(client, forum):
    forum.when_text = Text.of(de="02. bis Juni 2027")
    forum.fair = None
    forum.save()

    page = shown(client, forum)

    assert "„02. bis Juni 2027“" in page or "“02. bis Juni 2027”" in page
    assert "10. März 2027" not in page
    assert "events_ics" not in page
    assert f"/events/{forum.slug}.ics" not in page
    assert "application/ld+json" not in page


def test_a_trip_says_its_market_its_fees_and_who_comes_first(client):
    trip = make.EventFactory(
        kind="trip",
        countries=["KZ", "UZ"],
        min_participants=8,
        max_participants=20,
        priority_rule=Text.of(de="Kleine zuerst"),
        cost=Text.of(de="Flug selbst"),
    )
    make.FeeLevelFactory(event=trip, size="large", amount=1480)
    make.TalkFactory(event=trip, kind="visit", place=Text.of(de="Almaty"))

    page = shown(client, trip)

    for words in ("Kasachstan, Usbekistan", "1.480\N{NO-BREAK SPACE}€", "Kleine zuerst", "Flug selbst", "Almaty"):
        assert words in page


def test_a_country_that_is_not_named_stays_not_named(client):
    with translation.override("en"):
        page = shown(client, make.EventFactory(kind="trip"))

    assert "not named" in page


def test_a_document_is_given_as_an_attachment_while_the_event_is_seen(client, forum):
    paper = make.DocumentFactory(event=forum)
    way = reverse("portal:document", args=[forum.slug, paper.public_id])

    answer = client.get(way)
    content = b"".join(answer.streaming_content)
    forum.published_at = None
    forum.save()

    assert (answer.status_code, content) == (200, b"%PDF-1.7\n")
    assert answer["Content-Disposition"] == 'attachment; filename="Plan.pdf"'
    assert "sandbox" in answer["Content-Security-Policy"]
    assert client.get(way).status_code == 404


def test_a_document_is_not_found_at_another_event(client, forum):
    paper = make.DocumentFactory()

    assert client.get(reverse("portal:document", args=[forum.slug, paper.public_id])).status_code == 404


HOSTILE = '</script><script>alert(1)</script>"onload="x\u202e\u2028&amp;'


def test_hostile_words_are_harmless_in_every_field(client):
    words = Text.of(de=HOSTILE)
    event = make.EventFactory(
        title=words, lead=words, place=words, cost=words, priority_rule=words, contact_office=words, max_participants=3
    )
    event.fair = make.FairFactory(host=event.host, name=HOSTILE, city=words, venue=words, organiser=HOSTILE)
    event.save()
    make.EligibilityMarkFactory(fair=event.fair, note=words, scheme=words, for_whom=words, source=HOSTILE)
    make.FeeLevelFactory(event=event, note=words)
    make.DocumentFactory(event=event, label=words)
    event.tags.add(make.TagFactory(host=event.host, name=words))

    page = shown(client, event)

    assert "<script>alert" not in page
    assert 'onload="x"' not in page
    assert json.loads(data_of(page))["name"] == HOSTILE


def data_of(page):
    [data] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    return data


class TestStructuredData:
    """As https://schema.org/Event and the search engines' documents describe it."""

    REQUIRED = {"@context", "@type", "name", "startDate", "endDate", "location", "eventStatus", "organizer", "url"}

    def test_says_what_search_engines_require(self, client, forum):
        make.FeeLevelFactory(event=forum, size="small", amount=480)
        forum.registration_closes_at = NOON
        forum.save()

        told = json.loads(data_of(shown(client, forum)))

        assert set(told) >= self.REQUIRED
        assert (told["@context"], told["@type"]) == ("https://schema.org", "BusinessEvent")
        assert told["startDate"] == "2027-03-10T10:00:00+01:00"
        assert told["location"]["address"]["addressLocality"] == "Leipzig"
        assert (told["superEvent"]["name"], told["superEvent"]["startDate"]) == ("Z & intec 2027", "2027-03-09")
        [offer] = told["offers"]
        assert (offer["price"], offer["priceCurrency"]) == ("480.00", "EUR")
        assert offer["validThrough"] == NOON.isoformat()

    def test_holds_nothing_empty(self):
        event = make.EventFactory()

        told = structured.event(queries.front(event.slug, now=make.OPENING))

        assert [name for name, value in told.items() if value in ("", None, [], {})] == []

    def test_ends_no_element(self):
        assert str(structured.script({"name": "</script>&"})) == '{"name":"\\u003c/script\\u003e\\u0026"}'


def test_the_head_names_the_page_in_all_languages(client, forum):
    page = client.get(f"/ru/events/{forum.slug}/").content.decode()

    found = dict(re.findall(r'<link rel="alternate" hreflang="([\w-]+)" href="([^"]+)"', page))
    path = f"/events/{forum.slug}/"
    assert {code: way.partition("//")[2].partition("/")[2] for code, way in found.items()} == {
        **{code: f"{code}{path}" for code in ("de", "en", "ru")},
        "x-default": path[1:],
    }
    [canonical] = re.findall(r'<link rel="canonical" href="([^"]+)"', page)
    assert canonical.endswith(f"/ru{path}")
    assert page.count("og:title") == page.count('og:image"') == page.count('name="description"') == 1


def test_the_address_without_a_language_leads_to_the_readers_own(client, forum):
    answer = client.get(f"/events/{forum.slug}/", headers={"Accept-Language": "ru"})

    assert (answer.status_code, answer.url) == (302, f"/ru/events/{forum.slug}/")


@pytest.mark.parametrize(
    ("now", "stages"),
    [
        (NOON, {"register": "now", "wishes": "next", "day": "next"}),
        (NOON + timedelta(days=1), {"register": "done", "wishes": "now", "day": "next"}),
        (make.OPENING, {"register": "done", "wishes": "done", "day": "now"}),
        (make.OPENING + timedelta(days=1), {"register": "done", "wishes": "done", "day": "done"}),
    ],
)
def test_the_way_to_the_meetings_says_where_we_are(now, stages):
    closes = {"registration_closes_at": NOON, "answers_close_at": make.OPENING - timedelta(days=14)}
    event = make.EventFactory.build(host=None, **closes)

    assert event_page.stages(event, now)._asdict() == stages


@pytest.mark.parametrize(
    ("now", "change"),
    [
        (NOON - timedelta(minutes=5), NOON),
        (NOON, NOON.replace(hour=23)),
        (NOON.replace(month=3, day=28), NOON.replace(month=3, day=28, hour=22)),
        (make.OPENING - timedelta(hours=1), make.OPENING),
        (BEFORE - timedelta(minutes=1), BEFORE),
    ],
    ids=["deadline", "midnight in Leipzig", "midnight in summer time", "beginning", "registration opens"],
)
def test_a_page_is_kept_until_it_changes_by_itself(now, change):
    event = make.EventFactory.build(host=None, registration_opens_at=BEFORE, registration_closes_at=NOON)

    assert queries.next_change([event], now).astimezone(UTC) == change
