"""Malformed files: each is refused, or its rows are, with a sentence that says where; and nothing has changed."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given, settings
from hypothesis import strategies as st

from handschlag.accounts.models import User
from handschlag.companies.models import Organisation, Participant, Person
from handschlag.engine.language import Text
from handschlag.foundation import spreadsheets
from handschlag.foundation.errors import RuleBroken
from handschlag.foundation.models import AuditEntry, Job, OutgoingMail, StoredFile
from handschlag.foundation.spreadsheets import reader, reading, sheets
from handschlag.registration.models import Answer, Applicant, Application, Import, Quota
from handschlag.registration.services import imports
from tests import factories as make
from tests.registration import malformed
from tests.registration.organisers import applied, office, post

INVOLVED = (
    *(Answer, Applicant, Application, Application.sectors.through, Quota, Organisation, Participant, Person),
    *(AuditEntry, Job, OutgoingMail, User),
)
ALL = [(kind, number) for kind in malformed.KINDS for number in range(malformed.EACH)]
SLOW = (malformed.bombs, malformed.many_columns, malformed.empty)
"""To be made, or the same more than once."""
KIND_IDS = [kind.__name__ for kind in malformed.KINDS]


@pytest.fixture
def at():
    found = office()
    question = make.QuestionFactory(event=found.event, kind="date", label=Text.of(en="Arrives on"))
    row = applied(found, "Werk 0", email="p0@example.org", region="Sachsen")
    make.AnswerFactory(application=row, question=question, value="2027-03-10")
    return found


def rows():
    return {model: list(model.objects.order_by("pk").values_list()) for model in INVOLVED}


def said(at, file):
    """Where the first mistake is, and the sentence about it."""
    try:
        found = imports.looked_at(at.event, SimpleUploadedFile(file.name, file.content))
    except RuleBroken as broken:
        params = broken.params or {}
        return params.get("row"), params.get("column"), " ".join(broken.messages)
    return found.problems[0].row, found.problems[0].column, found.problems[0].message


def check(at, file):
    before, kept = rows(), StoredFile.objects.count()
    sent = post(at, "imports", file=SimpleUploadedFile(file.name, file.content))

    if sent.status_code == 302:
        page = at.client.get(sent.url)
        row = Import.objects.get(event=at.event, state="seen")
        assert (page.status_code, post(at, "import_step", row.public_id, step="begin").status_code) == (200, 422)
        post(at, "import_step", row.public_id, step="stop")
    else:
        assert (sent.status_code, Import.objects.count()) == (422, 0)

    row, column, sentence = said(at, file)
    assert (rows() == before, StoredFile.objects.count() == kept) == (True, True)
    assert (row, column) == (file.row or row, file.column or column)
    assert len(sentence) > 20


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("kind", malformed.KINDS, ids=KIND_IDS)
def test_a_malformed_file_of_each_kind_is_refused_and_changes_nothing(at, kind):
    check(at, malformed.made(kind, 0))


@pytest.mark.django_db
@pytest.mark.long
@pytest.mark.parametrize(("kind", "number"), ALL, ids=[f"{kind.__name__}-{number}" for kind, number in ALL])
def test_all_240_malformed_files_are_refused_and_change_nothing(at, kind, number):
    check(at, malformed.made(kind, number))


@pytest.mark.long
def test_there_are_240_files_of_24_kinds_and_hardly_two_are_the_same():
    quick = [(kind, number) for kind, number in ALL if kind not in SLOW]

    assert (len(malformed.KINDS), len(ALL)) == (24, 240)
    assert len({malformed.made(*one).content for one in quick if one[0] is not malformed.other_content}) >= 190


@pytest.mark.django_db
def test_the_red_control_the_same_table_without_a_mistake_is_taken(at):
    rows = malformed.table(malformed.Random(1))
    for name, content in (("list.csv", malformed.csv(rows)), ("list.xlsx", malformed.book(rows))):
        found = imports.looked_at(at.event, SimpleUploadedFile(name, content))

        assert (found.problems, len(found.added) + len(found.changed) + found.same) == ([], len(rows) - 1)


def test_the_work_on_one_file_is_bounded():
    limits = (reading.MOST_BYTES, reading.MOST_CELLS, reading.MOST_ROWS, sheets.MOST_LETTERS)

    assert limits == (20_000_000, 2_000_000, 100_000, 50_000_000)
    assert (reader.MOST_SECONDS, sheets.TOO_LARGE) == (10, reader.TOO_LARGE)


def test_more_letters_than_fit_are_refused_by_the_child_alone(monkeypatch):
    monkeypatch.setattr(sheets, "MOST_LETTERS", 20)

    with pytest.raises(RuleBroken) as broken:
        spreadsheets.read(malformed.book([["name"], ["x" * 30]]))

    assert broken.value.code == "cell"


ROWS = malformed.table(malformed.Random(0), 4)
TABLES = (malformed.csv(ROWS), malformed.csv(ROWS, ";").decode().encode("cp1252"), "\ufeffa;b\r\n".encode("utf-16"))
BOOK = malformed.book(ROWS)
PARTS = ("xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml", "xl/styles.xml")
PIECES = st.sampled_from(
    [b'"', b"\x00", b"\xff", b"\xc3", b"=", b"\r", b";", b"<f>", b"</c>", b"<c r='XFD9'>", b"&#0;", b"]]>"]
)
EDITS = st.lists(
    st.tuples(st.integers(0, 10_000), st.integers(0, 40), PIECES | st.binary(max_size=8)), min_size=1, max_size=6
)


def mutated(content, edits):
    """From each place so many bytes are taken away, and these are put there."""
    for place, length, piece in edits:
        place %= len(content) + 1
        content = content[:place] + piece + content[place + length :]
    return content


def check_read_or_refused(content):
    """What else is raised fails the test."""
    try:
        table = spreadsheets.read(content)
    except RuleBroken as broken:
        found = bool(broken.messages[0])
    else:
        found = all(set(row.cells) == set(table.columns) for row in table.rows)
    assert found


def check_table(which, edits):
    check_read_or_refused(mutated(TABLES[which], edits))


def check_book(part, edits):
    """Without a part the archive itself is damaged."""
    if part is None:
        check_read_or_refused(mutated(BOOK, edits))
        return
    with zipfile.ZipFile(io.BytesIO(BOOK)) as packed:
        check_read_or_refused(malformed.repacked(BOOK, **{part: mutated(packed.read(part), edits)}))


MUTATED_TABLES = {"which": st.integers(0, len(TABLES) - 1), "edits": EDITS}
MUTATED_BOOKS = {"part": st.sampled_from([None, *PARTS]), "edits": EDITS}


@pytest.mark.slow
@given(**MUTATED_TABLES)
@settings(max_examples=170, deadline=None)
def test_a_mutated_csv_file_is_read_or_refused(which, edits):
    check_table(which, edits)


@pytest.mark.slow
@given(**MUTATED_BOOKS)
@settings(max_examples=30, deadline=None)
def test_a_mutated_xlsx_file_is_read_or_refused(part, edits):
    check_book(part, edits)


@pytest.mark.long
@given(**MUTATED_TABLES)
@settings(max_examples=3_500, deadline=None)
def test_thousands_of_mutated_csv_files_are_read_or_refused(which, edits):
    check_table(which, edits)


@pytest.mark.long
@given(**MUTATED_BOOKS)
@settings(max_examples=1_500, deadline=None)
def test_thousands_of_mutated_xlsx_files_are_read_or_refused(part, edits):
    check_book(part, edits)
