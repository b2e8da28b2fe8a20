"""Whatever happens in whatever order: never one too many, the queue keeps its order, counts equal rows."""

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from handschlag.foundation.errors import RuleBroken
from handschlag.registration import queries
from handschlag.registration.models import Application, Quota
from handschlag.registration.services import cancelling, changing, deciding, places, quotas, waiting
from handschlag.registration.states import APPLICATIONS, HOLDING
from tests import factories as make
from tests.registration import desk

pytestmark = pytest.mark.django_db

WHICH = st.integers(0, 30)
SIZES = st.sampled_from(["", "small", "large"])
SIDES = st.integers(0, 1)


class Registration(RuleBasedStateMachine):
    """Two sides, a quota for everybody, one of a side and one of a size."""

    def __init__(self):
        super().__init__()
        self.point = transaction.savepoint()
        self.now = desk.NOW

    @initialize(
        everybody=st.integers(0, 4),
        of_side=st.integers(0, 3),
        of_size=st.integers(0, 3),
        hours=st.sampled_from([0, 24]),
    )
    def set_up(self, everybody, of_side, of_size, hours):
        self.event = desk.event(capacity=everybody, offer_hours=hours)
        self.sides = make.SideFactory.create_batch(2, event=self.event)
        make.QuotaFactory(event=self.event, side=self.sides[0], capacity=of_side)
        make.QuotaFactory(event=self.event, size="small", capacity=of_size)
        self.user = make.UserFactory()
        self.before = {}

    def do(self, service, application, *args, **facts):
        """What the services refuse, they refuse; the invariants hold all the same."""
        self.now += timedelta(minutes=1)
        try:
            return service(application, *args, by=self.user, now=self.now, **facts)
        except RuleBroken:
            return None

    def one(self, number):
        rows = list(Application.objects.filter(event=self.event).order_by("pk"))
        return rows[number % len(rows)]

    def has_some(self):
        return Application.objects.filter(event=self.event).exists()

    @rule(side=SIDES, size=SIZES)
    def apply(self, side, size):
        self.do(desk.applying.submit, make.ApplicationFactory(event=self.event, side=self.sides[side], size=size))

    @precondition(has_some)
    @rule(number=WHICH)
    def cancel(self, number):
        self.do(cancelling.cancel, self.one(number))

    @precondition(has_some)
    @rule(number=WHICH)
    def approve(self, number):
        self.do(deciding.approve, self.one(number))

    @precondition(has_some)
    @rule(number=WHICH)
    def refuse(self, number):
        self.do(deciding.refuse, self.one(number), make.Text.of(en="because"))

    @precondition(has_some)
    @rule(number=WHICH)
    def object_to(self, number):
        self.do(deciding.object_to, self.one(number), "No")

    @precondition(has_some)
    @rule(number=WHICH)
    def accept(self, number):
        self.do(waiting.accept, self.one(number))

    @precondition(has_some)
    @rule(number=WHICH)
    def put(self, number):
        self.do(waiting.put, self.one(number))

    @precondition(has_some)
    @rule(number=WHICH, priority=st.integers(-1, 1))
    def prefer(self, number, priority):
        self.do(waiting.prefer, self.one(number), priority)

    @precondition(has_some)
    @rule(number=WHICH, side=SIDES, size=SIZES)
    def change(self, number, side, size):
        self.do(changing.change, self.one(number), {"side": self.sides[side], "size": size})

    @rule(number=st.integers(0, 2), capacity=st.integers(0, 5))
    def resize(self, number, capacity):
        quota = list(Quota.objects.filter(event=self.event).order_by("number"))[number]
        self.do(quotas.set_capacity, quota, capacity)

    @rule(hours=st.integers(1, 30))
    def pass_time(self, hours):
        self.now += timedelta(hours=hours)
        waiting.lapse_all(now=self.now)

    @invariant()
    def counts_equal_rows_and_are_never_above_what_there_is(self):
        desk.check_counts(self.event)

    @invariant()
    def nobody_waits_for_a_place_that_is_free(self):
        for application in queries.queue(self.event).filter(is_held_back=False):
            assert any(quota.free <= 0 for quota in places.quotas_of(application))

    @invariant()
    def nobody_overtakes_whoever_waits_for_the_same(self):
        """Of two who wait for the same places and neither is touched by hand, the first one goes first."""
        order = [(one.side_id, one.size, -one.priority, one.queue_number) for one in queries.queue(self.event)]
        assert order == sorted(order, key=lambda one: one[2:])

    @invariant()
    def every_step_stands_in_the_table_and_tickets_are_of_those_who_come(self):
        for pk, state, ticket in Application.objects.filter(event=self.event).values_list("pk", "state", "ticket"):
            old = self.before.get(pk, state)
            assert old == state or reachable(old, state)
            assert (ticket is not None) == (state == HOLDING[0])
            self.before[pk] = state

    def teardown(self):
        transaction.savepoint_rollback(self.point)


def reachable(old, new):
    """In the two steps that one deed can do at most: put on the list, and from there at once to a place."""
    middle = [state for state in ("waiting", "offered", "lapsed") if APPLICATIONS.allows(old, state)]
    return APPLICATIONS.allows(old, new) or any(APPLICATIONS.allows(state, new) for state in middle)


def run(examples, steps):
    run_state_machine_as_test(
        Registration,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_a_few_sequences():
    run(8, 12)


@pytest.mark.wide
def test_two_hundred_sequences():
    run(200, 15)


@pytest.mark.long
def test_two_thousand_sequences():
    run(2000, 20)
