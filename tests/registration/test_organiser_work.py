"""The work list: who must be acted on, why, and with what next step."""

from datetime import timedelta

import pytest
from django.utils import timezone

from handschlag.engine.language import Text
from handschlag.foundation.models import DeadAddress
from handschlag.registration import work_list
from handschlag.registration.models import Note, Snooze
from handschlag.registration.work_list.registry import _rules
from tests import factories as make
from tests.registration import desk
from tests.registration.organisers import applied, get, office, post

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def said(at, *, now=None):
    """Key of each rule that finds something: whom."""
    sections = work_list.sections(at.event, reader=at.user, now=now or timezone.now())
    return {section.rule.key: [line.title for line in section.lines] for section in sections if section.lines}


def soon(**more):
    return timezone.now() + timedelta(**more)


@pytest.mark.parametrize(
    ("rule", "facts"),
    [
        ("late", {"state": "late_request", "late_reason": "Post"}),
        ("objection", {"state": "objected", "objection": "Why?"}),
        ("offer", {"state": "offered", "offered_until": "soon"}),
        ("undecided", {"state": "submitted", "submitted_at": "long ago"}),
        ("held_back", {"state": "waiting", "queue_number": 1, "is_held_back": True}),
        ("incomplete", {"state": "incomplete", "reason": Text.of(en="The side")}),
        ("no_participant", {"state": "approved"}),
    ],
)
def test_each_state_that_needs_somebody_is_said(rule, facts):
    at = office()
    times = {"soon": soon(hours=5), "long ago": soon(days=-4)}
    facts = {name: times.get(value, value) if isinstance(value, str) else value for name, value in facts.items()}
    applied(at, "Werk 1", **facts)

    assert said(at) == {rule: ["Werk 1"]}


def test_what_needs_nobody_is_not_said():
    at = office()
    applied(at, "A")
    applied(at, "B", state="offered", offered_until=soon(days=3))
    applied(at, "C", state="waiting", queue_number=1)
    applied(at, "D", state="refused")

    assert said(at) == {}


def approved(at, name="Werk 1", **facts):
    row = applied(at, name, **facts)
    post(at, "decide", row.public_id, step="approve")
    return row


@pytest.mark.slow
def test_those_who_come_and_speak_no_language_of_the_event_are_said():
    at = office()
    assert at.event.languages == ["de", "ru", "en"]
    for name, languages in (
        ("Speaks", [{"language": "ru", "level": "B1"}]),
        ("Little", [{"language": "ru", "level": "A2"}]),
        ("Other", [{"language": "kk", "level": "native"}]),
        ("Unknown", []),
    ):
        approved(at, name).applicants.update(languages=languages)

    assert said(at) == {"language": ["Little", "Other", "Unknown"]}


def test_approved_without_anybody_named_is_said():
    at = office()
    approved(at).applicants.all().delete()

    assert said(at) == {"nobody": ["Werk 1"]}


@pytest.mark.parametrize("is_for_each", [False, True])
def test_a_question_that_has_to_be_answered_is_said_until_it_is(is_for_each):
    at = office()
    row = approved(at)
    asked = make.QuestionFactory(event=at.event, stage="approved", is_required=True, is_for_each=is_for_each)
    make.QuestionFactory(event=at.event, stage="approved", is_required=True, side=make.SideFactory(event=at.event))
    before = said(at)

    who = row.applicants.get() if is_for_each else None
    make.AnswerFactory(application=row, question=asked, applicant=who, value="told")

    assert (before, said(at)) == ({"unanswered": ["Werk 1"]}, {})


def test_an_address_at_which_nothing_arrives_is_said():
    at = office()
    applied(at, email="gone@example.org")
    DeadAddress.objects.create(email="gone@example.org")

    assert said(at) == {"unreachable": ["Werk 1 GmbH"]}


def test_duplicates_are_said_across_scripts():
    at = office()
    applied(at, "ООО Насос", email="a@example.org")
    applied(at, "Nasos GmbH", email="b@example.org")
    applied(at, "Werk 1", email="b2@example.org")

    assert said(at) == {"duplicate": ["Nasos GmbH"]}


def test_a_line_that_is_put_off_comes_back_when_its_time_is_over_and_for_others_at_once():
    at = office()
    row = applied(at, state="late_request")
    post(at, "put_off", rule="late", target=row.public_id, days="3")
    page = get(at, "work_list").content.decode()

    later = said(at, now=soon(days=4))
    put_off = said(at)
    at.user = make.UserFactory()

    assert ("1 line that you have put off" in page, put_off) == (True, {})
    assert [later, said(at)] == [{"late": ["Werk 1 GmbH"]}] * 2


def test_it_is_shown_again_when_it_is_taken_up():
    at = office()
    row = applied(at, state="late_request")
    for days in ("3", ""):
        post(at, "put_off", rule="late", target=row.public_id, days=days)

    assert (said(at), Snooze.objects.count()) == ({"late": ["Werk 1 GmbH"]}, 0)


@pytest.mark.parametrize(
    ("data", "status"),
    [
        ({"rule": "nonsense", "days": "3"}, 404),
        ({"rule": "late", "days": "x"}, 404),
        ({"rule": "late", "days": "99"}, 302),
    ],
)
def test_nonsense_puts_nothing_off(data, status):
    at = office()
    row = applied(at, state="late_request")

    answer = post(at, "put_off", target=row.public_id, **data)

    assert (answer.status_code, Snooze.objects.count()) == (status, 0)


def test_the_next_step_is_one_click_away():
    at = office(capacity=1)
    late, offered = applied(at, "Late", state="late_request"), applied(at, "Other", state="submitted")

    post(at, "work_step", late.public_id, step="late")
    post(at, "work_step", late.public_id, step="approve")
    refused = post(at, "work_step", offered.public_id, step="approve", follow=True)
    not_from_here = post(at, "work_step", offered.public_id, step="refuse")

    assert (desk.states(late, offered), refused.status_code, not_from_here.status_code) == (
        ["approved", "submitted"],
        302,
        404,
    )


def test_a_telephone_note_is_written_from_the_list_and_leads_back_to_it():
    at = office()
    row = applied(at, state="late_request")

    answer = post(at, "note", row.public_id, kind="telephone", text="Comes at nine", back="work")

    assert (answer.url.endswith("/work/"), Note.objects.get().kind) == (True, "telephone")


def test_floors_above_add_their_rules(monkeypatch):
    monkeypatch.setattr("handschlag.registration.work_list.registry._rules", dict(_rules))
    at = office()
    line = work_list.Line("x", "Somebody", "has no room", "/")
    work_list.offer(work_list.Rule("rooms", "Rooms", lambda _event, _now: [line], place=1))

    assert said(at) == {"rooms": ["Somebody"]}


@pytest.mark.slow
def test_three_lines_take_as_many_queries_as_one(django_assert_max_num_queries):
    at = office()
    taken = []
    for name in ("Werk 1", "Werk 2", "Werk 3"):
        applied(at, name, state="late_request", email=f"{name[-1]}@example.org")
        with django_assert_max_num_queries(30) as queries:
            get(at, "work_list")
        taken.append(len(queries))

    assert taken[1] == taken[2]
