"""The lines of a programme."""

from datetime import time

import pytest

from handschlag.events.programme import Line, lines


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("\n  \n", []),
        ("10:00 | Opening | Great Hall | DE, RU", [Line("10:00", "Opening", "Great Hall", ("DE", "RU"))]),
        ("10:00–11:45 | Talks", [Line("10:00–11:45", "Talks")]),
        ("10:00 | Talks | Hall | DE | three speakers", [Line("10:00", "Talks", "Hall", ("DE",), "three speakers")]),
        ("Evening", [Line("", "Evening")]),
        ("1 | A\n2 | B", [Line("1", "A"), Line("2", "B")]),
    ],
)
def test_a_line_is_read_as_far_as_it_goes(text, expected):
    assert lines(text) == expected


@pytest.mark.parametrize(
    ("when", "starts"),
    [
        ("9:05", time(9, 5)),
        ("10.30 Uhr", time(10, 30)),
        ("25:00", None),
        ("10:75", None),
        ("evening", None),
        ("", None),
    ],
)
def test_the_beginning_is_a_time_of_day_or_not_known(when, starts):
    assert Line(when, "Talk").starts == starts
