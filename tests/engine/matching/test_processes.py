"""Work shared by processes: in order, whatever happens, and nothing left of them."""

import os
import time
from pathlib import Path

import pytest

from handschlag.engine.matching import processes
from handschlag.engine.matching.processes import in_turn, shared

pytestmark = pytest.mark.skipif(not processes.CAN_COPY, reason="no process is copied here")


def children():
    return Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()


@pytest.mark.parametrize("count", [0, 1, 2, 7, 50])
@pytest.mark.parametrize("number", [1, 2, 3])
def test_answers_come_in_the_order_of_what_was_asked_and_nobody_is_left(count, number):
    before = children()

    assert list(in_turn(lambda one: [one] * one, count, processes=number)) == [[one] * one for one in range(count)]

    assert children() == before


def test_each_process_takes_its_turn():
    makers = list(in_turn(lambda _: os.getpid(), 7, processes=3))

    assert makers == [makers[one % 3] for one in range(7)]
    assert len({*makers, os.getpid()}) == 4


def test_one_process_is_this_one():
    assert list(in_turn(lambda _: os.getpid(), 3, processes=1)) == [os.getpid()] * 3


def test_all_write_into_what_is_shared():
    table = shared(5, 3)

    def write(row):
        table[row] = row

    list(in_turn(write, 5, processes=2))

    assert table.tolist() == [[row] * 3 for row in range(5)]


def test_nothing_shared_is_an_empty_table():
    assert shared(0, 7).shape == (0, 7)


def test_what_goes_wrong_in_one_is_told_and_ends_the_others(capfd):
    def make(number):
        if number == 3:
            raise ValueError("the third")
        return number

    before = children()

    with pytest.raises(RuntimeError, match="has ended before it had done it"):
        list(in_turn(make, 8, processes=2))

    assert "ValueError: the third" in capfd.readouterr().err
    assert children() == before


def test_a_process_that_is_killed_is_missed():
    with pytest.raises(RuntimeError, match="has ended before it had done it"):
        list(in_turn(lambda number: os.kill(os.getpid(), 9) if number else number, 4, processes=2))


def test_who_has_had_enough_waits_for_nobody():
    before = children()
    answers = in_turn(lambda number: time.sleep(60 * number) or "x" * 3_000_000, 4, processes=2)

    assert len(next(answers)) == 3_000_000
    answers.close()

    assert children() == before
