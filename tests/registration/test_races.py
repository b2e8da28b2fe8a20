"""Many at once, in threads with connections of their own: every place is given, and given once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from handschlag.registration.models import Application
from handschlag.registration.services import applying, cancelling
from tests import factories as make
from tests import racing
from tests.registration import desk

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def all_at_once(steps):
    start = Barrier(len(steps))

    def one(step):
        start.wait(racing.PATIENCE_SECONDS)
        return racing.with_own_connection(step)

    with ThreadPoolExecutor(len(steps)) as threads:
        return list(threads.map(one, steps))


def buyers(event, number):
    drafts = make.ApplicationFactory.create_batch(number, event=event)
    return [lambda draft=draft: applying.submit(draft, by=None, now=desk.NOW).state for draft in drafts]


def held(event):
    return Application.objects.filter(event=event, state="approved").count(), desk.taken(event)


@pytest.mark.parametrize(("clients", "places"), [(24, 1), pytest.param(60, 20, marks=pytest.mark.wide)])
def test_exactly_as_many_get_a_place_as_there_are(copied, clients, places):
    event = desk.event(capacity=places)
    steps = buyers(event, clients)
    copied()

    told = all_at_once(steps)

    assert (told.count("approved"), told.count("waiting")) == (places, clients - places)
    assert racing.in_a_thread(held, event) == (places, [places])


def test_with_the_guard_switched_off_more_get_a_place_than_there_are(copied, settings):
    """The red control: the test above can fail."""
    settings.CAPACITY_IS_GUARDED = False
    event = desk.event(capacity=1)
    steps = buyers(event, 4)
    copied()

    told = all_at_once(steps)

    assert told.count("approved") == 4


def test_a_place_that_becomes_free_while_others_apply_is_given_to_somebody(copied):
    event = desk.event(capacity=2)
    owners = [desk.sent(event) for _ in range(2)]
    user = make.UserFactory()
    steps = buyers(event, 4)
    steps += [lambda one=one: cancelling.cancel(one, by=user, now=desk.NOW).state for one in owners]
    copied()

    all_at_once(steps)

    assert racing.in_a_thread(held, event) == (2, [2])
