"""Signing in to a demonstration, and that it is refused elsewhere."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from handschlag.events.models import Role
from tests import factories as make

pytestmark = pytest.mark.django_db

PAGE, DOOR, OUT = "accounts:sign_in", "accounts:sign_in_to_demo", "accounts:sign_out"


@pytest.fixture(autouse=True)
def demonstration(settings):
    settings.DEMO = True


@pytest.fixture
def forum():
    return make.EventFactory(is_demo=True)


def part(event, role, **user):
    row = make.MembershipFactory(event=event, role=role, user=make.UserFactory(**user))
    return row.user, f"{event.slug}:{row.user.public_id}:{role}"


@pytest.mark.parametrize(
    ("role", "home"),
    [
        (Role.ORGANISER, "registration:applications"),
        (Role.REPRESENTATIVE, "meetings:my_forum"),
        (Role.INTERPRETER, "meetings:interpreter_day"),
    ],
)
def test_one_click_leads_everybody_to_her_own_page(client, forum, role, home):
    user, key = part(forum, role)

    answer = client.post(reverse(DOOR), {"part": key})

    assert (answer.status_code, answer.url) == (302, reverse(home, args=[forum.slug]))
    assert client.session["_auth_user_id"] == str(user.pk)


def test_the_page_has_one_button_for_each_role_and_side(client, forum):
    first, second = make.RepresentativeFactory.create_batch(2, participant__event=forum)
    third = make.RepresentativeFactory(participant__event=forum, participant__side=first.participant.side)
    for one in (first, second, third):
        one.person.user = part(forum, Role.REPRESENTATIVE)[0]
        one.person.save()
    part(forum, Role.ORGANISER)
    part(forum, Role.ORGANISER)

    shown = client.get(reverse(PAGE)).content.decode()

    assert [shown.count(f'data-role="{role}"') for role in ("organiser", "representative", "interpreter")] == [1, 2, 0]
    names = [one.participant.organisation.name in shown for one in (first, second, third)]
    assert names == [True, True, False]


def test_outside_of_a_demonstration_it_does_not_exist(client, forum, settings):
    settings.DEMO = False
    _, key = part(forum, Role.ORGANISER)

    page, answer = client.get(reverse(PAGE)), client.post(reverse(DOOR), {"part": key})

    assert (page.status_code, b"data-role" in page.content) == (200, False)
    assert (answer.status_code, "_auth_user_id" in client.session) == (404, False)


@pytest.mark.parametrize("who", ["not of a demo", "inactive", "nobody"])
def test_only_those_who_are_offered_can_be_played(client, forum, who):
    key = {
        "not of a demo": lambda: part(make.EventFactory(), Role.ORGANISER)[1],
        "inactive": lambda: part(forum, Role.ORGANISER, is_active=False)[1],
        "nobody": lambda: "x",
    }[who]()

    answer = client.post(reverse(DOOR), {"part": key})

    assert (answer.status_code, "_auth_user_id" in client.session) == (422, False)
    assert b'role="alert"' in answer.content


def test_a_session_that_somebody_planted_is_worth_nothing_afterwards(client, forum):
    _, key = part(forum, Role.ORGANISER)
    session = client.session
    session["planted"] = True
    session.save()
    planted = session.session_key

    client.post(reverse(DOOR), {"part": key})

    assert client.session.session_key != planted
    assert not client.session.exists(planted)


def test_whoever_was_somebody_else_starts_with_an_empty_session(client, forum):
    client.post(reverse(DOOR), {"part": part(forum, Role.ORGANISER)[1]})
    session = client.session
    session["note"] = "of the organiser"
    session.save()

    client.post(reverse(DOOR), {"part": part(forum, Role.INTERPRETER)[1]})

    assert "note" not in client.session


def test_a_form_of_another_site_is_refused(forum, client):
    client.handler.enforce_csrf_checks = True
    _, key = part(forum, Role.ORGANISER)

    codes = [client.post(reverse(name), {"part": key}).status_code for name in (DOOR, OUT)]

    assert codes == [403, 403]


def test_signing_out_takes_a_form_and_ends_the_session(client, forum):
    client.post(reverse(DOOR), {"part": part(forum, Role.ORGANISER)[1]})

    by_link, signed_in = client.get(reverse(OUT)).status_code, "_auth_user_id" in client.session
    by_form = client.post(reverse(OUT)).status_code

    assert (by_link, signed_in) == (405, True)
    assert (by_form, "_auth_user_id" in client.session) == (302, False)


def test_more_parts_need_no_more_queries(client, forum):
    counted = []
    for parts in (1, 3):
        for _ in range(parts):
            one = make.RepresentativeFactory(participant__event=forum)
            one.person.user = part(forum, Role.REPRESENTATIVE)[0]
            one.person.save()
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse(PAGE))
        counted.append(len(queries))

    assert counted[0] == counted[1] <= 3
