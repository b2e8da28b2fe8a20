"""The page of an event leads to its form, as long as applications are taken."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests import factories as make
from tests.accounts.people import address

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def forum(**facts):
    now = timezone.now()
    return make.EventFactory(**({"starts_at": now + 60 * DAY, "ends_at": now + 61 * DAY} | facts))


def page(client, event):
    return client.get(address("portal:event", event.slug, language="en")).content.decode()


def form(event):
    return f'href="{address("registration:apply", event.slug, language="en")}"'


@pytest.mark.parametrize(
    ("opens", "closes", "says"),
    [(-2, 2, "Apply now"), (-2, -1, "Late application"), (1, 2, None)],
    ids=["open", "late", "not yet"],
)
def test_the_button_says_what_is_possible_now(client, opens, closes, says):
    now = timezone.now()
    event = forum(registration_opens_at=now + opens * DAY, registration_closes_at=now + closes * DAY)

    shown = page(client, event)

    assert form(event) in shown if says else form(event) not in shown
    assert [words in shown for words in ("Apply now", "Late application")] == [
        says == "Apply now",
        says == "Late application",
    ]


def test_where_nothing_late_is_taken_nothing_late_is_offered(client):
    now = timezone.now()
    event = forum(registration_opens_at=now - 2 * DAY, registration_closes_at=now - DAY)
    make.RegistrationRulesFactory(event=event, takes_late=False)

    shown = page(client, event)

    assert (form(event) in shown, "Whoever applies late" in shown) == (False, False)


def test_what_is_over_or_history_leads_to_no_form(client):
    now = timezone.now()
    over = forum(starts_at=now - 3 * DAY, ends_at=now - 2 * DAY, registration_closes_at=now - 9 * DAY)
    history = forum(is_history=True, registration_opens_at=now - DAY)

    assert [form(event) in page(client, event) for event in (over, history)] == [False, False]
