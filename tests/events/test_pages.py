"""The pages that everybody sees: right, cheap, and without a trace of the visitor."""

from datetime import UTC, date, timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from handschlag.companies.models import Delegation, InvestmentProject
from handschlag.engine.language import Text
from handschlag.events import queries
from handschlag.events.models import EligibilityMark, Fair
from handschlag.events.views import everybody as views
from handschlag.foundation import revisions
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def empty_cache():
    cache.clear()


@pytest.fixture
def forum():
    host = make.HostFactory()
    fair = Fair.objects.create(host=host, name="Z & intec", starts_on=date(2027, 3, 9), ends_on=date(2027, 3, 12))
    for country in ("RU", "BY"):
        EligibilityMark.objects.create(fair=fair, country=country)
    return make.EventFactory(host=host, fair=fair, programme=Text.of(de="10:00 | Eröffnung | Großer Saal | de, ru"))


def fill(event, per_side):
    for number in (1, 2):
        side, _ = event.sides.get_or_create(key=f"s{number}", defaults={"number": number, "is_ours": number == 1})
        country = {1: "DE", 2: "KZ"}[number]
        organisations = [make.OrganisationFactory.build(country=country) for _ in range(per_side)]
        make.OrganisationFactory._meta.model.objects.bulk_create(organisations)
        rows = [make.ParticipantFactory.build(event=event, side=side, organisation=one) for one in organisations]
        event.participants.bulk_create(rows)
        delegation = Delegation.objects.create(event=event, kind="region", name=Text.of(de=f"Gebiet {number}"))
        InvestmentProject.objects.create(event=event, delegation=delegation, title=Text.of(de=f"Werk {number}"))


def address(event):
    return reverse("events:public", args=[event.slug])


@pytest.mark.parametrize("per_side", [1, 500])
def test_the_page_of_a_forum_needs_five_queries_however_many_come(client, forum, per_side, django_assert_num_queries):
    fill(forum, per_side)

    with django_assert_num_queries(5):
        shown = client.get(address(forum)).content.decode()

    assert shown.count(f"<dd>{per_side}</dd>") == 2
    assert all(text in shown for text in ("Z &amp; intec", "Eröffnung", "Gebiet 2", "Werk 2", "Kasachstan"))


def test_a_page_that_is_kept_needs_its_revision_only(client, forum, django_assert_num_queries):
    first = client.get(address(forum))

    with django_assert_num_queries(1):
        second = client.get(address(forum))

    assert (first.content, first["ETag"]) == (second.content, second["ETag"])


def test_a_change_is_seen_at_once(client, forum):
    before = client.get(address(forum)).content.decode()
    fill(forum, 1)
    revisions.bump(forum.slug, "public")

    after = client.get(address(forum)).content.decode()

    assert ["Gebiet 1" in shown for shown in (before, after)] == [False, True]


@pytest.mark.parametrize("name", ["home", "public"])
def test_visitors_get_no_cookie_and_nothing_twice(client, forum, name):
    page = address(forum) if name == "public" else reverse("events:home")

    first = client.get(page)
    again = client.get(page, headers={"If-None-Match": first["ETag"]})

    assert (first.status_code, dict(first.cookies), again.status_code, again.content) == (200, {}, 304, b"")
    assert "Cookie" in first["Vary"]


def test_languages_are_kept_apart(client, forum):
    for code in ("de", "ru", "de", "ru"):
        shown = client.get(f"/{code}/events/{forum.slug}/").content.decode()
        assert (shown.count(f'<html lang="{code}">'), "Беларусь" in shown) == (1, code == "ru")


def test_who_is_signed_in_gets_her_own_page_that_nobody_keeps(client, forum):
    user = make.UserFactory(name="Anna Schmidt")
    anonymous = client.get(address(forum))
    client.force_login(user)

    hers = client.get(address(forum))
    client.logout()
    again = client.get(address(forum))

    assert [b"Anna Schmidt" in answer.content for answer in (anonymous, hers, again)] == [False, True, False]
    assert hers["Cache-Control"] == "private, no-store"


def test_an_address_with_a_query_is_not_kept(client, forum):
    assert client.get(address(forum) + "?x=1")["Cache-Control"] == "private, no-store"


def test_an_event_that_does_not_exist_is_not_found_and_leaves_nothing(client):
    assert client.get(reverse("events:public", args=["nothing"])).status_code == 404
    assert not revisions.Revision.objects.exists()


def test_eligible_countries_stand_on_the_page(client, forum):
    shown = client.get(address(forum)).content.decode()

    assert ["Russland" in shown, "Belarus" in shown, "Kasachstan" in shown] == [True, True, False]


def test_the_list_tells_next_from_past(client):
    now = timezone.now()
    past = make.EventFactory(
        title=Text.of(de="Altes Forum"), starts_at=now - timedelta(days=9), ends_at=now - timedelta(days=8)
    )
    make.EventFactory(
        title=Text.of(de="Neues Forum"), starts_at=now + timedelta(days=8), ends_at=now + timedelta(days=9)
    )

    shown = client.get(reverse("events:home")).content.decode()
    upper, lower = shown.split('id="past"')

    assert ["Neues Forum" in upper, "Altes Forum" in lower] == [True, True]
    assert address(past) in lower


def test_the_list_shows_a_new_event_at_once(client):
    client.get(reverse("events:home"))
    event = make.EventFactory(title=Text.of(de="Ganz neu"))
    revisions.bump(event.slug, "public")

    assert "Ganz neu" in client.get(reverse("events:home")).content.decode()


NOON = make.OPENING.replace(year=2027, month=1, day=31, hour=12)


@pytest.mark.parametrize(
    ("closes", "now", "state"),
    [
        (None, NOON, "later"),
        (NOON, NOON - timedelta(seconds=1), "open"),
        (NOON, NOON, "open"),
        (NOON, NOON + timedelta(seconds=1), "closed"),
        (NOON, make.OPENING + timedelta(days=2), "over"),
    ],
)
def test_the_registration_ends_with_its_last_second(closes, now, state):
    assert views.registration(make.EventFactory.build(registration_closes_at=closes, host=None), now) == state


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

    assert views.stages(make.EventFactory.build(host=None, **closes), now) == stages


@pytest.mark.parametrize(
    ("now", "change"),
    [
        (NOON - timedelta(minutes=5), NOON),
        (NOON, NOON.replace(hour=23)),
        (NOON.replace(month=3, day=28), NOON.replace(month=3, day=28, hour=22)),
        (make.OPENING - timedelta(hours=1), make.OPENING),
    ],
    ids=["deadline", "midnight in Leipzig", "midnight in summer time", "beginning"],
)
def test_a_page_is_kept_until_it_changes_by_itself(now, change):
    event = make.EventFactory.build(host=None, registration_closes_at=NOON)

    assert queries.next_change([event], now).astimezone(UTC) == change


@pytest.mark.parametrize(
    ("role", "name"),
    [("organiser", "planning"), ("representative", "my_forum"), ("interpreter", "interpreter_day"), (None, None)],
)
def test_the_page_leads_everybody_back_to_her_own_pages(client, forum, role, name):
    user = make.UserFactory()
    if role:
        make.MembershipFactory(event=forum, user=user, role=role)
        make.RepresentativeFactory(participant__event=forum, person__user=user)
        make.InterpreterFactory(event=forum, user=user)
    client.force_login(user)

    shown = client.get(address(forum)).content.decode()

    names = ("planning", "my_forum", "interpreter_day")
    found = [one for one in names if f'href="{reverse(f"meetings:{one}", args=[forum.slug])}"' in shown]
    assert found == [name] * bool(name)
