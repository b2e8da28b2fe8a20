"""What the database itself promises about events, and what an event knows of itself."""

from datetime import UTC, date, datetime, timedelta

import pytest

from handschlag.events.models import (
    Day,
    EligibilityMark,
    Event,
    Fair,
    FeeLevel,
    Invitation,
    Mandate,
    Membership,
    Side,
    Slot,
    Table,
    Tag,
)
from tests import constraints
from tests import factories as make

pytestmark = pytest.mark.django_db


def ends_before_it_starts():
    make.EventFactory(starts_at=make.OPENING, ends_at=make.OPENING)


def twice(factory, *fields):
    """Make a second row like the first in these fields."""

    def wrong():
        first = factory()
        factory(**{field: getattr(first, field) for field in fields})

    return wrong


def day_twice():
    event = make.EventFactory()
    for _ in range(2):
        Day.objects.create(event=event, on=date(2027, 3, 10))


def at_the_host(factory, **facts):
    """Make two alike that count at all events of a host."""

    def wrong():
        host = make.HostFactory()
        for _ in range(2):
            factory(event=None, host=host, **facts)

    return wrong


def same_mandate(**where):
    def wrong():
        agent, principal = make.UserFactory.create_batch(2)
        there = {name: factory() for name, factory in where.items()}
        for _ in range(2):
            make.MandateFactory(agent=agent, principal=principal, **{"event": None} | there)

    return wrong


def mandate_for_herself():
    user = make.UserFactory()
    make.MandateFactory(agent=user, principal=user)


RULES = [
    # name, whose, how it is broken
    ("acts_for_somebody_else", Mandate, mandate_for_herself),
    ("day_once_per_event", Day, day_twice),
    (
        "event_closes_after_opening",
        Event,
        lambda: make.EventFactory(registration_opens_at=make.OPENING, registration_closes_at=make.OPENING),
    ),
    ("event_ends_after_start", Event, ends_before_it_starts),
    ("event_most_not_below_least", Event, lambda: make.EventFactory(min_participants=9, max_participants=8)),
    ("fair_ends_after_start", Fair, lambda: make.FairFactory(ends_on=date(2027, 3, 8))),
    ("fee_not_below_nothing", FeeLevel, lambda: make.FeeLevelFactory(amount=-1)),
    ("fee_once_per_size", FeeLevel, twice(make.FeeLevelFactory, "event", "size")),
    (
        "invitation_ends_once",
        Invitation,
        lambda: make.InvitationFactory(accepted_at=make.OPENING, withdrawn_at=make.OPENING),
    ),
    (
        "mandate_ends_after_start",
        Mandate,
        lambda: make.MandateFactory(starts_on=date(2027, 1, 2), ends_on=date(2027, 1, 1)),
    ),
    ("mandate_offered_by_either", Mandate, lambda: make.MandateFactory(offered_by=make.UserFactory())),
    (
        "mark_ends_after_start",
        EligibilityMark,
        lambda: make.EligibilityMarkFactory(valid_from=date(2027, 3, 10), valid_until=date(2027, 3, 9)),
    ),
    ("one_mandate_per_event", Mandate, same_mandate(event=make.EventFactory)),
    ("one_mandate_per_host", Mandate, same_mandate(host=make.HostFactory)),
    ("one_open_invitation_per_event", Invitation, twice(make.InvitationFactory, "event", "role", "email")),
    ("one_open_invitation_per_host", Invitation, at_the_host(make.InvitationFactory, email="a@example.org")),
    ("role_once_per_event", Membership, twice(make.MembershipFactory, "user", "event", "role")),
    (
        "role_once_per_host",
        Membership,
        lambda: at_the_host(make.MembershipFactory, user=make.UserFactory())(),
    ),
    ("side_once_per_event", Side, twice(make.SideFactory, "event", "key")),
    ("slot_once_per_time", Slot, twice(make.SlotFactory, "event", "starts_at")),
    ("table_code_once_per_event", Table, twice(make.TableFactory, "event", "code")),
    ("tag_once_per_host", Tag, twice(make.TagFactory, "host", "kind", "slug")),
]


@pytest.mark.parametrize(("name", "model", "wrong"), RULES, ids=[name for name, *_ in RULES])
def test_the_database_itself_keeps_the_rule(name, model, wrong):
    assert constraints.broken(model, wrong) == [name]


def test_no_rule_is_untested():
    assert constraints.of_flat("events") == [name for name, *_ in RULES]


@pytest.mark.parametrize(
    ("starts_at", "zone", "first", "last"),
    [
        (datetime(2027, 3, 10, 9, tzinfo=UTC), "Europe/Berlin", date(2027, 3, 10), date(2027, 3, 10)),
        (datetime(2027, 3, 10, 19, 30, tzinfo=UTC), "Europe/Berlin", date(2027, 3, 10), date(2027, 3, 11)),
        (datetime(2027, 3, 10, 22, tzinfo=UTC), "Asia/Almaty", date(2027, 3, 11), date(2027, 3, 11)),
        (datetime(2027, 3, 10, 1, tzinfo=UTC), "America/New_York", date(2027, 3, 9), date(2027, 3, 10)),
    ],
)
def test_its_days_are_those_of_the_place(starts_at, zone, first, last):
    event = make.EventFactory(starts_at=starts_at, ends_at=starts_at + timedelta(hours=4), time_zone=zone)

    assert (event.first_day, event.last_day) == (first, last)


def test_a_host_leaves_nothing_behind():
    fair = make.FairFactory()
    event = make.EventFactory(host=fair.host, fair=fair)
    make.TableFactory(event=event)

    fair.host.delete()

    assert not Event.objects.exists()


def test_an_event_outlives_its_fair():
    fair = make.FairFactory()
    event = make.EventFactory(host=fair.host, fair=fair)

    fair.delete()

    event.refresh_from_db()
    assert event.fair is None
