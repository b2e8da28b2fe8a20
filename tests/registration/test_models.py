"""What the database itself promises about applications, places and what the office does around them."""

import pytest

from handschlag.registration.models import (
    Answer,
    Application,
    ApplicationInvitation,
    Discount,
    Merge,
    OwnLink,
    Quota,
    Snooze,
)
from tests import constraints
from tests import factories as make
from tests.registration.desk import NOW

pytestmark = pytest.mark.django_db


def again(first, **facts):
    """Another application at the same event."""
    return make.ApplicationFactory(event=first.event, **facts)


def reply_without_time():
    make.ApplicationInvitationFactory(reply="accepted", replied_at=None)


def address_twice():
    first = make.ApplicationFactory(state="submitted")
    again(first, email=first.email, state="approved")


def offer_without_end():
    make.ApplicationFactory(state="offered")


def code_twice():
    event = make.EventFactory()
    for _ in range(2):
        event.discounts.create(code="EARLY", percent=10)


def invited_twice():
    first = make.ApplicationInvitationFactory()
    make.ApplicationInvitationFactory(event=first.event, email=first.email)


def merged_with_itself():
    one = make.ApplicationFactory()
    Merge.objects.create(kept=one, dropped=one, at=NOW)


def one_too_many():
    make.QuotaFactory(capacity=1, taken=2)


def applicant_answers_twice():
    first = make.AnswerFactory()
    applicant = make.ApplicantFactory(application=first.application)
    for _ in range(2):
        make.AnswerFactory(application=first.application, question=first.question, applicant=applicant)


def answered_twice():
    first = make.AnswerFactory()
    make.AnswerFactory(application=first.application, question=first.question)


def organisation_twice():
    first = make.ApplicationFactory(state="waiting", queue_number=1, organisation=make.OrganisationFactory())
    again(first, organisation=first.organisation, state="submitted")


def percent_and_amount():
    make.EventFactory().discounts.create(percent=10, amount=20)


def two_links_of_ones_own():
    facts = {"event": make.EventFactory(), "user": make.UserFactory()}
    for code in ("one", "two"):
        OwnLink.objects.create(**facts, code=code)


def put_off_twice():
    facts = {"event": make.EventFactory(), "user": make.UserFactory(), "rule": "offer", "target": "x", "until": NOW}
    for _ in range(2):
        Snooze.objects.create(**facts)


def number_twice():
    first = make.ApplicationFactory(queue_number=1)
    again(first, queue_number=1)


def quota_twice():
    first = make.QuotaFactory()
    make.QuotaFactory(event=first.event)


def waits_without_number():
    make.ApplicationFactory(state="waiting")


RULES = [
    # name, whose, how it is broken
    ("a_reply_has_its_time", ApplicationInvitation, reply_without_time),
    ("address_applies_once", Application, address_twice),
    ("an_offer_has_an_end", Application, offer_without_end),
    ("discount_code_once", Discount, code_twice),
    ("invited_to_apply_once", ApplicationInvitation, invited_twice),
    ("merged_with_another", Merge, merged_with_itself),
    ("never_more_than_places", Quota, one_too_many),
    ("one_answer_of_each", Answer, applicant_answers_twice),
    ("one_answer_to_a_question", Answer, answered_twice),
    ("one_link_of_ones_own", OwnLink, two_links_of_ones_own),
    ("organisation_applies_once", Application, organisation_twice),
    ("percent_or_amount", Discount, percent_and_amount),
    ("put_off_once", Snooze, put_off_twice),
    ("queue_number_once_per_event", Application, number_twice),
    ("quota_once_per_event", Quota, quota_twice),
    ("waits_in_turn", Application, waits_without_number),
]


@pytest.mark.parametrize(("name", "model", "wrong"), RULES, ids=[name for name, *_ in RULES])
def test_the_database_itself_keeps_the_rule(name, model, wrong):
    assert constraints.broken(model, wrong) == [name]


def test_no_rule_is_untested():
    assert constraints.of_flat("registration") == [name for name, *_ in RULES]


@pytest.mark.parametrize("state", ["draft", "refused", "cancelled", "lapsed", "merged"])
def test_beside_what_is_over_or_not_sent_the_same_organisation_and_address_may_apply_anew(state):
    first = make.ApplicationFactory(state=state, organisation=make.OrganisationFactory())
    other = again(first, state=state)

    applied = [
        again(first, organisation=first.organisation, state="submitted"),
        again(first, email=other.email, state="approved"),
    ]

    assert Application.objects.filter(pk__in=[one.pk for one in applied]).count() == 2
