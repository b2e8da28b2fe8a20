"""Doors: who has the right gets the row, in one query, and hosts are strictly apart."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404
from django.utils import timezone

import handschlag
from handschlag.events import access, memberships
from handschlag.events.models import Event, Membership
from handschlag.events.roles import RIGHTS, Right, Role, rights_of
from tests import factories as make

pytestmark = pytest.mark.django_db


def opens(door, *arguments):
    try:
        return door(*arguments)
    except Http404:
        return None


def member(role=Role.ORGANISER, **facts):
    return make.MembershipFactory(role=role, **facts)


@pytest.mark.parametrize("role", list(Role))
def test_a_role_opens_the_doors_of_its_rights_and_no_others(role):
    row = member(role)

    opened = {right for right in Right if opens(access.event_with, row.user, row.event.slug, right)}

    assert opened == RIGHTS[role]


def test_the_event_knows_all_that_its_reader_may_do_there_and_at_all_events(django_assert_num_queries):
    row = member(Role.EDITOR)
    make.MembershipFactory(user=row.user, event=None, host=row.host, role=Role.FINANCE_OFFICER)

    with django_assert_num_queries(1):
        event = access.event_with(row.user, row.event.slug, Right.FUND, Right.PLAN)
        assert event.may == rights_of({Role.EDITOR, Role.FINANCE_OFFICER})
        assert event.host.may == RIGHTS[Role.FINANCE_OFFICER]


def test_a_role_for_all_events_counts_at_each_event_of_the_host_and_at_no_other():
    row = make.MembershipFactory(event=None, host=make.HostFactory())
    here, elsewhere = make.EventFactory(host=row.host), make.EventFactory()

    assert opens(access.event_with, row.user, here.slug, Right.PLAN) == here
    assert opens(access.event_with, row.user, elsewhere.slug, Right.PLAN) is None
    assert opens(access.host_with, row.user, row.host.slug, Right.GIVE_ROLES) == row.host
    assert opens(access.host_with, row.user, elsewhere.host.slug, Right.GIVE_ROLES) is None


def test_a_role_at_one_event_opens_neither_the_host_nor_its_other_events():
    row = member()
    other = make.EventFactory(host=row.host)

    assert opens(access.host_with, row.user, row.host.slug, Right.READ_EVENT) is None
    assert opens(access.event_with, row.user, other.slug, Right.READ_EVENT) is None


def test_a_role_whose_host_is_not_that_of_its_event_opens_nothing():
    """The database cannot keep such a row out; the doors do."""
    event = make.EventFactory()
    row = Membership.objects.create(user=make.UserFactory(), host=make.HostFactory(), event=event, role=Role.ORGANISER)

    assert opens(access.event_with, row.user, event.slug, Right.READ_EVENT) is None
    assert memberships.rights_at(row.user, event) == frozenset()
    assert not Event.objects.filter(memberships.has_right_at(row.user, Right.PLAN)).exists()


@pytest.mark.parametrize(("days", "is_open"), [(0, True), (1, True), (-1, False)])
def test_a_role_counts_to_its_last_day(days, is_open):
    row = member(ends_on=timezone.localdate() + timedelta(days=days))

    assert (opens(access.event_with, row.user, row.event.slug, Right.PLAN) is not None) == is_open
    assert Event.objects.filter(memberships.has_right_at(row.user, Right.PLAN)).exists() == is_open


def test_a_role_that_has_ended_does_not_borrow_the_time_of_another():
    row = member(Role.ORGANISER, ends_on=timezone.localdate() - timedelta(days=1))
    make.MembershipFactory(user=row.user, event=row.event, role=Role.READER)

    assert opens(access.event_with, row.user, row.event.slug, Right.PLAN) is None
    assert access.event_with(row.user, row.event.slug, Right.READ_EVENT).may == RIGHTS[Role.READER]


def test_a_role_at_another_event_does_not_count_beside_one_that_does():
    row = member(Role.READER)
    make.MembershipFactory(user=row.user, event=make.EventFactory(host=row.host), role=Role.ORGANISER)
    make.MembershipFactory(user=row.user, role=Role.ORGANISER)

    assert access.event_with(row.user, row.event.slug, Right.READ_EVENT).may == RIGHTS[Role.READER]


def test_visitors_find_every_door_closed():
    row = member()

    assert opens(access.event_with, AnonymousUser(), row.event.slug, *Right) is None
    assert opens(access.host_with, AnonymousUser(), row.host.slug, *Right) is None


def test_a_right_that_is_asked_for_of_nobody_in_particular_is_had_by_nobody():
    row = member()

    assert opens(access.event_with, row.user, row.event.slug) is None


@pytest.mark.parametrize("kind", ["membership", "invitation"])
def test_roles_and_invitations_are_handled_by_those_who_give_roles_there(kind):
    at_event = member(Role.EDITOR)
    of_host = make.MembershipFactory(event=None, host=at_event.host, role=Role.EDITOR)
    planner, manager = member(event=at_event.event), make.MembershipFactory(event=None, host=at_event.host)
    stranger = member()
    rows, door = [at_event, of_host], access.membership_to_end
    if kind == "invitation":
        rows = [make.InvitationFactory(event=at_event.event), make.InvitationFactory(event=None, host=at_event.host)]
        door = access.invitation_to_handle

    opened = [
        [opens(door, who.user, row.public_id) is not None for row in rows]
        for who in (at_event, planner, manager, stranger)
    ]

    assert opened == [[False, False], [True, False], [True, True], [False, False]]


@pytest.mark.parametrize("flat", ["companies", "events", "meetings"])
def test_views_fetch_by_doors_and_never_by_themselves(flat):
    """The scope of a query is the business of doors, queries and services; a view that asked itself could forget it."""
    views = Path(handschlag.__file__).parent.joinpath(flat).rglob("views/*.py")

    assert [path.name for path in views if ".objects" in path.read_text(encoding="utf-8")] == []
