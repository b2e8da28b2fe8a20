"""Answers as columns: what goes out comes back unchanged, and what is not asked now is taken over from no file."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from handschlag.engine.language import Text
from handschlag.foundation import spreadsheets
from handschlag.foundation.errors import RuleBroken
from handschlag.registration import spreadsheet_import
from handschlag.registration.models import Answer, Application
from handschlag.registration.services import importing
from tests import factories as make
from tests.registration import desk
from tests.registration.organisers import applied, get, office, post

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
OPTIONS = [
    {"key": "tea", "label": Text.of(en="Tea, black", de="Tee, schwarz").as_data()},
    {"key": "mate", "label": Text.of(en="Mate", de="Mate").as_data()},
]
VALUES = {
    "text": "=1+1; „Pumpe“, groß",
    "long": "One\r\n\r\ntwo; three",
    "choice": "tea",
    "several": ["tea", "mate"],
    "number": 1.5,
    "date": "2027-03-10",
    "yes_no": False,
    "file": "AbCdEfGhIjKlMnOpQrStUv",
    "country": "DE",
}
SAID_ANEW = {
    "text": ("Valve", "Valve"),
    "long": ("One\ntwo", "One\ntwo"),
    "choice": ("Mate", "mate"),
    "several": ("Tee, schwarz", ["tea"]),
    "number": ("12,25", 12.25),
    "date": ("11.03.2027", "2027-03-11"),
    "yes_no": ("да", True),
    "country": ("Россия", "RU"),
}
WRONG = {
    "text": "a\u202eb",
    "long": "x" * 5001,
    "choice": "Coffee",
    "several": "Mate, Coffee",
    "number": "twelve",
    "date": "2027-02-30",
    "yes_no": "perhaps",
    "file": "another",
    "country": "Atlantis",
}


@pytest.fixture
def at():
    return office()


def asked(at, kind="text", label="Machine", **more):
    options = OPTIONS if kind in ("choice", "several") else []
    return make.QuestionFactory(event=at.event, kind=kind, label=Text.of(en=label), options=options, **more)


def exported(at, kind):
    return spreadsheets.read(b"".join(get(at, f"export_{kind}").streaming_content))


def compared(at, columns, *rows):
    content = spreadsheets.as_csv(columns, rows, language="en")
    with translation.override("en"):
        return importing.compare(at.event, spreadsheet_import.read(content, at.event))


def imported(at, columns, *rows):
    found = compared(at, columns, *rows)
    assert found.problems == []
    importing.take_over(at.event, found, by=at.user, now=desk.NOW)
    return found


def told(question):
    return list(Answer.objects.filter(question=question).order_by("applicant").values_list("value", flat=True))


def refusal(found):
    (problem,) = found.problems
    return problem.row, problem.column, problem.message


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_answers_of_every_kind_come_back_as_they_went_out(at, kind, language):
    row = applied(at)
    make.ApplicantFactory(application=row, name="Olga", number=7)
    for name, value in VALUES.items():
        make.AnswerFactory(application=row, question=asked(at, name, name), value=value)
        question = asked(at, name, f"{name} of each", is_for_each=True)
        for person in row.applicants.all():
            make.AnswerFactory(application=row, question=question, applicant=person, value=value)
    at.client.defaults["HTTP_ACCEPT_LANGUAGE"] = language
    before = list(Answer.objects.order_by("pk").values())
    content = b"".join(get(at, f"export_{kind}").streaming_content)

    found = importing.compare(at.event, spreadsheet_import.read(content, at.event))

    importing.take_over(at.event, found, by=at.user, now=desk.NOW)
    assert (found.same, found.problems, found.unknown) == (1, [], [])
    assert list(Answer.objects.order_by("pk").values()) == before


@pytest.mark.parametrize("kind", SAID_ANEW)
def test_an_answer_that_is_changed_in_a_file_is_changed(at, kind):
    row, question = applied(at), asked(at, kind, "Question")
    make.AnswerFactory(application=row, question=question, value=VALUES[kind])
    cell, value = SAID_ANEW[kind]

    found = imported(at, ["Key", "Question"], [row.public_id, cell])

    assert (len(found.changed), told(question)) == (1, [value])
    assert imported(at, ["Key", "Question"], [row.public_id, cell]).same == 1


@pytest.mark.parametrize("kind", WRONG)
def test_what_is_no_answer_is_said_by_row_and_column(at, kind):
    row, question = applied(at), asked(at, kind, "Question")

    number, column, message = refusal(compared(at, ["Key", "Question"], [row.public_id, WRONG[kind]]))

    assert (number, column, told(question)) == (2, "Question", [])
    assert message.count("“") == 1


def test_new_applications_come_with_their_answers(at):
    machine, tea = asked(at), asked(at, "yes_no", "Tea", is_for_each=True)
    columns = ["email", "contact_name", "side", "representatives", "Machine", "Tea"]

    imported(at, columns, ["a@example.org", "Anna", "guest", "Anna; Olga", "Pump", "Anna: no; Olga: yes"])

    said = Answer.objects.filter(question=tea).values_list("applicant__name", "value")
    assert (told(machine), dict(said)) == (["Pump"], {"Anna": False, "Olga": True})


def test_an_empty_cell_takes_an_answer_away_but_never_a_file(at):
    row, text, file = applied(at), asked(at, label="Text"), asked(at, "file", "File")
    for question in (text, file):
        make.AnswerFactory(application=row, question=question, value="said")

    imported(at, ["Key", "Text", "File"], [row.public_id, "", ""])

    assert (told(text), told(file)) == ([], ["said"])


def test_what_is_asked_after_approval_is_taken_over_for_those_who_are_approved_alone(at):
    question = asked(at, label="Hotel", stage="approved")
    waits, approved = applied(at, "Werk 1"), applied(at, "Werk 2", state="approved", ticket="t")

    number, column, message = refusal(compared(at, ["Key", "Hotel"], [waits.public_id, "Mir"]))
    imported(at, ["Key", "Hotel"], [approved.public_id, "Mir"], [waits.public_id, ""])

    assert (number, column, "after approval" in message) == (2, "Hotel", True)
    assert (told(question), approved.answers.count()) == (["Mir"], 1)


def test_what_few_may_read_is_taken_over_from_no_file(at):
    question, row = asked(at, label="Diet", is_sensitive=True), applied(at, state="approved", ticket="t")

    number, column, _message = refusal(compared(at, ["Key", "Diet"], [row.public_id, "vegan"]))

    assert (number, column, told(question)) == (1, "Diet", [])


def test_what_another_side_is_asked_is_refused(at):
    other = make.SideFactory(event=at.event, key="home")
    asked(at, label="Stand", side=other)
    row = applied(at)

    assert refusal(compared(at, ["Key", "Stand"], [row.public_id, "4"]))[:2] == (2, "Stand")


def test_names_of_questions_that_are_names_of_other_columns_are_kept_apart(at):
    first, second = asked(at, label="Region"), asked(at, label="region")
    row = applied(at, region="Sachsen")
    for question, value in ((first, "one"), (second, "two")):
        make.AnswerFactory(application=row, question=question, value=value)
    table = exported(at, "csv")
    cells = {name: f"{cell}" for name, cell in table.rows[0].cells.items()}

    same = compared(at, table.columns, list(cells.values()))
    imported(at, table.columns, list((cells | {"region (3)": "three"}).values()))

    assert (same.same, told(first), told(second)) == (1, ["one"], ["three"])
    assert Application.objects.get().region == "Sachsen"


def test_two_columns_that_mean_the_same_are_refused(at):
    asked(at)
    for columns in (["email", "Mail address"], ["email", "Machine", "machine"]):
        with pytest.raises(RuleBroken) as broken:
            compared(at, columns, ["a@example.org"])
        assert broken.value.code == "header"


def test_three_rows_with_answers_take_as_many_queries_as_one(at, django_assert_num_queries):
    question = asked(at)
    rows = [applied(at, name) for name in ("Werk 1", "Werk 2", "Werk 3")]
    for row in rows:
        make.AnswerFactory(application=row, question=question, value="Pump")
    for number in (1, 3):
        lines = [[row.public_id, "Pump"] for row in rows[:number]]
        read = spreadsheet_import.read(spreadsheets.as_csv(["Key", "Machine"], lines, language="en"), at.event)
        with django_assert_num_queries(6):
            assert importing.compare(at.event, read).same == number


def test_a_long_file_is_compared_piece_by_piece(at, monkeypatch, django_assert_num_queries):
    """So that it never holds all applications of the event at once."""
    monkeypatch.setattr(importing, "AT_ONCE", 2)
    question = asked(at)
    rows = [applied(at, f"Werk {number}") for number in range(5)]
    make.AnswerFactory(application=rows[3], question=question, value="Pump")
    lines = [[row.public_id, "Pump"] for row in rows]
    read = spreadsheet_import.read(spreadsheets.as_csv(["Key", "Machine"], lines, language="en"), at.event)

    with django_assert_num_queries(2 + 3 * 4):
        found = importing.compare(at.event, read)

    assert ([one.public_id for one in found.changed], found.same) == (
        [row.public_id for number, row in enumerate(rows) if number != 3],
        1,
    )


def test_the_template_asks_what_is_asked_with_an_application_and_the_preview_names_what_was_answered(at):
    asked(at)
    asked(at, label="Hotel", stage="approved")
    row = applied(at)
    content = spreadsheets.as_csv(["Key", "Machine"], [[row.public_id, "Pump"]], language="en")

    columns = spreadsheets.read(get(at, "import_template", "csv").content).columns
    sent = post(at, "imports", file=SimpleUploadedFile("list.csv", content))

    assert {"Machine", "Hotel"} & set(columns) == {"Machine"}
    assert "+ Machine" in at.client.get(sent.url).content.decode()


@pytest.mark.slow
@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("number", [0, -7, 1.5, 0.1 + 0.2, 10**20, 1.5e-7, 12_345_678.25])
def test_numbers_come_back_digit_for_digit(at, kind, language, number):
    make.AnswerFactory(application=applied(at), question=asked(at, "number"), value=number)
    at.client.defaults["HTTP_ACCEPT_LANGUAGE"] = language
    content = b"".join(get(at, f"export_{kind}").streaming_content)

    found = importing.compare(at.event, spreadsheet_import.read(content, at.event))

    assert (found.same, found.problems) == (1, [])
