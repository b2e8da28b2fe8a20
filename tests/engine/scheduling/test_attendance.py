from dataclasses import replace

import pytest

from handschlag.engine.scheduling.attendance import Attendance
from handschlag.engine.scheduling.plan import Held, Plan
from handschlag.engine.scheduling.problem import (
    Interpreter,
    Meeting,
    Participant,
    Place,
    Problem,
    Representative,
    Slot,
)
from handschlag.engine.scheduling.rules import check

MEETING = Meeting("ab", ("a", "b"))
DE, RU, EN, ZH = ({language: "C1"} for language in ("de", "ru", "en", "zh"))
STAFF = (
    Interpreter("de-ru", (("de", "ru"),)),
    Interpreter("ru-de", (("ru", "de"),)),
    Interpreter("many", (("fr", "es"), ("en", "ru"))),
)


def forum(a, b, **more):
    """A forum in which the representatives of a and b speak what is given; None: no representatives."""
    sides = [
        Participant(
            name, representatives=tuple(Representative(f"{name}{k}", one) for k, one in enumerate(spoken or ()))
        )
        for name, spoken in (("a", a), ("b", b))
    ]
    return Problem((Slot("s1"), Slot("s2")), (), tuple(sides), (MEETING,), interpreters=STAFF, **more)


def without(problem, party, **changes):
    """The forum, with changes to one party."""
    people = tuple(replace(one, **changes) if one.id == party else one for one in problem.participants)
    return replace(problem, participants=people)


@pytest.mark.parametrize(
    ("a", "b", "serving"),
    [
        ([DE], [DE], None),
        ([DE], [RU], ("de-ru", "ru-de")),
        ([RU], [DE], ("de-ru", "ru-de")),
        ([EN], [RU], ("many",)),
        ([DE, EN], [RU], ("de-ru", "ru-de", "many")),
        ([DE], [RU, DE], None),
        ([DE], [ZH], ()),
        ([DE], [{"de": "B1", "ru": "native"}], ("de-ru", "ru-de")),
        ([DE], [{"de": "B1"}], ()),
        ([DE], [{"de": "B2"}], None),
        ([DE], None, None),
        (None, None, None),
        ([DE], [{}], None),
    ],
)
def test_an_interpreter_is_needed_where_no_two_representatives_share_a_language(a, b, serving):
    assert Attendance(forum(a, b)).interpreters(MEETING, "s1") == serving


@pytest.mark.parametrize(
    ("a", "b", "said", "serving"),
    [
        ([DE], [RU], False, None),
        ([DE, RU], [RU], True, ("de-ru", "ru-de")),
        ([DE], [DE], True, ()),
        ([EN], None, True, ("many",)),
        (None, None, True, ("de-ru", "ru-de", "many")),
    ],
)
def test_a_meeting_may_say_itself_whether_it_is_interpreted(a, b, said, serving):
    assert Attendance(forum(a, b)).interpreters(replace(MEETING, interpreted=said), "s1") == serving


@pytest.mark.parametrize(("level", "serving"), [("B1", None), ("B2", ("de-ru", "ru-de"))])
def test_a_language_counts_from_the_level_of_the_forum_on(level, serving):
    problem = forum([DE], [{"de": "B1", "ru": "C2"}], language_level=level)

    assert Attendance(problem).interpreters(MEETING, "s1") == serving


def test_languages_are_those_of_the_representatives_who_are_there():
    speaker, other = forum([DE], [DE, RU]).participants[1].representatives
    problem = without(forum([DE], []), "b", representatives=(replace(speaker, unavailable=frozenset({"s2"})), other))
    attendance = Attendance(problem)

    assert [attendance.interpreters(MEETING, slot) for slot in ("s1", "s2")] == [None, ("de-ru", "ru-de")]
    assert [person.id for person in attendance.people(MEETING, "b", "s2")] == ["b1"]


def test_whoever_is_named_must_be_there_and_comes_alone():
    problem = forum([DE, RU], [DE])
    first, second = problem.participants[0].representatives
    problem = without(problem, "a", representatives=(replace(first, unavailable=frozenset({"s2"})), second))
    attendance = Attendance(problem)
    named = {name: replace(MEETING, representatives={"a": name}) for name in (("a0",), ("a1",), ("a0", "a1"), ())}

    def there(names, slot):
        people = attendance.people(named[names], "a", slot)
        return people and [person.id for person in people]

    assert [there(names, "s1") for names in named] == [["a0"], ["a1"], ["a0", "a1"], ["a0", "a1"]]
    assert [there(names, "s2") for names in named] == [None, ["a1"], None, ["a1"]]
    assert [attendance.possible(meeting, "s2") for meeting in named.values()] == [False, True, False, True]


def test_a_participant_away_or_with_nobody_left_cannot_be_there():
    away = frozenset({"s2"})
    alone = without(forum([DE], None), "a", representatives=(Representative("a0", unavailable=away),))
    gone = without(forum([DE], None), "b", unavailable=away)

    assert [Attendance(one).possible(MEETING, "s1") for one in (alone, gone)] == [True, True]
    assert [Attendance(one).possible(MEETING, "s2") for one in (alone, gone)] == [False, False]


def test_a_participant_without_representatives_comes_as_itself():
    attendance = Attendance(forum(None, None))

    assert attendance.people(MEETING, "a", "s1") == ()
    assert attendance.spoken(()) is None


def test_those_whom_the_plan_sends_have_to_understand_each_other():
    team = (Representative("a1", {"de": "C2"}), Representative("a2", {"ru": "C2"}))
    problem = Problem(
        slots=(Slot("s1"),),
        places=(Place("t1"),),
        participants=(
            Participant("a", representatives=team),
            Participant("b", representatives=(Representative("b1", {"ru": "C2"}),)),
        ),
        meetings=(Meeting("ab", ("a", "b")),),
    )

    def broken(sent):
        return {one.rule for one in check(problem, Plan((Held("ab", "s1", "t1", None, {"a": (sent,)}),)))}

    assert (broken("a1"), broken("a2")) == ({"understood"}, set())
