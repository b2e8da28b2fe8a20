"""What is kept of rows and of what was written of them: never of a row that has changed."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import transaction
from django.utils import translation

from handschlag.foundation import revisions
from handschlag.foundation.fragments import MOST_PIECES, Followed, Lines, Rows, Written, for_reader, forget
from handschlag.foundation.models import Change, Job, StoredFile


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


class Row:
    """A row that keeps what was written of it, and how often something was."""

    def __init__(self, name):
        self.name, self.written, self.times = name, Written(), 0


def in_words(row, mark="!"):
    row.times += 1
    return row.name + mark


@pytest.fixture
def rows():
    return [Row(name) for name in "abc"]


@pytest.mark.parametrize(
    "change",
    [
        lambda rows: rows,
        lambda rows: [*rows[1:], rows[0]],
        lambda rows: rows[1:],
        lambda rows: [Row("d"), *rows],
        lambda rows: [rows[0], Row("d"), rows[2]],
        lambda rows: [],
    ],
    ids=["nothing", "order", "gone", "new", "edited", "all gone"],
)
def test_of_a_line_only_new_rows_are_written(rows, change):
    lines = Lines(100)
    lines.pieces(rows, "words", in_words)
    now = change(rows)

    assert lines.pieces(now, "words", in_words) == [f"{row.name}!" for row in now]
    assert [row.times for row in now] == [1] * len(now)
    assert lines.pieces(rows, "words", in_words) == ["a!", "b!", "c!"]


def test_lines_about_something_else_are_others(rows):
    lines = Lines(100)

    assert lines.pieces(rows, "words", in_words) == ["a!", "b!", "c!"]
    assert lines.pieces(rows, "questions", in_words, "?") == ["a?", "b?", "c?"]
    assert lines.pieces(rows, "words", in_words) == ["a!", "b!", "c!"]


@pytest.mark.parametrize("most", [0, 2, 3, 7])
def test_lines_are_bounded_by_their_pieces(rows, most):
    lines = Lines(most)
    for about in range(10):
        for row in (rows, rows[:2]):
            assert lines.pieces(row, about, in_words) == [f"{one.name}!" for one in row]
            assert len(lines) <= most

    forget()
    assert len(lines) == 0


class Scope:
    """Rows of a scope in the database, and what is read of them."""

    def __init__(self, kept):
        self.kept, self.rows, self.done = kept, {}, []

    def edit(self, *ids, told=True, kind=Job):
        """Change rows, and note it as services do."""
        for key in ids:
            self.rows[key] = self.rows.get(key, 0) + 1
        revisions.bump("forum", "public", about=[kind(public_id=key) for key in ids] if told else ())

    def seen(self, number=None):
        """What is found, and whether all was read for it, or which rows."""
        self.done.clear()
        number = revisions.public("forum") if number is None else revisions.PublicNumber(number, ("forum",))
        found = self.kept.read(number, self.all, self.some)
        assert dict(found) == self.rows
        return list(self.done)

    def all(self):
        self.done.append("all")
        return dict(self.rows)

    def some(self, ids):
        self.done.append(sorted(ids))
        return {key: self.rows[key] for key in ids if key in self.rows}


@pytest.fixture
def scope(db):
    """Two rows that were read after a change of which is known what it was about."""
    made = Scope(Followed("foundation.job", 100))
    made.edit("a", "b")
    made.seen()
    return made


def test_rows_that_are_followed_are_read_again_one_by_one(scope):
    nothing = scope.seen()
    scope.edit("b")
    scope.edit("c")

    assert (nothing, scope.seen(), scope.seen()) == ([], [["b", "c"]], [])


def test_a_row_that_is_gone_is_no_longer_there(scope):
    scope.edit("a")
    del scope.rows["a"]

    assert scope.seen() == [["a"]]


def untold(scope):
    scope.edit("a", told=False)


def untold_in_between(scope):
    scope.edit("a", told=False)
    scope.edit("b")


def of_another_kind(scope):
    scope.edit("a", kind=StoredFile)


def of_many_rows(scope):
    scope.edit(*"abcdefghi")


def of_many_rows_one_by_one(scope):
    for key in "abcdefghi":
        scope.edit(key)


def long_ago(scope):
    for _ in range(101):
        scope.edit("a")


@pytest.mark.parametrize(
    "change", [untold, untold_in_between, of_another_kind, of_many_rows, of_many_rows_one_by_one, long_ago]
)
def test_all_is_read_where_it_is_not_known_what_has_changed(scope, change):
    change(scope)

    assert scope.seen() == ["all"]


def test_what_was_taken_back_is_not_followed(scope):
    before = dict(scope.rows)
    with transaction.atomic():
        scope.edit("a")
        within = scope.seen()
        transaction.set_rollback(True)
    scope.rows = before
    after = scope.seen()
    scope.edit("b")  # rises to the same number

    assert (within, after, scope.seen()) == ([["a"]], ["all"], [["b"]])


def test_whoever_asked_for_the_number_a_little_earlier_sees_what_is_there_by_now(scope):
    number = int(revisions.public("forum"))
    scope.edit("a")

    assert (scope.seen(), scope.seen(number)) == ([["a"]], [])


def test_two_processes_follow_the_same_rows(scope):
    other = Scope(Followed("foundation.job", 100))
    other.rows = scope.rows
    first = other.seen()
    scope.edit("a")

    assert (first, scope.seen(), other.seen()) == (["all"], [["a"]], [["a"]])


def test_so_many_rows_are_followed_and_the_others_forgotten(scope):
    scope.kept = Followed("foundation.job", 3)
    scope.seen()
    for name in ("x", "y", "x"):
        revisions.bump(name, "public", about=[Job(public_id="a")])
        scope.kept.read(revisions.public(name), scope.all, scope.some)

    kept = len(scope.kept)
    forget()
    assert (kept, len(scope.kept)) == (2, 0)


def test_no_more_than_a_hundred_changes_are_kept(scope):
    long_ago(scope)

    assert Change.objects.count() == 100


def test_a_change_is_about_rows_of_one_kind(db):
    with pytest.raises(ValueError, match=r"one kind, got foundation\.job, foundation\.storedfile"):
        revisions.bump("forum", "public", about=[Job(public_id="a"), StoredFile(public_id="b")])
