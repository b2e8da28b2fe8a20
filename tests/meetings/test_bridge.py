"""From rows to the planner's problem."""

from datetime import timedelta

import pytest

from handschlag.companies.models import LanguageSkill
from handschlag.engine.language import Text
from handschlag.engine.scheduling import problem as planner
from handschlag.meetings import bridge
from handschlag.meetings.choices import Choices
from tests import factories as make
from tests.meetings import planned

pytestmark = pytest.mark.django_db


def posed(event, **choices):
    return bridge.pose(event, Choices(**choices)).problem


@pytest.mark.parametrize(("zone", "clock"), [("Europe/Berlin", "10:00"), ("Asia/Yekaterinburg", "14:00")])
def test_slots_carry_the_time_where_the_event_is_their_part_and_the_pauses(zone, clock):
    event = make.EventFactory(time_zone=zone)
    late, early = (
        make.SlotFactory(event=event, starts_at=make.OPENING + timedelta(minutes=40), part="", after_pause=True),
        make.SlotFactory(event=event, starts_at=make.OPENING, minutes=30),
    )

    assert posed(event).slots == (
        planner.Slot(early.public_id, "2027-03-10", "morning", f"2027-03-10T{clock}", 30, True),
        planner.Slot(late.public_id, "2027-03-10", None, f"2027-03-10T{clock[:2]}:40", 20, False),
    )


def test_tables_carry_their_room_and_are_not_there_while_closed():
    event = planned.forum(slots=2)
    first, second = event.tables.all()
    second.closed.add(slot := event.slots.last())

    assert posed(event).places == (
        planner.Place(first.public_id, room=first.room.public_id),
        planner.Place(second.public_id, room=first.room.public_id, closed=frozenset({slot.public_id})),
    )
    assert posed(event).rooms == (planner.Room(first.room.public_id),)


def test_a_participant_carries_its_limits_its_table_and_its_people_the_head_first():
    event = planned.forum(0)
    slots, table = event.slots.all(), event.tables.last()
    one = make.ParticipantFactory(event=event, max_meetings=5, min_meetings=2, home_table=table)
    one.away.add(slots[0])
    deputy, head = (make.RepresentativeFactory(participant=one, is_head=is_head) for is_head in (False, True))
    deputy.away.add(slots[1])
    for language, level in (("ru", "native"), ("de", "B1")):
        LanguageSkill.objects.create(person=head.person, language=language, level=level)

    assert posed(event).participants == (
        planner.Participant(
            one.public_id,
            side=one.side.key,
            unavailable=frozenset({slots[0].public_id}),
            max_meetings=5,
            min_meetings=2,
            home_place=table.public_id,
            representatives=(
                planner.Representative(head.public_id, {"de": "B1", "ru": "native"}, head=True),
                planner.Representative(deputy.public_id, {}, frozenset({slots[1].public_id})),
            ),
        ),
    )
    assert posed(event, tables=1).participants[0].home_place is None


def test_an_interpreter_carries_her_languages_limits_and_absences():
    event = planned.forum(interpreters=0)
    one = make.InterpreterFactory(event=event, pairs=[["de", "ru"], ["en", "ru"]], max_meetings=7, max_consecutive=3)
    one.away.add(slot := event.slots.first())

    pairs, away = (("de", "ru"), ("en", "ru")), frozenset({slot.public_id})
    assert posed(event).interpreters == (planner.Interpreter(one.public_id, pairs, away, 7, 3),)


def test_only_the_first_tables_and_the_chosen_interpreters_are_planned():
    event = planned.forum(tables=3, interpreters=3)
    first, second, _ = (table.public_id for table in event.tables.all())
    chosen = event.interpreters.all()[1].public_id

    problem = posed(event, tables=2, interpreters=(chosen,))

    assert [place.id for place in problem.places] == [first, second]
    assert [one.id for one in problem.interpreters] == [chosen]
    assert posed(event, interpreters=()).interpreters == ()


def test_tables_of_one_number_keep_their_order():
    event = planned.forum(tables=0)
    room = make.RoomFactory(event=event)
    first, second = make.TableFactory.create_batch(2, event=event, room=room, number=7)
    first.code = "moved"
    first.save()  # PostgreSQL now finds it behind the other

    assert [place.id for place in posed(event).places] == [first.public_id, second.public_id]


def test_the_event_and_the_organiser_say_what_is_good():
    event = planned.forum()
    event.language_level, event.title = "A2", Text.of(de="Forum der Messe")

    problem = posed(event, fairness=None, must_first=False, free_noon=False)

    assert (problem.language_level, problem.name) == ("A2", "Forum der Messe")
    assert problem.goals == planner.Goals(must_first=False, fairness=None, free_noon=False)


OURS, THEIRS = True, False


@pytest.mark.parametrize(
    ("wishes", "wished", "refused"),
    [
        ([(OURS, "want", "open")], [("want", 2)], []),
        ([(THEIRS, "must", "accepted")], [("must", 6)], []),
        ([(OURS, "want", "accepted"), (THEIRS, "must", "open")], [("must", 8)], []),
        ([(OURS, "possible", "open"), (THEIRS, "possible", "open")], [("possible", 2)], []),
        ([(OURS, "want", "open"), (THEIRS, "no", "open")], [], [("want", "veto")]),
        ([(OURS, "must", "declined"), (THEIRS, "no", "open")], [], [("must", "veto")]),
        ([(THEIRS, "want", "declined")], [], [("want", "declined")]),
        ([(OURS, "possible", "declined"), (THEIRS, "must", "open")], [], [("must", "declined")]),
        ([(OURS, "no", "open")], [], []),
        ([(OURS, "must", "withdrawn")], [], []),
        ([(OURS, "must", "withdrawn"), (THEIRS, "want", "open")], [("want", 2)], []),
        ([(OURS, "no", "withdrawn"), (THEIRS, "want", "open")], [("want", 2)], []),
    ],
)
def test_the_wishes_of_a_pair_become_one_meeting_or_a_refusal(wishes, wished, refused):
    event = planned.forum(1)
    event.wishes.all().delete()
    ours, theirs = event.participants.order_by("side__number")
    for is_ours, level, state in wishes:
        asker, asked = (ours, theirs) if is_ours else (theirs, ours)
        make.WishFactory(event=event, asker=asker, asked=asked, level=level, state=state)

    outcome = bridge.pose(event, Choices())

    pair = (ours.public_id, theirs.public_id)
    assert [(one.parties, one.level, one.weight) for one in outcome.problem.meetings] == [(pair, *w) for w in wished]
    assert [(one.parties, one.level, one.reason) for one in outcome.refused] == [(pair, *r) for r in refused]


def test_wishes_of_those_who_do_not_take_part_are_passed_over():
    event = planned.forum(1)
    make.WishFactory(event=event, asker=event.participants.first(), asked=make.ParticipantFactory())

    assert len(posed(event).meetings) == 1


@pytest.mark.parametrize("cause", planned.CAUSES)
def test_where_no_meeting_can_be_the_cause_is_named(cause):
    event = planned.forum()
    possible = bridge.pose(event, Choices()).cause
    planned.CAUSES[cause](event)

    assert (possible, bridge.pose(event, Choices()).cause) == ("", cause)


def test_chosen_tables_may_be_none_of_those_that_are_open():
    event = planned.forum(tables=2)
    event.tables.first().closed.set(event.slots.all())

    assert [bridge.pose(event, Choices(tables=n)).cause for n in (1, 2)] == ["no_tables", ""]


def test_more_rows_need_no_more_queries(django_assert_num_queries):
    for size in (1, 3):
        event = planned.forum(size)
        for one in (*event.participants.all(), *event.interpreters.all()):
            one.away.add(event.slots.last())
        with django_assert_num_queries(11):
            bridge.pose(event, Choices())
