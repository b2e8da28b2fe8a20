"""What it costs that whoever reads a page for everybody is signed in: one query, session and account in one."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from handschlag.accounts import staff
from handschlag.accounts.models import User
from handschlag.events.roles import Role
from handschlag.foundation.page_cache import front
from tests import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def event():
    return make.EventFactory()


def stranger(_event: object) -> User:
    return make.UserFactory()


def organiser(event: object) -> User:
    return make.MembershipFactory(event=event, role=Role.ORGANISER).user


def editor_of_the_host(event: object) -> User:
    return make.MembershipFactory(event=None, host=event.host, role=Role.EDITOR).user


def representative(event: object) -> User:
    row = make.RepresentativeFactory(participant__event=event, person=make.PersonFactory(user=make.UserFactory()))
    return make.MembershipFactory(event=event, role=Role.REPRESENTATIVE, user=row.person.user).user


def interpreter(event: object) -> User:
    user = make.MembershipFactory(event=event, role=Role.INTERPRETER).user
    make.InterpreterFactory(event=event, user=user)
    return user


def adviser(event: object) -> User:
    return make.MembershipFactory(event=event, role=Role.ADVISER).user


WHO = [stranger, organiser, editor_of_the_host, representative, interpreter, adviser]
TODAY = timezone.localdate()
PAGES = {
    "home": lambda _event: reverse("portal:home"),
    "search": lambda _event: reverse("portal:search") + "?q=forum",
    "calendar": lambda _event: reverse("portal:calendar"),
    "notices": lambda _event: reverse("portal:notices"),
    "event": lambda event: reverse("portal:event", args=[event.slug]),
    "programme": lambda event: reverse("programme:programme", args=[event.slug]),
}


def queries(client: Client, address: str) -> list[str]:
    """All queries of the page made anew, after one that filled what is looked up but once."""
    client.get(address)
    front.clear()
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return [one["sql"] for one in asked]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("who", WHO, ids=lambda who: who.__name__)
def test_a_reader_costs_one_query_more_than_a_visitor(event, who, page):
    address, client = PAGES[page](event), Client()
    client.force_login(who(event))

    assert len(queries(client, address)) <= len(queries(Client(), address)) + 1


@pytest.mark.parametrize("page", PAGES)
def test_who_acts_for_somebody_costs_the_same(event, page):
    agent, principal = adviser(event), representative(event)
    mandate = make.MandateFactory(agent=agent, principal=principal, event=event)
    address, client = PAGES[page](event), Client()
    client.force_login(agent)
    client.post(reverse("events:mandate", args=[mandate.public_id]), {"step": "begin"})

    shown = client.get(reverse("portal:event", args=[event.slug])).content.decode()

    assert principal.name in shown
    assert len(queries(client, address)) <= len(queries(Client(), address)) + 1


def test_the_counting_sees_a_query_more(event):
    """The control: an account that is fetched without what pages want to know costs more on the page of the event."""
    client = Client()
    client.force_login(representative(event))
    address = reverse("portal:event", args=[event.slug])
    asked = len(queries(client, address))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("handschlag.accounts.backends.readers.reader", lambda pk: staff.users(on=TODAY).get(pk=pk))
        without = len(queries(client, address))

    assert without > asked
