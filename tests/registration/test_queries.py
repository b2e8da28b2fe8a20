"""Reading applications and places, in a fixed number of queries."""

import pytest

from handschlag.registration import queries
from handschlag.registration.models import Application
from handschlag.registration.services import places
from tests import factories as make
from tests.registration import desk

pytestmark = pytest.mark.django_db


def sent(event, number):
    """So many, each with an organisation, a side and somebody who has decided."""
    return [
        make.ApplicationFactory(
            event=event,
            state="approved",
            organisation=make.OrganisationFactory(),
            side=make.SideFactory(event=event),
            decided_by=make.UserFactory(),
        )
        for _ in range(number)
    ]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_of_an_event_is_one_query(rows, django_assert_num_queries):
    event = make.EventFactory()
    sent(event, rows)

    with django_assert_num_queries(1):
        found = [
            (str(one), str(one.side), str(one.decided_by), one.get_state_display())
            for one in queries.applications(event)
        ]

    assert len(found) == rows


def test_the_list_of_an_event_begins_with_the_latest_and_has_no_drafts():
    event = make.EventFactory()
    times = [desk.NOW, desk.NOW + desk.timedelta(hours=1)]
    first, second = (make.ApplicationFactory(event=event, state="submitted", submitted_at=at) for at in times)
    make.ApplicationFactory(event=event)
    make.ApplicationFactory(state="submitted")

    assert list(queries.applications(event)) == [second, first]


@pytest.mark.parametrize("rows", [1, 3])
def test_those_of_a_person_are_one_query(rows, django_assert_num_queries):
    user = make.UserFactory()
    for _ in range(rows):
        make.ApplicationFactory(user=user, organisation=make.OrganisationFactory())

    with django_assert_num_queries(1):
        found = [(str(one), one.event.host.name) for one in queries.of_user(user)]

    assert len(found) == rows


@pytest.mark.parametrize("rows", [1, 3])
def test_figures_are_two_queries(rows, django_assert_num_queries):
    event = desk.event(capacity=2)
    for _ in range(rows):
        desk.sent(event, side=make.SideFactory(event=event))
        make.QuotaFactory(event=event, side=make.SideFactory(event=event), capacity=4)

    with django_assert_num_queries(2):
        stats = queries.stats(event)
        names = [(str(one.side), one.sector, one.free) for one in stats.quotas]

    assert len(names) == rows + 1
    assert (stats.taken, stats.capacity, stats.free, stats.waiting) == (min(rows, 2), 2, 2 - min(rows, 2), rows // 3)


def test_where_nobody_has_set_a_number_no_place_is_counted_as_free():
    stats = queries.stats(desk.event())

    assert (stats.capacity, stats.free) == (None, None)


def test_everybody_on_the_waiting_list_knows_her_place():
    event = desk.event(capacity=0)
    rows = [desk.sent(event) for _ in range(3)]
    Application.objects.filter(pk=rows[2].pk).update(priority=1)

    found = [queries.place_in_queue(one) for one in queries.queue(event)]

    assert found == [1, 2, 3]
    assert next(iter(queries.queue(event))) == rows[2]
    assert queries.place_in_queue(make.ApplicationFactory()) == 0


@pytest.mark.parametrize("quotas", [1, 3])
def test_which_quotas_an_application_falls_under_is_one_query(quotas, django_assert_num_queries):
    event = desk.event(capacity=9)
    side = make.SideFactory(event=event)
    for size in ("", "small", "large")[:quotas]:
        make.QuotaFactory(event=event, side=side, size=size)
    application = make.ApplicationFactory(event=event, side=side, size="small")

    with django_assert_num_queries(1):
        found = places.quotas_of(application)

    assert [(one.side_id, one.size) for one in found] == [(None, ""), (side.pk, ""), (side.pk, "small")][: quotas + 1]


def test_rules_of_an_event_are_the_usual_ones_until_somebody_sets_them():
    rules = queries.rules_of(make.EventFactory())

    assert (rules.pk, rules.approval, rules.offer_hours, rules.has_waiting_list) == (None, "by_hand", 72, True)
