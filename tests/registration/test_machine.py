"""Whatever happens in whatever order: never one too many, the queue keeps its order, counts equal rows."""

from collections import Counter
from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from handschlag.foundation import revisions
from handschlag.foundation.errors import RuleBroken
from handschlag.foundation.models import Revision
from handschlag.registration import listing, queries
from handschlag.registration.models import Application, Quota
from handschlag.registration.services import applying, cancelling, changing, deciding, quotas, waiting
from handschlag.registration.states import APPLICATIONS, HOLDING
from tests import factories as make
from tests.registration import desk

pytestmark = pytest.mark.django_db

WHICH = st.integers(0, 30)
SIZES = st.sampled_from(["", "small", "large"])
SIDES = st.integers(0, 1)
SEEN = ("pk", "state", "ticket", "side_id", "size", "priority", "queue_number", "is_held_back")


class Registration(RuleBasedStateMachine):
    """Two sides, a quota for everybody, one of a side, one of a size, and one of another size that comes and goes.

    After each step both tables are read once, and all invariants look at what was read.
    """

    event = sides = user = None
    """Made once for all sequences, each of which is rolled back."""

    def __init__(self):
        super().__init__()
        self.point = transaction.savepoint()
        self.now = desk.NOW
        self.made, self.rows, self.before, self.by_hand = [], {}, {}, set()
        self.counted = {}

    @initialize(
        everybody=st.integers(0, 4),
        of_side=st.integers(0, 3),
        of_size=st.integers(0, 3),
        hours=st.sampled_from([0, 24]),
        sent=st.lists(st.tuples(SIDES, SIZES), min_size=2, max_size=5),
    )
    def set_up(self, everybody, of_side, of_size, hours, sent):
        facts = [{}, {"side": self.sides[0]}, {"size": "small"}]
        for number, capacity in enumerate((everybody, of_side, of_size)):
            make.QuotaFactory(event=self.event, number=number, capacity=capacity, **facts[number])
        self.event.registration_rules.offer_hours = hours
        self.event.registration_rules.save()
        for side, size in sent:
            self.apply(side, size)

    def do(self, service, *args, **facts):
        """What the services refuse, they refuse; the invariants hold all the same."""
        self.now += timedelta(minutes=1)
        with suppress(RuleBroken):
            service(*args, by=self.user, now=self.now, **facts)
        self.look()

    def look(self):
        self.before = self.rows
        rows = Application.objects.filter(pk__in=self.made).values(*SEEN)
        self.rows = {row["pk"]: row for row in rows}
        self.quotas = list(Quota.objects.filter(event=self.event).order_by("number", "pk"))
        revision = Revision.objects.filter(scope=self.event.slug, stream=listing.STREAM)
        self.revision = revision.values_list("number", flat=True).first()

    def one(self, number):
        """Services read it anew: they need to know only which one."""
        return Application(pk=self.made[number % len(self.made)], event=self.event)

    @rule(side=SIDES, size=SIZES)
    def apply(self, side, size):
        application = make.ApplicationFactory(event=self.event, side=self.sides[side], size=size)
        self.made.append(application.pk)
        self.do(applying.submit, application)

    @rule(number=WHICH)
    def cancel(self, number):
        self.do(cancelling.cancel, self.one(number))

    @rule(number=WHICH)
    def approve(self, number):
        self.by_hand = {self.one(number).pk}
        self.do(deciding.approve, self.one(number))

    @rule(number=WHICH)
    def refuse(self, number):
        self.do(deciding.refuse, self.one(number), make.Text.of(en="because"))

    @rule(number=WHICH)
    def object_to(self, number):
        self.do(deciding.object_to, self.one(number), "No")

    @rule(number=WHICH)
    def accept(self, number):
        self.do(waiting.accept, self.one(number))

    @rule(number=WHICH)
    def put(self, number):
        self.do(waiting.put, self.one(number))

    @rule(number=WHICH, priority=st.integers(-1, 1))
    def prefer(self, number, priority):
        self.do(waiting.prefer, self.one(number), priority)

    @rule(number=WHICH, side=SIDES, size=SIZES)
    def change(self, number, side, size):
        self.do(changing.change, self.one(number), {"side": self.sides[side], "size": size})

    @rule(number=st.integers(0, 2), capacity=st.integers(0, 5))
    def resize(self, number, capacity):
        self.do(quotas.set_capacity, self.quotas[number], capacity)

    @rule(capacity=st.integers(0, 3))
    def limit_or_free_the_large(self, capacity):
        if len(self.quotas) > 3:
            self.do(quotas.remove, self.quotas[3])
        else:
            self.do(quotas.set_up, self.event, capacity, size="large")

    @rule(hours=st.integers(1, 30))
    def pass_time(self, hours):
        self.now += timedelta(hours=hours)
        waiting.lapse_all(now=self.now)
        self.look()

    def under(self, row):
        """Numbers of the quotas under which an application falls."""
        facts = {"side": row["side_id"], "size": row["size"], "sectors": frozenset()}
        return {number for number, quota in enumerate(self.quotas) if queries.fits(quota, **facts)}

    @invariant()
    def counts_equal_rows_and_are_never_above_what_there_is(self):
        held = [self.under(row) for row in self.rows.values() if row["state"] in HOLDING]
        for number, quota in enumerate(self.quotas):
            assert quota.taken == sum(number in one for one in held)
            assert quota.taken <= quota.capacity

    @invariant()
    def nobody_waits_for_a_place_that_is_free(self):
        for row in self.rows.values():
            if waits(row):
                assert any(self.quotas[number].free <= 0 for number in self.under(row))

    @invariant()
    def nobody_overtakes_whoever_waits_for_the_same(self):
        """Who got a place in this step, and not by hand, stood before all who wait for these places or fewer."""
        came = [pk for pk, row in self.rows.items() if row["state"] in HOLDING and self.waited(pk)]
        stayed = [row for pk, row in self.rows.items() if waits(row) and self.waited(pk)]
        for row in (self.rows[pk] for pk in came if pk not in self.by_hand):
            overtaken = [one["pk"] for one in stayed if self.under(one) <= self.under(row) and rank(one) < rank(row)]
            assert overtaken == []
        self.by_hand = set()

    @invariant()
    def of_one_revision_the_same_number_is_in_each_state(self):
        """So the list counts once for each."""
        states = Counter(row["state"] for row in self.rows.values() if row["state"] != "draft")
        assert self.counted.setdefault(self.revision, states) == states

    def waited(self, pk):
        return pk in self.before and waits(self.before[pk])

    @invariant()
    def every_step_stands_in_the_table_and_tickets_are_of_those_who_come(self):
        for pk, row in self.rows.items():
            old = self.before.get(pk, row)["state"]
            assert old == row["state"] or reachable(old, row["state"])
            assert (row["ticket"] is not None) == (row["state"] == "approved")

    def teardown(self):
        transaction.savepoint_rollback(self.point)


def waits(row):
    return row["state"] == "waiting" and not row["is_held_back"]


def rank(row):
    return -row["priority"], row["queue_number"]


def reachable(old, new):
    """In the two steps that one deed can do at most: put on the list, and from there at once to a place."""
    middle = [state for state in ("waiting", "offered", "lapsed") if APPLICATIONS.allows(old, state)]
    return APPLICATIONS.allows(old, new) or any(APPLICATIONS.allows(state, new) for state in middle)


def run(examples, steps, *, phases=(Phase.generate, Phase.shrink), derandomize=True):
    Registration.event = desk.event()
    Registration.sides = make.SideFactory.create_batch(2, event=Registration.event)
    Registration.user = make.UserFactory()
    run_state_machine_as_test(
        Registration,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            database=None,
            derandomize=derandomize,
            phases=phases,
            report_multiple_bugs=False,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.slow
def test_a_few_sequences():
    run(8, 12)


@pytest.mark.slow
def test_services_that_do_not_say_what_changed_are_noticed(monkeypatch):
    """The red control of what the list counts."""
    monkeypatch.setattr(revisions, "bump", lambda *_streams: None)

    with pytest.raises(AssertionError):
        run(8, 12, phases=[Phase.generate])


@pytest.mark.wide
def test_two_hundred_sequences():
    run(200, 10)


@pytest.mark.long
@pytest.mark.parametrize("tenth", range(10))
def test_two_thousand_sequences(tenth):  # what has been tried is remembered: all at once take ever longer
    run(200, 20, derandomize=False)


@pytest.mark.slow
def test_with_the_guard_switched_off_a_sequence_is_found_that_gives_one_too_many(settings):
    """The red control. Without looking for the shortest such sequence, for that takes minutes."""
    settings.CAPACITY_IS_GUARDED = False

    with pytest.raises(AssertionError):
        run(50, 12, phases=[Phase.generate])


@pytest.mark.slow
def test_with_a_queue_that_is_served_from_its_end_a_sequence_is_found_in_which_somebody_is_overtaken(monkeypatch):
    """The red control of the order."""
    queue = queries.queue
    monkeypatch.setattr(queries, "queue", lambda event: queue(event).reverse())

    with pytest.raises(AssertionError):
        run(200, 15, phases=[Phase.generate])
