"""Doors: who gets to which application; whoever may not gets the same answer as for one that is not there."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404
from django.utils import timezone

from handschlag.events.roles import RIGHTS, Right, Role
from handschlag.registration import access, tickets
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def application():
    return make.ApplicationFactory(state="approved", ticket="ticket")


def opens(door, *arguments):
    """What is behind the door, or None."""
    try:
        return door(*arguments)
    except Http404:
        return None


def member(event, role=Role.ORGANISER, **facts):
    return make.MembershipFactory(event=event, role=role, **facts).user


DOORS = [
    (access.application_to_decide, {Right.DECIDE_APPLICATIONS}),
    (access.application_to_read, {Right.DECIDE_APPLICATIONS, Right.READ_EVENT}),
]


@pytest.mark.parametrize(("door", "rights"), DOORS, ids=["to decide", "to read"])
@pytest.mark.parametrize("role", Role)
def test_a_role_opens_the_doors_of_its_rights(application, door, rights, role):
    event = application.event

    found = opens(door, member(event, role), event.slug, application.public_id)

    assert found == (application if rights & RIGHTS[role] else None)


EVENT_DOORS = [
    (access.event_to_decide, {Right.DECIDE_APPLICATIONS}),
    (access.event_to_read, {Right.DECIDE_APPLICATIONS, Right.READ_EVENT}),
]


@pytest.mark.parametrize(("door", "rights"), EVENT_DOORS, ids=["to decide", "to read"])
@pytest.mark.parametrize("role", Role)
def test_the_same_holds_for_the_event_itself(door, rights, role):
    event = make.EventFactory()

    assert opens(door, member(event, role), event.slug) == (event if rights & RIGHTS[role] else None)


@pytest.mark.parametrize("door", [access.application_to_decide, access.application_to_read])
def test_strangers_and_organisers_of_other_events_find_nothing(application, door):
    event = application.event
    sibling = make.EventFactory(host=event.host)
    callers = [AnonymousUser(), make.UserFactory(), member(sibling), member(make.EventFactory())]

    assert [opens(door, one, event.slug, application.public_id) for one in callers] == [None] * 4


def test_an_application_is_found_at_its_own_event_only(application):
    sibling = make.EventFactory(host=application.event.host)
    organiser = make.MembershipFactory(host=sibling.host, event=None, role=Role.ORGANISER).user

    found = [
        opens(access.application_to_decide, organiser, one.slug, application.public_id)
        for one in (application.event, sibling)
    ]

    assert found == [application, None]


@pytest.mark.parametrize("door", [access.application_to_decide, access.application_to_read])
def test_drafts_are_nobody_elses_business(door):
    draft = make.ApplicationFactory()

    assert opens(door, member(draft.event), draft.event.slug, draft.public_id) is None


def test_who_applied_finds_her_own_whether_by_account_or_by_address():
    user = make.UserFactory(email="Anna@example.org")
    by_account = make.ApplicationFactory(user=user)
    by_address = make.ApplicationFactory(event=by_account.event, email="anna@example.org")
    of_others = make.ApplicationFactory(event=by_account.event)
    taken = make.ApplicationFactory(event=by_account.event, email="anna@example.org", user=make.UserFactory())

    found = [
        opens(access.own_application, user, one.event.slug, one.public_id)
        for one in (by_account, by_address, of_others, taken)
    ]

    assert found == [by_account, by_address, None, None]
    assert list(access.own_applications(user, by_account.event.slug)) == [by_address, by_account]


def test_nobody_who_is_not_signed_in_owns_any(application):
    assert list(access.own_applications(AnonymousUser(), application.event.slug)) == []


@pytest.mark.parametrize("role", Role)
def test_a_ticket_opens_to_those_who_let_people_in(application, role):
    event, code = application.event, tickets.code_of(application)

    found = opens(access.application_of_ticket, member(event, role), event.slug, code)

    assert found == (application if Right.CHECK_IN in RIGHTS[role] else None)


@pytest.mark.parametrize("code", ["", "ticket", "ticket.", "ticket.AAAAAAAAAAAAAAAA", ".", "\0", "тикет.тикет"])
def test_a_ticket_that_was_not_signed_opens_nothing(application, code):
    desk = member(application.event, Role.CHECK_IN_DESK)

    assert opens(access.application_of_ticket, desk, application.event.slug, code) is None


def test_a_ticket_of_another_event_opens_nothing(application):
    other = make.EventFactory(host=application.event.host)
    desk = make.MembershipFactory(host=other.host, event=None, role=Role.CHECK_IN_DESK).user

    assert opens(access.application_of_ticket, desk, other.slug, tickets.code_of(application)) is None


def test_a_role_that_has_ended_opens_nothing(application):
    event = application.event
    user = member(event, ends_on=timezone.localdate() - timedelta(days=1))

    assert opens(access.application_to_decide, user, event.slug, application.public_id) is None
