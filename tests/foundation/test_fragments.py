"""What is kept of rows and of what was written of them: never of a row that has changed."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.utils import translation

from handschlag.foundation.fragments import MOST_PIECES, Rows, Written, for_reader, forget


class Reading:
    """Reads rows, and notes which."""

    def __init__(self):
        self.done = []

    def __call__(self, given):
        self.done.append([name for name, _ in given])
        return [f"{name}: {number}" for name, number in given]


@pytest.fixture
def reading():
    return Reading()


def test_only_rows_that_have_changed_are_read_again(reading):
    rows = Rows(10)
    rows.read([("a", 1), ("b", 1), ("c", 1)], reading)

    found = rows.read([("c", 1), ("b", 2), ("a", 1), ("d", 1)], reading)

    assert found == ["c: 1", "b: 2", "a: 1", "d: 1"]
    assert reading.done == [["a", "b", "c"], ["b", "d"]]


def test_the_same_row_is_the_same_thing(reading):
    rows = Rows(10)

    assert rows.read([("a", 1)], reading)[0] is rows.read([("a", 1)], reading)[0]


def test_what_else_goes_into_reading_counts(reading):
    rows = Rows(10)
    for zone in ("Europe/Berlin", "Asia/Almaty", "Europe/Berlin"):
        rows.read([("a", 1)], reading, zone)

    assert reading.done == [["a"], ["a"]]


def test_what_nobody_has_asked_for_longest_goes_first(reading):
    rows = Rows(2)
    for name in ("a", "b", "a", "c", "a", "b"):
        rows.read([(name, 1)], reading)

    assert len(rows) == 2
    assert reading.done == [["a"], ["b"], ["c"], ["b"]]


def test_more_rows_than_are_kept_are_read_all_the_same(reading):
    rows = Rows(2)

    assert rows.read([(str(number), 0) for number in range(5)], reading) == [f"{number}: 0" for number in range(5)]
    assert len(rows) == 2


def test_a_process_can_forget_everything(reading):
    rows = Rows(10)
    for _ in range(2):
        rows.read([("a", 1)], reading)
        forget()

    assert (reading.done, len(rows)) == ([["a"], ["a"]], 0)


def test_nothing_is_kept_of_what_the_database_gave(reading):
    rows = Rows(10)
    rows.read([("a name that is not shown", 1)], lambda given: ["shown"] * len(given))

    assert "not shown" not in repr(rows.__dict__)


def test_threads_get_their_own_rows():
    rows = Rows(3)

    def asked(number):
        given = [(str(one), one) for one in range(number, number + 3)]
        return rows.read(given, lambda given: [one for _, one in given]) == [number, number + 1, number + 2]

    with ThreadPoolExecutor(4) as threads:
        assert all(threads.map(asked, [*range(10)] * 50))


def test_a_piece_is_written_once_for_each_thing_that_it_depends_on():
    written, done = Written(), []

    def write(about):
        done.append(about)
        return f"{about}!"

    assert [written.piece(about, write, about) for about in ("line", "page", "line")] == ["line!", "page!", "line!"]
    assert done == ["line", "page"]


def test_a_piece_for_readers_is_written_for_each_language():
    written, found = Written(), []
    for number, language in enumerate(("de", "ru", "de")):
        with translation.override(language):
            found.append(written.piece(for_reader("line"), f"{language} {{}}".format, number))

    assert found == ["de 0", "ru 1", "de 0"]


def test_pieces_of_a_row_are_bounded():
    written = Written()
    for number in range(10 * MOST_PIECES):
        assert written.piece(number, str, number) == str(number)

    assert len(written) <= MOST_PIECES
