"""Places: taken and given back, in every quota or in none."""

import pytest

from handschlag.foundation.errors import RuleBroken
from handschlag.registration import queries
from handschlag.registration.models import Quota
from handschlag.registration.services import cancelling, changing, deciding, places, quotas, waiting
from tests import constraints
from tests import factories as make
from tests.registration import desk
from tests.registration.desk import NOW, sent, states, taken

pytestmark = pytest.mark.django_db


@pytest.fixture
def user():
    return make.UserFactory()


def code(step, *args, **facts):
    with pytest.raises(RuleBroken) as broken:
        step(*args, now=NOW, **facts)
    return broken.value.code


def test_places_are_given_until_none_is_left_and_then_one_waits():
    event = desk.event(capacity=2)

    found = [sent(event).state for _ in range(4)]

    assert found == ["approved", "approved", "waiting", "waiting"]
    assert taken(event) == [2]


def test_without_a_waiting_list_whoever_comes_too_late_is_refused_and_nothing_is_written():
    event = desk.event(capacity=1, has_waiting_list=False)
    sent(event)
    draft = make.ApplicationFactory(event=event)

    with pytest.raises(RuleBroken) as broken:
        desk.applying.submit(draft, by=None, now=NOW)

    assert (broken.value.code, states(draft), taken(event)) == ("full", ["draft"], [1])


@pytest.mark.parametrize("full", [(), (1,), (0, 2)], ids=["none is full", "one is", "the others are"])
def test_however_many_quotas_one_statement_takes_them_and_another_gives_them_back(full, django_assert_num_queries):
    event = desk.event()
    for number, size in enumerate(("", "small", "large")):
        make.QuotaFactory(event=event, size=size, capacity=1, taken=int(number in full))
    before, every = taken(event), list(event.quotas.all())

    with django_assert_num_queries(2 if full else 1):
        is_taken = places.take(every)

    assert (is_taken, taken(event)) == (not full, before if full else [1, 1, 1])


def test_without_any_quota_everybody_comes():
    event = desk.event()

    assert {sent(event).state for _ in range(3)} == {"approved"}


def test_a_place_is_taken_in_every_quota_or_in_none():
    event = desk.event(capacity=5)
    side = make.SideFactory(event=event)
    make.QuotaFactory(event=event, side=side, capacity=1)
    make.QuotaFactory(event=event, size="small", capacity=5)

    first, second = (sent(event, side=side, size="small") for _ in range(2))

    assert [first.state, second.state] == ["approved", "waiting"]
    assert taken(event) == [1, 1, 1]


def test_quotas_of_sectors_count_each_sector_of_an_application():
    event = desk.event(capacity=9)
    tags = make.TagFactory.create_batch(2, host=event.host, kind="sector")
    for tag in tags:
        make.QuotaFactory(event=event, sector=tag, capacity=1)
    draft = make.ApplicationFactory(event=event)
    draft.sectors.set(tags)

    desk.applying.submit(draft, by=None, now=NOW)

    assert taken(event) == [1, 1, 1]


def test_whoever_stands_first_gets_the_place_that_becomes_free(user):
    event = desk.event(capacity=1)
    held, first, second = (sent(event) for _ in range(3))

    cancelling.cancel(held, by=user, now=NOW)

    assert (states(held, first, second), taken(event)) == (["cancelled", "approved", "waiting"], [1])


def test_whoever_may_not_have_the_free_place_is_passed_over_and_keeps_her_turn(user):
    event = desk.event(capacity=2)
    ours, theirs = make.SideFactory.create_batch(2, event=event)
    make.QuotaFactory(event=event, side=ours, capacity=1)
    mine, other = sent(event, side=ours), sent(event, side=theirs)
    first, second = sent(event, side=ours), sent(event, side=theirs)

    cancelling.cancel(other, by=user, now=NOW)
    passed = states(first, second)
    cancelling.cancel(mine, by=user, now=NOW)

    assert (passed, states(first, second)) == (["waiting", "approved"], ["approved", "approved"])


def test_the_host_ranks_the_waiting_list(user):
    event = desk.event(capacity=1)
    held, first, second, third = (sent(event) for _ in range(4))

    waiting.prefer(third, 5, by=user, now=NOW)
    order = [one.pk for one in queries.queue(event)]
    cancelling.cancel(held, by=user, now=NOW)

    assert order == [third.pk, first.pk, second.pk]
    assert states(first, second, third) == ["waiting", "waiting", "approved"]


def test_an_offer_holds_a_place_until_it_lapses_and_then_the_next_one_has_it(user):
    event = desk.event(capacity=1, offer_hours=24)
    held, first, second = (sent(event) for _ in range(3))
    cancelling.cancel(held, by=user, now=NOW)
    offered = states(first, second), taken(event)

    early = waiting.lapse_all(now=NOW + desk.timedelta(hours=24))
    late = waiting.lapse_all(now=NOW + desk.timedelta(hours=24, seconds=1))

    assert offered == (["offered", "waiting"], [1])
    assert (early, late, states(first, second), taken(event)) == (0, 1, ["lapsed", "offered"], [1])


def test_an_offer_is_taken_to_its_last_moment(user):
    event = desk.event(capacity=1, offer_hours=24)
    held, first = sent(event), sent(event)
    cancelling.cancel(held, by=user, now=NOW)
    end = NOW + desk.timedelta(hours=24)

    late = code_at(waiting.accept, first, end + desk.timedelta(microseconds=1), by=user)
    waiting.accept(first, by=user, now=end)

    assert (late, states(first), taken(event)) == ("lapsed", ["approved"], [1])


def code_at(step, application, now, **facts):
    with pytest.raises(RuleBroken) as broken:
        step(application, now=now, **facts)
    return broken.value.code


def test_places_are_never_fewer_than_are_taken(user):
    event = desk.event(capacity=2)
    sent(event), sent(event)

    assert code(quotas.set_capacity, event.quotas.get(), 1, by=user) == "taken"
    assert event.quotas.get().capacity == 2


def test_more_places_go_to_those_who_wait(user):
    event = desk.event(capacity=1)
    _held, first, second, third = (sent(event) for _ in range(4))

    quota = quotas.set_capacity(event.quotas.get(), 3, by=user, now=NOW)

    assert (states(first, second, third), quota.taken) == (["approved", "approved", "waiting"], 3)


def test_a_quota_that_comes_later_counts_those_who_have_a_place_already(user):
    event = desk.event(capacity=5)
    side = make.SideFactory(event=event)
    for _ in range(2):
        sent(event, side=side)

    refused = code(quotas.set_up, event, 1, side=side, by=user)
    quota = quotas.set_up(event, 2, side=side, by=user, now=NOW)

    assert (refused, quota.taken, sent(event, side=side).state) == ("taken", 2, "waiting")


def test_a_quota_that_goes_lets_in_whoever_waited_for_it_only(user):
    event = desk.event(capacity=5)
    side = make.SideFactory(event=event)
    narrow = make.QuotaFactory(event=event, side=side, capacity=0)
    waiting_one = sent(event, side=side)

    quotas.remove(narrow, by=user, now=NOW)

    assert (states(waiting_one), taken(event)) == (["approved"], [1])


def test_whoever_changes_sides_takes_the_place_along(user):
    event = desk.event(capacity=3)
    old, new = make.SideFactory.create_batch(2, event=event)
    for side in (old, new):
        make.QuotaFactory(event=event, side=side, capacity=1)
    mover, heir = sent(event, side=old), sent(event, side=old)

    changing.change(mover, {"side": new}, by=user, now=NOW)

    assert (states(mover, heir), taken(event)) == (["approved", "approved"], [2, 1, 1])


def test_whoever_finds_no_place_on_the_other_side_stays(user):
    event = desk.event(capacity=3)
    old, new = make.SideFactory.create_batch(2, event=event)
    make.QuotaFactory(event=event, side=new, capacity=0)
    mover = sent(event, side=old)

    assert code(changing.change, mover, {"side": new}, by=user) == "full"
    mover.refresh_from_db()
    assert (mover.side, taken(event)) == (old, [1, 0])


def test_a_refusal_after_approval_frees_the_place(user):
    event = desk.event(capacity=1)
    held, first = sent(event), sent(event)

    deciding.refuse(held, make.Text.of(de="Grund"), by=user, now=NOW)

    assert (states(held, first), taken(event)) == (["refused", "approved"], [1])


def test_by_hand_nobody_is_approved_without_a_place(user):
    event = desk.event(capacity=1, approval="by_hand")
    first, second = sent(event), sent(event)

    deciding.approve(first, by=user, now=NOW)

    assert (first.state, code(deciding.approve, second, by=user), taken(event)) == ("submitted", "full", [1])


def test_of_two_that_wait_the_one_held_back_waits_for_a_person(user):
    event = desk.event(capacity=1)
    event.approval_rules.create(size="large", verdict="wait")
    large = sent(event, size="large")
    small = sent(event, size="small")

    cancelling.cancel(small, by=user, now=NOW)
    left = states(large)
    deciding.approve(large, by=user, now=NOW)

    assert (left, states(large), taken(event)) == (["waiting"], ["approved"], [1])


@pytest.mark.parametrize("wrong", [{"taken": 2}, {"taken": -1}])
def test_the_database_refuses_one_too_many(wrong):
    quota = make.QuotaFactory(capacity=1)

    with pytest.raises(constraints.IntegrityError):
        Quota.objects.filter(pk=quota.pk).update(**wrong)


def test_the_database_refuses_the_same_quota_twice():
    quota = make.QuotaFactory()

    with pytest.raises(constraints.IntegrityError):
        make.QuotaFactory(event=quota.event)


def test_a_count_that_drifts_is_found():
    event = desk.event(capacity=3)
    sent(event)
    Quota.objects.update(taken=2)

    assert [(one.held, one.quota.taken) for one in queries.drift()] == [(1, 2)]


def test_switched_off_the_guard_lets_in_one_too_many(settings):
    """The red control: what is proved here can fail."""
    settings.CAPACITY_IS_GUARDED = False
    event = desk.event(capacity=1)

    assert [sent(event).state for _ in range(2)] == ["approved", "approved"]
    assert len(queries.drift()) == 1
    assert places.take(event.quotas.all())


@pytest.mark.parametrize(("took_part", "spoke", "state"), [(0, 0, "approved"), (1, 0, "submitted"), (1, 1, "approved")])
def test_who_names_a_known_organisation_for_the_first_time_is_looked_at_by_a_person(took_part, spoke, state):
    event = make.EventFactory()
    make.RegistrationRulesFactory(event=event, approval="automatic")
    organisation, user = make.OrganisationFactory(), make.UserFactory()
    if took_part:
        participant = make.ParticipantFactory(organisation=organisation)
        if spoke:
            make.RepresentativeFactory(participant=participant, person__user=user)
    facts = {"organisation": organisation, "contact_name": "Anna", "side": make.SideFactory(event=event)}
    draft = desk.applying.begin(event, user.email, by=user, **facts)

    sent = desk.applying.submit(draft, by=user, now=NOW)

    assert sent.state == state
