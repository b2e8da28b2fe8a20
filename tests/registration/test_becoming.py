"""What an approved application becomes, and what has to be answered before."""

import pytest

from handschlag.companies.models import Participant, Representative
from handschlag.events.models import Membership
from handschlag.foundation.errors import RuleBroken
from handschlag.foundation.models import OutgoingMail
from handschlag.registration import leaving, tickets
from handschlag.registration.services import applying, cancelling
from tests import factories as make
from tests.registration import desk
from tests.registration.desk import NOW, sent, states

pytestmark = pytest.mark.django_db


@pytest.fixture
def approved():
    event = desk.event(capacity=1)
    side = make.SideFactory(event=event)
    return sent(event, side=side, organisation=make.OrganisationFactory(), language="ru")


def test_it_becomes_a_participant_with_somebody_who_speaks(approved):
    representative = Representative.objects.get()

    assert approved.participant == representative.participant
    assert representative.person.user.email == approved.email
    assert [row.role for row in Membership.objects.filter(event=approved.event)] == ["representative"]
    assert [(mail.kind, mail.language) for mail in OutgoingMail.objects.all()] == [("registration.approved", "ru")]


def test_who_cancels_is_as_if_never_come_and_the_ticket_no_longer_counts(approved):
    code = tickets.code_of(approved)

    cancelling.cancel(approved, by=make.UserFactory(), now=NOW)

    approved.refresh_from_db()
    assert (tickets.ticket_in(code) is not None, approved.ticket, approved.participant) == (True, None, None)
    assert (Participant.objects.count(), Membership.objects.filter(event=approved.event).count()) == (0, 0)


def test_who_has_meetings_in_a_published_plan_stays_as_history(approved):
    make.MeetingFactory(plan__event=approved.event, plan__state="final", first=approved.participant)
    keeps = [one.key for one in leaving.consequences(approved) if one.keeps]

    cancelling.cancel(approved, by=make.UserFactory(), now=NOW)

    assert (keeps, Participant.objects.get(pk=approved.participant.pk).withdrawn_at) == (["meetings"], NOW)


def test_a_code_that_was_made_up_is_none(approved):
    assert [tickets.ticket_in(code) for code in ("", "x", f"{approved.ticket}.AAAAAAAAAAAAAAAA")] == [None] * 3


@pytest.mark.parametrize("value", [None, "", []])
def test_a_required_question_is_answered_first(value):
    event = desk.event()
    question = make.QuestionFactory(event=event, is_required=True)
    draft = make.ApplicationFactory(event=event)
    answer = make.AnswerFactory(application=draft, question=question, value=value)

    with pytest.raises(RuleBroken) as broken:
        applying.submit(draft, by=None, now=NOW)
    answer.value = "yes"
    answer.save()
    applying.submit(draft, by=None, now=NOW)

    assert (broken.value.code, states(draft)) == ("unanswered", ["approved"])


def test_the_same_organisation_applies_once(approved):
    with pytest.raises(RuleBroken) as broken:
        sent(approved.event, side=approved.side, organisation=approved.organisation)

    assert broken.value.code == "applied"


def test_a_fee_with_the_best_discount_is_kept():
    event = desk.event()
    make.FeeLevelFactory(event=event, size="small", amount=480)
    event.discounts.create(percent=10)
    event.discounts.create(code="EARLY", amount=100)

    fees = [sent(event, size="small", discount_code=code).fee for code in ("", "EARLY")]

    assert [str(fee) for fee in fees] == ["432.00", "380.00"]
