"""Four eyes: what is proposed is carried out by a second person, once, or not at all."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.utils import translation
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from handschlag.accounts.models import Acting, User
from handschlag.events.models import Host
from handschlag.foundation import audit, four_eyes
from handschlag.foundation.errors import RuleBroken
from handschlag.foundation.four_eyes import kinds
from handschlag.foundation.models import AuditEntry, Proposal
from tests import factories as make
from tests import racing

pytestmark = pytest.mark.django_db

NOW = datetime(2027, 1, 7, 9, tzinfo=UTC)
WITHOUT_RIGHT = "No Right"


def rename(host, proposal, *, by, now):
    """Carried out: the short name says how often."""
    host.short_name = str(int(host.short_name or 0) + 1)
    host.save()


RENAME = four_eyes.register(
    four_eyes.Kind(
        key="test.rename",
        label="Rename",
        rows=Host.objects.all,
        confirmable=lambda by, hosts: hosts if by.name != WITHOUT_RIGHT else hosts.none(),
        version=lambda host: host.address,
        carry_out=rename,
        says=lambda host, proposal: f"{host.name} becomes {proposal.facts.get('name')}",
        address=lambda host: f"/{host.slug}/",
    )
)


def propose(host, by, now=NOW, **facts):
    return four_eyes.propose(RENAME.key, host, by=by, now=now, scope=host.slug, **facts)


def refusal(step, *arguments, **facts):
    with pytest.raises(RuleBroken) as broken:
        step(*arguments, **{"now": NOW} | facts)
    return broken.value.code


def acting_for(principal, name="Agent"):
    agent = make.UserFactory(name=name)
    agent.acting = Acting(principal, "mandate", host=1)
    return agent


def times_renamed(host):
    return int(Host.objects.get(pk=host.pk).short_name or 0)


@pytest.fixture
def host():
    return make.HostFactory(name="WFE")


@pytest.fixture
def two():
    return make.UserFactory(name="Anna"), make.UserFactory(name="Boris")


class TestConfirming:
    def test_carries_out_what_another_person_has_proposed(self, host, two):
        anna, boris = two
        proposal = propose(host, anna, facts={"name": "Elbe"})

        confirmed = four_eyes.confirm(proposal, by=boris, now=NOW + timedelta(days=1))

        assert (times_renamed(host), confirmed.state, confirmed.decided_by) == (1, "confirmed", boris)
        assert confirmed.facts == {"name": "Elbe"}

    def test_both_are_noted(self, host, two):
        anna, boris = two
        four_eyes.confirm(propose(host, anna, event="2027"), by=boris, now=NOW)

        with translation.override("en"):
            told = [(line.who, line.says) for line in audit.lines(audit.of_event("2027", scope=host.slug))]

        assert told == [("Boris", "Proposal confirmed: Rename (WFE)"), ("Anna", "Proposed: Rename (WFE)")]

    def test_is_not_for_who_proposed_it(self, host, two):
        proposal = propose(host, two[0])

        assert (refusal(four_eyes.confirm, proposal, by=two[0]), times_renamed(host)) == ("same_person", 0)

    def test_is_not_for_who_acts_for_the_proposer(self, host, two):
        proposal = propose(host, two[0])

        assert refusal(four_eyes.confirm, proposal, by=acting_for(two[0])) == "same_person"

    def test_is_not_for_whom_the_proposer_acted(self, host, two):
        proposal = propose(host, acting_for(two[0]))

        assert refusal(four_eyes.confirm, proposal, by=two[0]) == "same_person"

    def test_is_not_for_the_proposer_when_she_acts_for_another(self, host, two):
        proposal = propose(host, two[0])
        two[0].acting = Acting(two[1], "mandate", host=1)

        assert refusal(four_eyes.confirm, proposal, by=two[0]) == "same_person"

    def test_is_not_for_another_who_acts_for_the_same(self, host, two):
        proposal = propose(host, acting_for(two[0]))

        assert refusal(four_eyes.confirm, proposal, by=acting_for(two[0], "Other agent")) == "same_person"

    @pytest.mark.parametrize("agent", [0, 1])
    def test_is_not_for_somebody_bound_to_the_proposer_by_a_mandate(self, host, two, agent):
        proposal = propose(host, two[0])
        event = make.EventFactory()
        make.MandateFactory(agent=two[agent], principal=two[1 - agent], event=event)

        assert refusal(four_eyes.confirm, proposal, by=two[1]) == "same_person"

    @pytest.mark.parametrize(("minutes", "is_bound"), [(-1, False), (0, True), (5, True)])
    def test_a_mandate_binds_unless_it_had_ended_before_the_proposal(self, host, two, minutes, is_bound):
        proposal = propose(host, two[0])
        make.MandateFactory(agent=two[0], principal=two[1], ended_at=NOW + timedelta(minutes=minutes))

        later = {"by": two[1], "now": NOW + timedelta(minutes=9)}
        if is_bound:
            assert refusal(four_eyes.confirm, proposal, **later) == "same_person"
        else:
            four_eyes.confirm(proposal, **later)

        assert times_renamed(host) == (not is_bound)

    def test_is_not_for_those_without_the_right(self, host, two):
        proposal = propose(host, two[0])

        assert refusal(four_eyes.confirm, proposal, by=make.UserFactory(name=WITHOUT_RIGHT)) == "right"

    def test_is_for_nobody_once_the_account_of_the_proposer_is_gone(self, host, two):
        proposal = propose(host, two[0])
        two[0].delete()

        assert refusal(four_eyes.confirm, proposal, by=two[1]) == "same_person"

    def test_carries_out_nothing_but_what_was_proposed(self, host, two):
        proposal = propose(host, two[0])
        Host.objects.update(address="has moved")

        assert (refusal(four_eyes.confirm, proposal, by=two[1]), times_renamed(host)) == ("outdated", 0)

    def test_is_too_late_when_it_has_expired(self, host, two):
        proposal = propose(host, two[0])
        end = proposal.expires_at

        assert refusal(four_eyes.confirm, proposal, by=two[1], now=end) == "expired"
        four_eyes.confirm(proposal, by=two[1], now=end - timedelta(seconds=1))
        assert times_renamed(host) == 1

    def test_leaves_everything_as_it_was_when_carrying_out_is_refused(self, host, two):
        def refused(*arguments, **facts):
            raise RuleBroken("no", code="own")

        wrong = four_eyes.register(
            kinds.Kind(
                **{name: getattr(RENAME, name) for name in kinds.Kind.__slots__}
                | {"key": "test.refused", "carry_out": refused}
            )
        )
        proposal = four_eyes.propose(wrong.key, host, by=two[0], now=NOW, scope="")

        assert refusal(four_eyes.confirm, proposal, by=two[1]) == "own"
        proposal.refresh_from_db()
        assert (proposal.state, AuditEntry.objects.count()) == ("waiting", 1)


class TestDeciding:
    @pytest.mark.parametrize("first", ["confirm", "refuse"])
    @pytest.mark.parametrize("second", ["confirm", "refuse", "withdraw"])
    def test_is_done_once(self, host, two, first, second):
        proposal = propose(host, two[0])
        getattr(four_eyes, first)(proposal, by=two[1], now=NOW)

        by = two[0] if second == "withdraw" else make.UserFactory()
        assert refusal(getattr(four_eyes, second), proposal, by=by) == "state"
        assert times_renamed(host) == (first == "confirm")

    def test_a_refusal_says_why_and_changes_nothing(self, host, two):
        refused = four_eyes.refuse(propose(host, two[0]), by=two[1], now=NOW, reason="too early")

        assert (refused.state, refused.reason, times_renamed(host)) == ("refused", "too early", 0)

    def test_nobody_refuses_what_she_has_proposed_or_may_not_decide(self, host, two):
        proposal = propose(host, two[0])

        assert refusal(four_eyes.refuse, proposal, by=two[0]) == "same_person"
        assert refusal(four_eyes.refuse, proposal, by=make.UserFactory(name=WITHOUT_RIGHT)) == "right"

    def test_only_who_has_proposed_it_takes_it_back(self, host, two):
        proposal = propose(host, two[0])

        assert refusal(four_eyes.withdraw, proposal, by=two[1]) == "right"
        assert four_eyes.withdraw(proposal, by=two[0], now=NOW).state == "withdrawn"


class TestProposing:
    def test_the_same_waits_once(self, host, two):
        propose(host, two[0])

        assert refusal(propose, host, by=two[1]) == "waiting"

    @pytest.mark.parametrize(("later", "address", "state"), [(15, "", "expired"), (1, "has moved", "outdated")])
    def test_what_no_longer_counts_makes_room(self, host, two, later, address, state):
        old = propose(host, two[0])
        host.address = address
        host.save()

        propose(host, two[1], now=NOW + timedelta(days=later))

        old.refresh_from_db()
        assert old.state == state

    def test_what_has_changed_since_it_was_looked_at_is_not_proposed(self, host, two):
        Host.objects.update(address="has moved")

        assert refusal(propose, host, by=two[0]) == "outdated"

    def test_what_nobody_decides_in_time_is_closed_by_the_clock(self, host, two):
        propose(host, two[0])

        assert four_eyes.expire(now=NOW + timedelta(days=13)) == 0
        assert four_eyes.expire(now=NOW + timedelta(days=14)) == 1
        assert not four_eyes.of_scope(host.slug, now=NOW).exists()


class TestShowing:
    def test_says_to_each_reader_what_she_can_do(self, host, two):
        propose(host, two[0], facts={"name": "Elbe"})
        readers = [*two, make.UserFactory(name=WITHOUT_RIGHT)]

        shown = [four_eyes.shown(four_eyes.of_scope(host.slug, now=NOW), reader=reader)[0] for reader in readers]

        assert [(one.is_mine, one.may_decide) for one in shown] == [(True, False), (False, True), (False, False)]
        assert {(one.label, one.says, one.address) for one in shown} == {
            ("Rename", "WFE becomes Elbe", f"/{host.slug}/")
        }

    def test_three_take_no_more_queries_than_one(self, two, django_assert_num_queries):
        for _ in range(3):
            propose(make.HostFactory(), two[0])
            with django_assert_num_queries(3):
                four_eyes.shown(Proposal.objects.select_related("proposed_by", "proposed_for"), reader=two[1])

    def test_waits_for_the_row_as_it_was_proposed_and_in_time_only(self, host, two):
        propose(host, two[0])
        in_time, late = NOW + timedelta(days=13), NOW + timedelta(days=14)

        waiting = [four_eyes.waits(RENAME.key, host, now=now) for now in (in_time, late)]
        host.address = "has moved"

        assert (waiting, four_eyes.waits(RENAME.key, host, now=in_time)) == ([True, False], False)

    def test_what_has_expired_or_whose_row_is_gone_is_not_shown(self, host, two):
        propose(host, two[0])
        late = four_eyes.of_scope(host.slug, now=NOW + timedelta(days=14))
        soon = four_eyes.of_scope(host.slug, now=NOW)

        assert list(late) == []
        slug = host.slug
        host.delete()
        assert four_eyes.shown(soon, reader=two[1]) == []
        assert four_eyes.of_scope(slug, now=NOW).count() == 1


@pytest.mark.slow
@pytest.mark.parametrize("is_careless", [False, True], ids=["with the lock", "red control"])
def test_of_two_who_confirm_at_once_one_carries_it_out(copied, monkeypatch, is_careless):
    host, people = make.HostFactory(), make.UserFactory.create_batch(3)
    proposal = propose(host, people[0])
    copied()
    if is_careless:
        monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **options: rows)
        monkeypatch.setattr(QuerySet, "update", careless_update(QuerySet.update))

    def confirm(number):
        return lambda: four_eyes.confirm(proposal, by=people[number], now=NOW).state

    outcome = racing.at_once(confirm(1), confirm(2))

    # Without both walls, the lock and the condition of the update, the second one carries it out again.
    has_raced = is_careless and connection.vendor == "postgresql"
    assert outcome != ("confirmed", "confirmed") or has_raced
    if not is_careless:
        assert outcome == ("confirmed", "state")
        assert racing.in_a_thread(times_renamed, host) == 1


def careless_update(update):
    """Update that does not look at the state."""

    def careless(rows, **values):
        if rows.model is Proposal and "decided_by" in values:
            rows = Proposal.objects.filter(pk=Proposal.objects.get().pk)
        return update(rows, **values)

    return careless


class Machine(RuleBasedStateMachine):
    """Three people, one of whom acts for another, do what they like with one row, as time goes on."""

    numbers = count()

    def __init__(self):
        super().__init__()
        self.now, self.carried_out = NOW, 0
        self.host = make.HostFactory(slug=f"machine-{next(self.numbers)}", short_name="")
        self.people = make.UserFactory.create_batch(3)
        self.current = None

    def who(self, index):
        """A person as a page of her own sees her; the fourth is the first one acting for the second."""
        user = User.objects.get(pk=self.people[index % 3].pk)
        if index == 3:
            user.acting = Acting(self.people[1], "mandate", host=self.host.pk)
        return user

    @rule(index=st.integers(0, 3))
    def propose(self, index):
        with suppress(RuleBroken):
            self.current = propose(Host.objects.get(pk=self.host.pk), self.who(index), now=self.now)

    @precondition(lambda self: self.current is not None)
    @rule(index=st.integers(0, 3), step=st.sampled_from(["confirm", "confirm", "refuse", "withdraw"]))
    def decide(self, index, step):
        by = self.who(index)
        before = Proposal.objects.get(pk=self.current.pk)
        moved = Host.objects.get(pk=self.host.pk).address != before.version
        try:
            getattr(four_eyes, step)(self.current, by=by, now=self.now)
        except RuleBroken:
            return
        assert before.state == "waiting"
        if step != "withdraw":
            assert not {before.proposed_by_id, before.proposed_for_id} & {by.pk, getattr(by.acting_for, "pk", by.pk)}
        if step == "confirm":
            assert not moved
            assert self.now < before.expires_at
            self.carried_out += 1

    @rule()
    def the_row_changes(self):
        Host.objects.filter(pk=self.host.pk).update(address=f"address {next(self.numbers)}")

    @rule(days=st.integers(1, 8))
    def time_goes_on(self, days):
        self.now += timedelta(days=days)
        four_eyes.expire(now=self.now)

    @invariant()
    def every_time_two_people_have_stood_behind_it(self):
        assert times_renamed(self.host) == self.carried_out
        confirmed = Proposal.objects.filter(scope=self.host.slug, state="confirmed")
        assert confirmed.count() == self.carried_out
        assert all(one.decided_by_id not in (one.proposed_by_id, one.proposed_for_id) for one in confirmed)

    @invariant()
    def one_waits_at_most(self):
        assert Proposal.objects.filter(scope=self.host.slug, state="waiting").count() <= 1

    def teardown(self):
        steps = AuditEntry.objects.filter(scope=self.host.slug)
        assert steps.filter(verb="four_eyes.confirmed").count() == self.carried_out
        assert steps.filter(verb="four_eyes.proposed").count() == Proposal.objects.filter(scope=self.host.slug).count()


@pytest.mark.slow
def test_whatever_people_do_nothing_is_carried_out_by_one_alone_or_twice():
    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=20, stateful_step_count=15, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
