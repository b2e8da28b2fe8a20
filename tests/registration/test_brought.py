"""A co-organiser hands on a link of her own: who comes by it is hers, and she sees figures and nobody."""

import re

import pytest
from django.conf import settings as site
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from handschlag.events.roles import Role
from handschlag.foundation.models import AuditEntry
from handschlag.registration import brought
from handschlag.registration.models import Application, OwnLink
from handschlag.registration.services import links, merging
from tests import factories as make
from tests.accounts.people import address
from tests.registration.organisers import applied, now_is, office
from tests.registration.test_applicant import ANNA, BACKEND, enter, filled, forum, page

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_demonstration(settings):
    settings.DEMO = False


def helper(event, name="Klara Kammer"):
    return make.MembershipFactory(event=event, role=Role.CO_ORGANISER, user__name=name, user__language="en").user


def link(event, user):
    return links.renew(event, user, by=user, now=timezone.now())


def signed_in(user):
    client = Client(headers={"accept-language": "en"})
    client.force_login(user, backend=site.AUTHENTICATION_BACKENDS[0])
    return client


def test_who_comes_by_her_link_is_hers_also_after_the_mailed_code(client):
    event = forum()
    klara = helper(event)
    code = link(event, klara).code

    shown = client.get(f"{page(event)}?via={code}").content.decode()
    enter(client, event)
    form = client.get(page(event)).content.decode()
    client.post(page(event), filled(step="send"))

    assert ["Klara Kammer" in one for one in (shown, form)] == [True, True]
    assert Application.objects.get().came_by == klara


def test_the_link_without_a_language_leads_to_the_form_in_the_readers_one(client):
    event = forum()
    way = brought.address(event, link(event, helper(event)).code).removeprefix(site.BASE_URL)

    answer = client.get(way, headers={"accept-language": "ru"})

    assert (answer.status_code, answer.url) == (302, f"/ru{way}")


def test_who_is_invited_on_her_behalf_comes_by_her_without_a_link(client):
    event = forum()
    klara = helper(event)
    make.ApplicationInvitationFactory(event=event, email=ANNA, co_organiser=klara)
    client.force_login(make.UserFactory(email=ANNA), backend=BACKEND)

    client.post(page(event), filled(step="send"))

    assert Application.objects.get().came_by == klara


def test_what_is_begun_is_hers_once_her_link_is_followed_and_stays_with_the_first(client):
    event = forum()
    first, second = helper(event), helper(event, "Zoe Zweite")
    client.force_login(make.UserFactory(email=ANNA), backend=BACKEND)
    client.post(page(event), filled(step="save"))

    for user in (first, second):
        client.post(f"{page(event)}?via={link(event, user).code}", filled(step="save"))

    assert Application.objects.get().came_by == first


@pytest.mark.parametrize("why", ["renewed", "of another event", "no co-organiser any more", "made up"])
def test_a_link_that_does_not_count_leads_to_the_form_and_to_nobody(client, why):
    event = forum()
    klara = helper(event)
    code = link(event, klara).code
    if why == "renewed":
        link(event, klara)
    elif why == "of another event":
        other = forum()
        code = link(other, helper(other)).code
    elif why == "no co-organiser any more":
        klara.memberships.all().delete()
    else:
        code = "x" * 400
    client.force_login(make.UserFactory(email=ANNA), backend=BACKEND)

    shown = client.get(f"{page(event)}?via={code}")
    client.post(page(event), filled(step="send"))

    assert (shown.status_code, "Klara" in shown.content.decode()) == (200, False)
    assert Application.objects.get().came_by is None


def test_she_makes_her_link_and_another_one_and_both_are_noted():
    event = forum()
    klara = helper(event)
    client, way = signed_in(klara), address("registration:own_link", event.slug)

    codes = []
    for _ in range(2):
        client.post(way)
        codes.append(OwnLink.objects.get().code)

    assert (len({*codes}), brought.address(event, codes[1]) in client.get(way).content.decode()) == (2, True)
    assert [one.verb for one in AuditEntry.objects.order_by("number")] == [
        "application.link_made",
        "application.link_renewed",
    ]


def test_she_sees_figures_of_hers_and_nobody():
    at = office()
    klara, other = helper(at.event), helper(at.event, "Olga Andere")
    facts = {"contact_name": "Geheim Person", "email": "geheim@werk.example"}
    applied(at, "Geheim GmbH", came_by=klara, country="KZ", state="approved", **facts)
    applied(at, "Geheim AG", came_by=klara, country="KZ", **facts | {"email": "b@werk.example"})
    applied(at, "Fremd GmbH", came_by=other, country="PL")
    make.ApplicationFactory(event=at.event, came_by=klara)  # a draft
    make.ApplicationInvitationFactory(event=at.event, co_organiser=klara, email="geheim@werk.example")

    shown = signed_in(klara).get(address("registration:own_link", at.event.slug)).content.decode()

    assert re.findall(r"<dd>(\d+)</dd>", shown) == ["1", "0", "0", "1", "2"]
    assert ("Kazakhstan" in shown or "Kasachstan" in shown, "geheim" in shown.casefold()) == (True, False)
    assert (brought.states(at.event, klara), brought.countries(at.event, klara)) == (
        {"submitted": 1, "approved": 1},
        [("KZ", 2)],
    )


def test_the_office_sees_the_figures_of_each_in_three_queries():
    at = office()
    klara, gone = helper(at.event), make.UserFactory(name="Gundel Gegangen")
    helper(at.event, "Anna Anfang")
    code = link(at.event, klara).code
    applied(at, "A", came_by=klara, state="approved")
    applied(at, "B", came_by=gone)
    make.ApplicationInvitationFactory(event=at.event, co_organiser=klara, reply="accepted", replied_at=timezone.now())

    with CaptureQueriesContext(connection) as queries:
        found = brought.by_co_organiser(at.event)

    assert [(one.user.name, one.code, one.replies.accepted, one.applications, one.approved) for one in found] == [
        ("Anna Anfang", "", 0, 0, 0),
        ("Gundel Gegangen", "", 0, 1, 0),
        ("Klara Kammer", code, 1, 1, 1),
    ]
    assert ([one.may_hand_on for one in found], len(queries)) == ([True, False, True], 3)


def test_two_that_were_one_count_once_and_stay_hers_until_they_are_two_again():
    at = office()
    klara = helper(at.event)
    kept, dropped = applied(at, None, email="a@example.org"), applied(at, "Werk 1", came_by=klara)

    merge = merging.merge(kept, dropped, by=at.user, now=timezone.now())
    merged = brought.states(at.event, klara)
    merging.part(merge, by=at.user, now=timezone.now())

    assert (merged, brought.states(at.event, klara)) == ({"submitted": 1}, {"submitted": 1})
    assert [now_is(row).came_by for row in (kept, dropped)] == [None, klara]
