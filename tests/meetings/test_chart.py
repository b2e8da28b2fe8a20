"""The drawing of a run's curve."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handschlag.meetings import chart

WEIGHT = 100
"""What all wishes of the examples count together: a plan that meets all of them is worth 1000 points."""


def point(second, lost, breaks=0):
    """A point of a curve, of which the drawing takes the time and what is lost."""
    return [second, 0, 0, 0, lost, breaks]


def draw(*curve, bound=None, now=0, seconds=10, **options):
    return chart.draw(list(curve), weight=WEIGHT, bound=bound or {}, seconds=seconds, now=now, **options)


def coordinates(path):
    """The corners of a path of horizontal and vertical lines."""
    x = y = None
    found = []
    for command, numbers in re.findall(r"([MHV])([-\d. ]+)", path):
        values = [float(value) for value in numbers.split()]
        x = values[0] if command in "MH" else x
        y = values[-1] if command in "MV" else y
        found.append((x, y))
    return found


@pytest.mark.parametrize(
    ("curve", "weight"), [([], WEIGHT), ([point(1, 20)], 0), ([], 0)], ids=["no plan", "no wishes", "neither"]
)
def test_there_is_no_drawing_while_there_is_nothing_to_show(curve, weight):
    assert chart.draw(curve, weight=weight, bound={}, seconds=10, now=1) is None


def test_the_value_rises_in_stairs_and_keeps_its_height_until_now():
    drawn = draw(point(0, 40), point(2, 30), point(5, 20), now=10)

    corners = coordinates(drawn.value_path)
    assert [x for x, _ in corners] == [52, 210.4, 210.4, 448, 448, 844]
    assert [y for _, y in corners] == sorted((y for _, y in corners), reverse=True)
    assert (drawn.first, drawn.value) == (600, 800)


def test_what_is_possible_falls_when_it_becomes_known():
    drawn = draw(point(1, 40), point(2, 30), bound={"lost": 10, "known_at": 2}, now=4)

    xs, ys = zip(*coordinates(drawn.bound_path), strict=True)
    assert len(set(ys)) == 2
    assert ys[0] < ys[-1] == drawn.bound_y
    assert xs[-1] == drawn.now
    assert (drawn.bound, drawn.gap) == (900, pytest.approx(200 / 900))


@pytest.mark.parametrize("bound", [{}, {"known_at": None}, {"lost": 10, "known_at": None}])
def test_until_something_is_known_everything_is_possible(bound):
    drawn = draw(point(1, 40), bound=bound, now=4)

    assert (drawn.bound, drawn.gap) == (1000, 0.4)


def test_what_was_known_before_the_first_plan_stands_from_the_first_plan_on():
    drawn = draw(point(2, 40), bound={"lost": 10, "known_at": 0.5}, now=4)

    assert min(x for x, _ in coordinates(drawn.bound_path)) == coordinates(drawn.value_path)[0][0]


def test_between_the_lines_lies_one_closed_area():
    drawn = draw(point(1, 40), point(3, 30), bound={"lost": 10, "known_at": 2}, now=5)

    assert drawn.between_path.startswith(drawn.value_path)
    corners = coordinates(drawn.between_path)
    assert (drawn.between_path[-1], corners[0][0], corners[-1][0]) == ("Z", corners[-1][0], corners[0][0])
    assert set(coordinates(drawn.bound_path)) - {corners[0]} <= set(corners) | {(corners[0][0], corners[-1][1])}


@pytest.mark.parametrize("breaks", [0, 3])
def test_a_first_plan_that_meets_every_wish_can_be_drawn(breaks):
    drawn = draw(point(0.4, 0, breaks), now=1)

    assert (drawn.value, drawn.bound, drawn.gap) == (1000, 1000, 0)
    assert drawn.value_y == drawn.bound_y


def test_the_pencil_never_lies_behind_the_last_point():
    assert draw(point(1, 40), point(6, 20), now=3).now == draw(point(1, 40), point(6, 20), now=6).now


def test_a_run_that_takes_longer_than_its_limit_is_drawn_to_its_end():
    drawn = draw(point(1, 40), now=14)

    assert drawn.now == chart.WIDE.width - chart.WIDE.right


@pytest.mark.parametrize(("now", "is_late"), [(1, False), (6, False), (7, True), (10, True)])
def test_words_change_their_side_where_the_room_ends(now, is_late):
    assert draw(point(1, 40), now=now).is_late == is_late


@pytest.mark.parametrize(("size", "lines"), [(chart.WIDE, [0, 2, 4, 6, 8, 10]), (chart.NARROW, [0, 5, 10])])
def test_the_seconds_stand_in_round_steps_fewer_where_it_is_narrow(size, lines):
    assert [second for _, second in draw(point(1, 40), now=5, size=size).along] == lines


def test_the_points_stand_in_round_steps_around_both_lines():
    assert [points for _, points in draw(point(1, 40), now=5).across] == [600, 700, 800, 900, 1000]


curves = st.lists(st.tuples(st.floats(0, 100), st.floats(0, 1)), min_size=1, max_size=6).map(
    lambda rows: [
        point(second, round(lost, 3)) for second, lost in zip(*map(sorted, zip(*rows, strict=True)), strict=True)
    ]
)


@pytest.mark.slow
@given(
    curves,
    st.floats(1, 10_000).map(lambda weight: round(weight, 3)),
    st.floats(0, 1),
    st.none() | st.floats(0, 1),
    st.floats(0, 200),
    st.sampled_from([chart.WIDE, chart.NARROW]),
)
def test_everything_lies_inside_the_drawing(curve, weight, known, known_at, now, size):
    lost = [row[4] * weight for row in reversed(curve)]  # ever less
    curve = [point(row[0], loss) for row, loss in zip(curve, lost, strict=True)]
    # What is possible becomes known with one of the points, and is never less than what is reached.
    bound = {"lost": known * lost[-1], "known_at": known_at and known_at * curve[-1][0]}

    drawn = chart.draw(curve, weight=weight, bound=bound, seconds=30, now=now, size=size)

    corners = [corner for path in (drawn.value_path, drawn.bound_path) for corner in coordinates(path)]
    corners += [(size.left, y) for y, _ in drawn.across] + [(x, size.top) for x, _ in drawn.along]
    assert all(size.left <= x <= size.width - size.right + 0.05 for x, _ in corners)
    assert all(size.top - 0.05 <= y <= size.height - size.bottom + 0.05 for _, y in corners)
    assert 2 <= len(drawn.across) <= 2 * chart.LINES + 2
    assert 0 <= drawn.gap <= 1
