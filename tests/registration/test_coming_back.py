"""Those who were here before: cancelled, refused, merged, asked to complete; and what goes early."""

from datetime import timedelta

import pytest

from handschlag.foundation.errors import RuleBroken
from handschlag.registration.models import Answer, Application, Import
from handschlag.registration.services import applying, cancelling, deciding, forgetting, merging, waiting
from handschlag.registration.states import APPLICATIONS
from tests import factories as make
from tests.registration import desk
from tests.registration.desk import NOW, sent

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def user():
    return make.UserFactory()


def side_and_organisation(event):
    return {"side": make.SideFactory(event=event), "organisation": make.OrganisationFactory()}


def test_what_was_merged_is_decided_no_more_but_by_parting(user):
    event = desk.event(capacity=5, approval="by_hand")
    kept, dropped = (sent(event, **side_and_organisation(event)) for _ in range(2))
    merging.merge(kept, dropped, by=user, now=NOW)
    dropped.refresh_from_db()

    with pytest.raises(RuleBroken) as broken:
        deciding.approve(dropped, by=user, now=NOW)

    assert (broken.value.code, [state for state in APPLICATIONS._table if state == "merged"]) == ("state", [])


def test_a_merge_is_not_undone_before_a_later_one(user):
    event = desk.event(capacity=5, approval="by_hand")
    first, second, third = (sent(event, **side_and_organisation(event)) for _ in range(3))
    earlier = merging.merge(second, first, by=user, now=NOW)
    merging.merge(third, second, by=user, now=NOW)

    with pytest.raises(RuleBroken) as broken:
        merging.part(earlier, by=user, now=NOW)

    assert broken.value.code == "state"


def test_whom_a_rule_has_held_back_is_held_back_after_a_merge_was_undone(user):
    event = desk.event(capacity=5)
    make.ApprovalRuleFactory(event=event, country="KZ", verdict="wait")
    held, other = sent(event, country="KZ"), sent(event)
    row = merging.merge(other, held, by=user, now=NOW)

    back = merging.part(row, by=user, now=NOW)

    back.refresh_from_db()
    assert (back.state, back.is_held_back) == ("waiting", True)


def test_whoever_cancelled_and_stayed_as_history_may_come_again(user, monkeypatch):
    event = desk.event(capacity=5)
    facts = side_and_organisation(event)
    first = sent(event, **facts)
    participant = first.participant
    monkeypatch.setattr("handschlag.registration.leaving.keeps", lambda _participant: True)
    cancelling.cancel(first, by=user, now=NOW)

    again = sent(event, **facts)

    first.refresh_from_db()
    assert (again.state, again.participant, first.participant) == ("approved", participant, None)


def test_a_late_one_that_was_let_in_and_lacks_something_is_sent_again(user):
    event = desk.event(approval="by_hand")
    late = desk.NOW if event.registration_closes_at is None else event.registration_closes_at + DAY
    event.registration_closes_at = late - DAY
    event.save()
    application = sent(event, now=late, late_reason="Krankheit")
    deciding.admit_late(application, by=user, now=late)
    deciding.ask_to_complete(application, desk_text(), by=user, now=late)
    application.refresh_from_db()

    again = applying.submit(application, by=user, now=late)

    assert (application.is_late, again.state) == (True, "submitted")


def desk_text():
    from handschlag.engine.language import Text

    return Text.of(de="Bitte nennen Sie, wer kommt.")


def test_what_is_entered_in_one_go_without_sectors_falls_under_no_quota_of_a_sector(user):
    event = desk.event(capacity=5)
    make.QuotaFactory(event=event, number=2, sector=make.TagFactory(host=event.host, kind="sector"), capacity=1)
    make.ApprovalRuleFactory(event=event, sector=make.TagFactory(host=event.host, kind="sector"), verdict="wait")

    found = applying.register(event, {"email": "anna@example.org", "contact_name": "Anna"}, by=user, now=NOW)

    assert (found.state, sorted(desk.taken(event))) == ("approved", [0, 1])


@pytest.mark.parametrize("ends", ["refused", "cancelled"])
def test_whom_the_host_has_turned_away_is_looked_at_by_a_person(user, ends):
    event = desk.event(capacity=5)
    first = sent(event, email="anna@example.org")
    if ends == "refused":
        deciding.refuse(first, desk_text(), by=user, now=NOW)
    else:
        cancelling.cancel_by_host(first, desk_text(), by=user, now=NOW)

    assert sent(event, email="anna@example.org").state == "submitted"


def test_a_draft_that_is_cancelled_is_gone(user):
    draft = make.ApplicationFactory(event=desk.event())

    cancelling.cancel(draft, by=user, now=NOW)

    assert not Application.objects.exists()


def test_people_of_one_name_do_not_multiply(user):
    draft = make.ApplicationFactory(event=desk.event())
    people = [applying.Speaker("N. N."), applying.Speaker("N. N.")]

    for _ in range(3):
        applying.save_step(draft, {}, speakers=people)

    assert draft.applicants.count() == 2


def test_nobody_is_offered_a_place_that_cannot_be_taken_any_more(user):
    event = desk.event(capacity=1, offer_hours=24)
    holder, waits = sent(event), sent(event)

    cancelling.cancel(holder, by=user, now=event.starts_at + timedelta(minutes=1))

    waits.refresh_from_db()
    assert (waits.state, waiting.lapse_all(now=event.ends_at)) == ("waiting", 0)


def test_who_has_applied_anew_is_not_put_on_the_list_with_the_old_one(user):
    event = desk.event(approval="by_hand")
    facts = side_and_organisation(event)
    old = sent(event, **facts)
    Application.objects.filter(pk=old.pk).update(state="lapsed")
    sent(event, **facts)

    with pytest.raises(RuleBroken) as broken:
        waiting.put(old, by=user, now=NOW)

    assert broken.value.code == "applied"


def test_answers_go_as_early_as_was_promised_and_files_that_nobody_took_over():
    event = desk.event()
    application = make.ApplicationFactory(event=event)
    for days in (3, 30, None):
        question = make.QuestionFactory(event=event, delete_after_days=days)
        make.AnswerFactory(application=application, question=question)
    row = make.ImportFactory(event=event, state="seen")
    Import.objects.filter(pk=row.pk).update(created_at=event.ends_at - 8 * DAY)

    gone = forgetting.forget(now=event.ends_at + 4 * DAY)

    days = list(Answer.objects.values_list("question__delete_after_days", flat=True))
    assert (gone, sorted(days, key=str)) == ((1, 1), [30, None])
