"""Places, what is decided by itself, and what is asked: set by the host."""

import pytest

from handschlag.engine.language import Text
from handschlag.foundation.errors import RuleBroken
from handschlag.registration.forms.organiser_rules import QuestionForm
from handschlag.registration.models import ApprovalRule, Question, Quota, RegistrationRules
from handschlag.registration.services import rules
from tests import factories as make
from tests.registration import desk
from tests.registration.organisers import applied, get, office, post

pytestmark = pytest.mark.django_db
RULES = {"approval": "automatic", "has_waiting_list": "on", "offer_hours": "24", "intro_en": "Welcome"}
QUESTION = {"kind": "text", "stage": "apply", "label_en": "Which machine?"}


def test_the_rules_are_set_as_they_are_typed_and_shown_again():
    at = office()

    post(at, "rules", **RULES)
    page = get(at, "rules").content.decode()

    found = RegistrationRules.objects.get()
    assert (found.approval, found.has_waiting_list, found.offer_hours, found.takes_late) == (
        "automatic",
        True,
        24,
        False,
    )
    assert ("Welcome" in page, found.intro.versions["en"].text) == (True, "Welcome")


def test_places_are_limited_for_some_and_say_how_many_are_taken():
    at = office(approval="automatic")
    row = applied(at)
    post(at, "decide", row.public_id, step="approve")

    post(at, "add_quota", capacity="5", side=at.side.public_id, size="small")
    twice = post(at, "add_quota", capacity="9", side=at.side.public_id, size="small")
    page = get(at, "rules").content.decode()

    assert (Quota.objects.get().taken, twice.status_code, "1 of 5 taken" in page) == (1, 422, True)


@pytest.mark.parametrize(("data", "left"), [({"capacity": "3"}, [3]), ({"capacity": "0"}, [1]), ({"remove": "1"}, [])])
def test_a_quota_is_changed_but_never_below_what_is_taken(data, left):
    at = office(capacity=1)
    post(at, "decide", applied(at).public_id, step="approve")

    post(at, "change_quota", Quota.objects.get().public_id, **data)

    assert [one.capacity for one in Quota.objects.all()] == left
    desk.check_counts(at.event)


def test_the_first_rule_that_fits_decides_and_the_order_can_be_changed():
    at = office()
    post(at, "add_rule", country="DE", verdict="approve")
    post(at, "add_rule", size="small", verdict="wait")
    last = ApprovalRule.objects.last()

    before = desk.sent(at.event, country="DE", size="small", side=at.side).state
    post(at, "change_rule", last.public_id, step="up")
    after = desk.sent(at.event, country="DE", size="small", side=at.side).state
    post(at, "change_rule", last.public_id, step="remove")

    assert (before, after, ApprovalRule.objects.count()) == ("approved", "waiting", 1)


def test_a_question_is_written_in_languages_and_shown_as_it_is_asked():
    at = office()
    words = {"options_en": "Meat\nFish", "options_de": "Fleisch\nFisch"}

    answer = post(at, "new_question", **QUESTION | words | {"kind": "choice"})
    page = at.client.get(answer.url).content.decode()

    row = Question.objects.get()
    assert [(one["key"], one["label"]["de"]["text"]) for one in row.options] == [("o1", "Fleisch"), ("o2", "Fisch")]
    assert ("As it is asked" in page, page.count("Fish") >= 2) == (True, True)


def test_an_answer_keeps_its_key_when_its_words_move():
    at = office()
    row = make.QuestionFactory(
        event=at.event,
        kind="choice",
        options=[
            {"key": "meat", "label": Text.of(en="Meat").as_data()},
            {"key": "fish", "label": Text.of(en="Fish").as_data()},
        ],
    )

    form = QuestionForm(
        QUESTION | {"kind": "choice", "options_en": "Fish\nNothing\nMeat"}, event=at.event, question=row
    )

    assert form.is_valid()
    assert [one["key"] for one in form.facts()["options"]] == ["fish", "o1", "meat"]


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"label": Text()}, "label"),
        ({"label": Text.of(en="?"), "kind": "choice", "options": []}, "options"),
        ({"label": Text.of(en="?"), "is_sensitive": True, "stage": "apply"}, "sensitive"),
    ],
)
def test_a_question_that_cannot_be_asked_is_refused(facts, code):
    at = office()

    with pytest.raises(RuleBroken) as broken:
        rules.set_question(at.event, facts, by=at.user, now=desk.NOW)

    assert (broken.value.code, Question.objects.count()) == (code, 0)


def test_a_question_that_was_answered_keeps_its_kind():
    at = office()
    row = make.QuestionFactory(event=at.event)
    make.AnswerFactory(application=applied(at), question=row)

    refused = post(at, "question", row.public_id, **QUESTION | {"kind": "number"})
    taken = post(at, "question", row.public_id, **QUESTION)

    assert (refused.status_code, taken.status_code, Question.objects.get().kind) == (422, 302, "text")


def test_questions_are_put_in_order_and_removed():
    at = office()
    rows = [make.QuestionFactory(event=at.event, number=3) for _ in range(3)]
    post(at, "change_question", rows[2].public_id, step="up")
    post(at, "change_question", rows[0].public_id, step="remove")

    assert list(Question.objects.all()) == [rows[2], rows[1]]
