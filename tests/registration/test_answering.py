"""Answers are of the kind of their question, or they are refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handschlag.foundation.errors import RuleBroken
from handschlag.registration.models import Answer, Question
from handschlag.registration.services import answering
from handschlag.registration.services.answering import Given
from handschlag.registration.states import QuestionKind
from tests import factories as make
from tests.registration.desk import NOW

OPTIONS = [{"key": "meat", "label": {}}, {"key": "fish", "label": {}}]
RIGHT = [
    ("text", " Pumpen ", "Pumpen"),
    ("long", "x" * 5000, "x" * 5000),
    ("choice", "meat", "meat"),
    ("several", ["fish", "meat"], ["meat", "fish"]),
    ("number", 3.5, 3.5),
    ("number", 0, 0),
    ("date", "2027-02-28", "2027-02-28"),
    ("yes_no", False, False),
    ("country", "KZ", "KZ"),
]
WRONG = [
    ("text", "x" * 301),
    ("text", 3),
    ("choice", "bread"),
    ("choice", ["meat"]),
    ("several", "meat"),
    ("several", ["meat", "bread"]),
    ("number", "3"),
    ("number", True),
    ("number", float("nan")),
    ("number", float("inf")),
    ("date", "2027-02-30"),
    ("date", 5),
    ("yes_no", "yes"),
    ("yes_no", 1),
    ("country", "XX"),
    ("country", ["DE"]),
    ("file", "x" * 23),
]


@pytest.mark.parametrize(("kind", "value", "kept"), RIGHT)
def test_what_fits_is_kept(kind, value, kept):
    assert answering.check(Question(kind=kind, options=OPTIONS), value) == kept


@pytest.mark.parametrize(("kind", "value"), WRONG)
def test_what_does_not_fit_is_refused(kind, value):
    with pytest.raises(RuleBroken) as refused:
        answering.check(Question(kind=kind, options=OPTIONS), value)

    assert refused.value.code == "answer"


@pytest.mark.slow
@given(
    kind=st.sampled_from(QuestionKind.values),
    value=st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
        lambda one: st.lists(one, max_size=3) | st.dictionaries(st.text(max_size=5), one, max_size=3),
        max_leaves=5,
    ),
)
def test_whatever_is_sent_is_kept_or_refused_and_what_is_kept_stays_the_same(kind, value):
    question = Question(kind=kind, options=OPTIONS)
    try:
        kept = answering.check(question, value)
    except RuleBroken:
        return  # nothing else is ever raised

    assert answering.check(question, kept) == (kept if kept not in answering.EMPTY else None)


@pytest.mark.django_db
class TestAnswer:
    def test_an_empty_answer_takes_away_what_was_said_and_what_is_not_named_stays(self):
        application = make.ApplicationFactory()
        first, second = make.QuestionFactory.create_batch(2, event=application.event)
        answering.answer(application, [Given(first, "a"), Given(second, "b")], by=None, now=NOW)

        answering.answer(application, [Given(first, "")], by=None, now=NOW)

        assert list(Answer.objects.values_list("question", "value")) == [(second.pk, "b")]

    @pytest.mark.parametrize(
        "facts",
        [{"is_sensitive": True}, {"stage": "approved"}, {"is_for_each": True}],
        ids=["sensitive", "later", "each"],
    )
    def test_what_is_not_asked_now_cannot_be_answered(self, facts):
        application = make.ApplicationFactory()
        question = make.QuestionFactory(event=application.event, **facts)

        with pytest.raises(RuleBroken) as refused:
            answering.answer(application, [Given(question, "x")], by=None, now=NOW)

        assert (refused.value.code, Answer.objects.count()) == ("question", 0)

    def test_a_question_of_another_event_cannot_be_answered(self):
        with pytest.raises(RuleBroken) as refused:
            answering.answer(make.ApplicationFactory(), [Given(make.QuestionFactory(), "x")], by=None, now=NOW)

        assert refused.value.code == "question"

    def test_somebody_of_another_application_answers_nothing_here(self):
        application, stranger = make.ApplicationFactory(), make.ApplicantFactory()
        question = make.QuestionFactory(event=application.event, is_for_each=True)

        with pytest.raises(RuleBroken) as refused:
            answering.answer(application, [Given(question, "x", stranger)], by=None, now=NOW)

        assert refused.value.code == "question"

    def test_while_it_is_decided_nothing_can_be_answered(self):
        application = make.ApplicationFactory(state="submitted")
        question = make.QuestionFactory(event=application.event)

        with pytest.raises(RuleBroken) as refused:
            answering.answer(application, [Given(question, "x")], by=None, now=NOW)

        assert refused.value.code == "state"
