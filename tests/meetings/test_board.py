"""A plan by time, by participant and by interpreter, and how two plans differ."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handschlag.engine.scheduling.objective import gaps
from handschlag.meetings import board
from handschlag.meetings.states import WishLevel
from tests import factories as make
from tests.meetings.hall import hall, slot


def told(talks):
    """Meetings in short: who meets whom."""
    return [tuple(party.organisation.name for party in talk.parties) for talk in talks]


@pytest.mark.django_db
class TestLoading:
    @pytest.mark.parametrize("size", [1, 3])
    def test_takes_five_queries_however_much_there_is(self, size, django_assert_num_queries):
        plan = hall(size, size, staff=size).full()

        with django_assert_num_queries(5):
            loaded = board.load(plan)
            seen = [(talk.slot.day.on, talk.table.room.name, talk.interpreter, *told([talk])) for talk in loaded.talks]

        assert len(seen) == size * size

    def test_shows_meetings_by_time_and_then_by_table(self):
        forum = hall(2, 2)
        plan = forum.plan((1, 0, None), (0, 1, None), (0, 0, 0))

        talks = board.load(plan).talks

        assert [(talk.slot, talk.table, talk.interpreter) for talk in talks] == [
            (forum.slots[0], forum.tables[0], forum.staff[0]),
            (forum.slots[0], forum.tables[1], None),
            (forum.slots[1], forum.tables[0], None),
        ]

    def test_knows_nothing_of_other_plans_and_events(self):
        forum = hall(1, 2)
        plan = forum.plan((0, 0, None))
        forum.plan((1, 0, None))
        hall(1, 1).full()

        loaded = board.load(plan)

        assert [talk.slot for talk in loaded.talks] == [forum.slots[0]]
        assert (loaded.slots, loaded.tables, loaded.staff) == (forum.slots, forum.tables, forum.staff)

    def test_finds_meetings_by_their_public_id_and_those_who_have_one(self):
        forum = hall(2, 1)
        loaded = board.load(forum.plan((0, 1, None)))

        assert list(loaded.by_id) == [forum.event.plans.get().meetings.get().public_id]
        assert loaded.busy == {forum.ours[1].pk, forum.theirs[1].pk}

    def test_other_is_the_other_of_the_two(self):
        [talk] = board.load(hall(1, 1).full()).talks
        one, two = talk.parties

        assert (talk.other(one), talk.other(two)) == (two, one)


@pytest.mark.django_db
class TestByTime:
    def test_every_slot_has_its_tables_free_ones_too(self):
        forum = hall(2, 2)
        loaded = board.load(forum.plan((0, 1, None)))

        [day] = board.by_time(loaded)

        first, second = day.lines
        assert (day.day.on, list(first.at_table), list(second.at_table)) == (
            date(2027, 3, 10),
            [forum.tables[1].pk],
            [],
        )
        assert first.ends_at == make.OPENING + timedelta(minutes=20)

    def test_closed_tables_are_known_slot_by_slot(self):
        forum = hall(2, 2)
        forum.tables[1].closed.add(forum.slots[1])

        [day] = board.by_time(board.load(forum.plan()))

        assert [line.closed for line in day.lines] == [frozenset(), {forum.tables[1].pk}]

    def test_each_day_stands_by_itself_in_order(self):
        forum = hall(1, 2)
        slot(forum.event, 0, on=date(2027, 3, 11))

        days = board.by_time(board.load(forum.plan()))

        assert [(day.day.on.day, len(day.lines)) for day in days] == [(10, 2), (11, 1)]

    def test_meetings_without_a_table_are_not_lost(self):
        forum = hall(3, 1)
        plan = forum.plan((0, 0, None))
        without = {forum.meet(plan, 0, place, table=None).public_id for place in (1, 2)}

        [day] = board.by_time(board.load(plan))

        first, second, third = day.lines[0].talks
        assert ({first.public_id, second.public_id}, third.table) == (without, forum.tables[0])

    def test_the_meetings_of_a_slot_stand_in_the_order_of_the_tables(self):
        forum = hall(3, 1)
        [day] = board.by_time(board.load(forum.plan((0, 2, None), (0, 0, None), (0, 1, None))))

        assert [talk.table for talk in day.lines[0].talks] == forum.tables


@pytest.mark.django_db
class TestByParticipant:
    def test_our_side_comes_first_then_by_name(self):
        forum = hall(2, 1)
        named = zip((*forum.ours, *forum.theirs), ["Я", "B", "Б", "A"], strict=True)
        for one, name in named:
            one.organisation.name = name
            one.organisation.save()

        agendas = board.by_participant(board.load(forum.plan()))

        assert [agenda.participant.organisation.name for agenda in agendas] == ["B", "Я", "A", "Б"]

    def test_each_has_its_meetings_in_order_and_its_breaks(self):
        forum = hall(2, 4)
        plan = forum.plan((3, 0, None), (0, 0, None), (1, 0, None))

        agendas = {agenda.participant: agenda for agenda in board.by_participant(board.load(plan))}

        mine, theirs = agendas[forum.ours[0]], agendas[forum.theirs[1]]
        assert ([talk.slot for talk in mine.talks], mine.breaks) == ([forum.slots[k] for k in (0, 1, 3)], 1)
        assert ([talk.slot for talk in theirs.talks], theirs.breaks) == ([forum.slots[k] for k in (1, 3)], 1)
        assert (agendas[forum.ours[1]].talks, agendas[forum.ours[1]].breaks) == ([], 0)


@pytest.mark.django_db
class TestByInterpreter:
    def test_each_has_her_meetings_by_slot_and_the_times_when_she_is_away(self):
        forum = hall(2, 2, staff=2)
        forum.staff[1].away.add(forum.slots[0])
        plan = forum.plan((0, 0, 0), (1, 0, 0), (1, 1, 1))

        first, second = board.by_interpreter(board.load(plan))

        assert (first.interpreter, list(first.talks), first.away) == (
            forum.staff[0],
            [forum.slots[0].pk, forum.slots[1].pk],
            frozenset(),
        )
        assert (list(second.talks), second.away) == ([forum.slots[1].pk], {forum.slots[0].pk})


class TestBreaks:
    """In pictures: x is a meeting, a dot is none, | the pause of everybody, / the next day."""

    @pytest.mark.parametrize(
        ("picture", "breaks"),
        [
            ("", 0),
            ("x", 0),
            (".x.", 0),
            ("xxx", 0),
            ("x.x", 1),
            ("x..x", 1),
            ("x.x.x", 2),
            (".x..x.", 1),
            ("x|x", 0),
            ("x.|.x", 0),
            ("x.x|x.x", 2),
            ("x./.x", 0),
            ("x./x.x", 1),
        ],
    )
    def test_are_idle_gaps_between_two_meetings(self, picture, breaks):
        assert self.counted(picture) == breaks

    @pytest.mark.slow
    @given(st.lists(st.text("x.", min_size=1, max_size=5), min_size=1, max_size=3), st.sampled_from("|/"))
    def test_are_those_that_the_planner_counts(self, stretches, between):
        planner = sum(gaps(k for k, mark in enumerate(stretch) if mark == "x") for stretch in stretches)

        assert self.counted(between.join(stretches)) == planner

    @staticmethod
    def counted(picture):
        slots, busy, day, after_pause = [], set(), 1, False
        for pk, mark in enumerate(picture):
            if mark in "|/":
                day, after_pause = day + (mark == "/"), mark == "|"
                continue
            slots.append(SimpleNamespace(pk=pk, day_id=day, after_pause=after_pause))
            after_pause = False
            if mark == "x":
                busy.add(pk)
        return board.breaks(slots, busy)


@pytest.mark.django_db
class TestDifferences:
    def test_another_time_counts_and_another_table_or_turn_of_the_pair_does_not(self):
        forum = hall(4, 4)
        old = forum.plan((0, 0, None), (0, 1, None), (0, 2, None), (0, 3, None))
        new = forum.plan((0, 0, None))
        forum.meet(new, 0, 1, first=forum.theirs[1], second=forum.ours[1], table=forum.tables[3])
        moved = forum.meet(new, 1, 2, second=forum.theirs[2])
        added = forum.meet(new, 2, 0)
        gone = (forum.ours[3], forum.theirs[3])

        expected = [(moved.first, moved.second), (added.first, added.second), gone]
        assert board.differing(old.pk, new.pk) == {tuple(sorted((one.pk, two.pk))) for one, two in expected}

    def test_a_plan_does_not_differ_from_itself(self):
        plan = hall(2, 2).full()

        assert board.differing(plan.pk, plan.pk) == set()

    @pytest.mark.parametrize("size", [1, 3])
    def test_are_found_in_one_query(self, size, django_assert_num_queries):
        forum = hall(size, 2)
        plans = [forum.plan(*((place, table, None) for table in range(size))) for place in (0, 1)]

        with django_assert_num_queries(1):
            assert board.differing(*(plan.pk for plan in plans))


@pytest.mark.django_db
def test_unmet_wishes_of_a_plan_come_in_the_order_in_which_they_were_written():
    plan = make.PlanFactory()
    rows = [make.UnmetWishFactory(plan=plan, level=level) for level in (WishLevel.POSSIBLE, WishLevel.MUST)]
    make.UnmetWishFactory()

    assert list(board.unmet(plan)) == rows
