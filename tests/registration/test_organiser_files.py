"""Applications as files: what goes out comes back, and what is wrong changes nothing."""

import csv
import io
import tracemalloc

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from handschlag.engine.language import Text
from handschlag.events.roles import Role
from handschlag.foundation import jobs, spreadsheets
from handschlag.foundation.errors import RuleBroken
from handschlag.foundation.models import AuditEntry, Job, OutgoingMail, StoredFile
from handschlag.registration import spreadsheet, spreadsheet_import
from handschlag.registration.models import Application, Import
from handschlag.registration.services import importing, imports
from tests import factories as make
from tests.registration import desk
from tests.registration.organisers import address, applied, get, now_is, office, post

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
HEAD = "Mail address,Contact person,Organisation,Country,Side,Size,Sectors,Language,Representatives"
GOOD = "anna@example.org,Anna,Werk 1,DE,Gäste,small,Pumps,ru,Anna Berg (de native); Olga <o@example.org>"


def file(*lines, head=HEAD, name="list.csv"):
    return SimpleUploadedFile(name, "\r\n".join((head, *lines)).encode())


def problems(at, *lines, head=HEAD):
    read = spreadsheet_import.read(file(*lines, head=head).read(), at.event)
    return [(one.row, one.column) for one in importing.compare(at.event, read).problems]


def rows_of(answer):
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


@pytest.fixture
def at():
    found = office()
    make.TagFactory(host=found.event.host, kind="sector", slug="pumps", name=Text.of(en="Pumps", de="Pumpen"))
    return found


def test_a_file_is_looked_at_and_changes_nothing_before_it_is_taken_over(at):
    sent = post(at, "imports", file=file(GOOD))
    page = at.client.get(sent.url).content.decode()

    assert (Application.objects.count(), "Werk 1" in page, Import.objects.get().state) == (0, True, "seen")


def test_what_is_taken_over_waits_for_a_decision_and_nobody_is_written_to(at):
    post(at, "imports", file=file(GOOD))
    row = Import.objects.get()

    post(at, "import_step", row.public_id, step="begin")

    made = Application.objects.get()
    assert (made.state, made.organisation.name, made.side, made.size) == ("submitted", "Werk 1", at.side, "small")
    assert ([tag.slug for tag in made.sectors.all()], made.language) == (["pumps"], "ru")
    assert [(one.name, one.email, one.languages) for one in made.applicants.all()] == [
        ("Anna Berg", "", [{"language": "de", "level": "native"}]),
        ("Olga", "o@example.org", []),
    ]
    assert (OutgoingMail.objects.count(), StoredFile.objects.count(), Import.objects.get().added) == (0, 0, 1)
    assert AuditEntry.objects.filter(verb="application.imported").exists()


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_an_export_comes_back_as_it_was_and_what_was_changed_in_it_is_changed(at, kind):
    rows = [applied(at, f"Werk {number}", email=f"a{number}@example.org") for number in range(3)]
    rows[0].sectors.add(at.event.host.tags.get())
    answer = get(at, f"export_{kind}")
    content = b"".join(answer.streaming_content)
    same = importing.compare(at.event, spreadsheet_import.read(content, at.event))
    table = spreadsheets.read(content)
    changed = [[str(cell) for cell in row.cells.values()] for row in table.rows]
    changed[1][table.columns.index("Region")] = "Sachsen"
    again = spreadsheets.as_csv(table.columns, changed, language="en")

    found = importing.compare(at.event, spreadsheet_import.read(again, at.event))
    importing.take_over(at.event, found, by=at.user, now=desk.NOW)

    assert (same.same, same.problems, same.unknown) == (3, [], [])
    assert (found.same, len(found.changed), found.added) == (2, 1, [])
    assert sorted(row.region for row in Application.objects.all()) == ["", "", "Sachsen"]


def test_the_same_file_again_changes_nothing(at):
    for _ in range(2):
        read = spreadsheet_import.read(file(GOOD).read(), at.event)
        found = importing.compare(at.event, read)
        importing.take_over(at.event, found, by=at.user, now=desk.NOW)

    assert (found.same, Application.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("anna,Anna,Werk 1,DE,Gäste,small,,de,", "Mail address"),
        (",Anna,Werk 1,DE,Gäste,small,,de,", "Mail address"),
        ("a@example.org,,Werk 1,DE,Gäste,small,,de,", "Contact person"),
        ("a@example.org,A,Werk 1,Atlantis,Gäste,small,,de,", "Country"),
        ("a@example.org,A,Werk 1,,Gäste,small,,de,", "Country"),
        ("a@example.org,A,Werk 1,DE,,small,,de,", "Side"),
        ("a@example.org,A,Werk 1,DE,Nobody,small,,de,", "Side"),
        ("a@example.org,A,Werk 1,DE,Gäste,huge,,de,", "Size"),
        ("a@example.org,A,Werk 1,DE,Gäste,small,Cheese,de,", "Sectors"),
        ("a@example.org,A,Werk 1,DE,Gäste,small,,xx,", "Language"),
        ("a@example.org,A,Werk 1,DE,Gäste,small,,de,Anna (fluent)", "Representatives"),
    ],
)
def test_what_is_wrong_is_said_by_row_and_column_and_nothing_is_taken_over(at, row, column):
    assert problems(at, GOOD, row) == [(3, column)]
    found = importing.compare(at.event, spreadsheet_import.read(file(GOOD, row).read(), at.event))

    with pytest.raises(RuleBroken) as broken:
        importing.take_over(at.event, found, by=at.user, now=desk.NOW)

    assert (broken.value.code, Application.objects.count()) == ("problems", 0)


def test_a_key_of_nowhere_and_the_same_thing_twice_are_wrong(at):
    elsewhere = applied(office())
    over = applied(at, "Over", state="refused")

    assert problems(at, f"{elsewhere.public_id},a@example.org,A", head="Key,Mail address,Contact person") == [
        (2, "Key")
    ]
    assert problems(at, f"{over.public_id},Tula", head="Key,Region") == [(2, "Key")]
    assert problems(at, GOOD, GOOD) == [(3, "Organisation")]


def test_columns_are_known_in_every_language_and_unknown_ones_are_named(at):
    found = []
    for head, row in (
        ("email;contact_name", "a@x.example;A"),
        ("Mail address;CONTACT  person;Shoe size", "b@x.example;B;4"),
    ):
        read = spreadsheet_import.read(file(row, head=head).read(), at.event)
        found.append((sorted(read.columns), read.unknown))

    assert found == [(["contact_name", "email"], []), (["contact_name", "email"], ["Shoe size"])]
    with pytest.raises(RuleBroken) as broken:
        spreadsheet_import.read(file("44", head="Shoe size").read(), at.event)
    assert broken.value.code == "header"


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_template_can_be_imported_as_it_is(at, kind):
    content = get(at, "import_template", kind).content

    read = spreadsheet_import.read(content, at.event)

    assert (read.problems, read.unknown, len(read.entries)) == ([], [], 1)


def test_cells_that_could_compute_are_text_in_an_export(at):
    applied(at, "=1+1", contact_name="@SUM(A1)", email="x@example.org")

    (row,) = rows_of(get(at, "export_csv"))

    assert (row["Organisation"], row["Contact person"]) == ("'=1+1", "'@SUM(A1)")


def test_an_export_holds_what_the_list_shows_and_no_answer_that_is_nobody_elses_business(at):
    row = applied(at, "Werk 1")
    applied(at, "Werk 2", state="refused")
    for label, more in (("Machine", {}), ("Diet", {"is_sensitive": True})):
        question = make.QuestionFactory(event=at.event, label=Text.of(en=label), **more)
        make.AnswerFactory(application=row, question=question, value="told")

    (shown,) = rows_of(get(at, "export_csv", state="submitted"))

    assert (shown["Organisation"], shown["Machine"], "Diet" in shown) == ("Werk 1", "told", False)


def test_three_rows_take_as_many_queries_as_one(at, django_assert_num_queries):
    table = spreadsheet.table(at.event)
    for name in ("Werk 1", "Werk 2", "Werk 3"):
        applied(at, name)
        with django_assert_num_queries(1):
            list(spreadsheet.rows(Application.objects.filter(event=at.event), table))


@pytest.mark.slow
def test_a_long_file_is_left_to_a_worker_which_takes_over_all(at, monkeypatch):
    monkeypatch.setattr(imports, "AT_ONCE", 1)
    post(at, "imports", file=file(GOOD, GOOD.replace("anna@", "b@").replace("Werk 1", "Werk 2")))
    row = Import.objects.get()
    page = post(at, "import_step", row.public_id, step="begin")
    waiting = at.client.get(page.url).content.decode()
    between = Application.objects.count()

    jobs.run(Job.objects.get().pk)

    row.refresh_from_db()
    assert ("Waits for a worker." in waiting, between) == (True, 0)
    assert (row.state, row.added, Application.objects.count(), StoredFile.objects.count()) == ("done", 2, 2, 0)


def test_what_was_stopped_before_it_was_written_changes_nothing(at, monkeypatch):
    monkeypatch.setattr(imports, "AT_ONCE", 0)
    post(at, "imports", file=file(GOOD))
    row = Import.objects.get()
    post(at, "import_step", row.public_id, step="begin")
    post(at, "import_step", row.public_id, step="stop")

    jobs.run(Job.objects.get().pk)

    assert (Import.objects.get().state, Application.objects.count()) == ("stopped", 0)


def test_what_somebody_changed_meanwhile_lets_nothing_be_taken_over(at):
    found = importing.compare(
        at.event, spreadsheet_import.read(file(GOOD, GOOD.replace("Werk 1", "Werk 2")).read(), at.event)
    )
    organisation = make.OrganisationFactory(name="Werk 1", country="DE")
    make.ApplicationFactory(event=at.event, organisation=organisation, state="submitted")

    with pytest.raises(RuleBroken) as broken:
        importing.take_over(at.event, found, by=at.user, now=desk.NOW)

    assert (broken.value.code, Application.objects.count()) == ("meanwhile", 1)


def test_what_is_gone_meanwhile_lets_nothing_be_taken_over(at):
    """Somebody has erased one of those that the file changes."""
    rows = [make.ApplicationFactory(event=at.event, state="submitted", contact_name=name) for name in ("Anna", "Olga")]
    lines = [[row.public_id, f"{row.contact_name} B."] for row in rows]
    read = spreadsheet_import.read(spreadsheets.as_csv(["Key", "Contact person"], lines, language="en"), at.event)
    found = importing.compare(at.event, read)
    rows[1].delete()

    with pytest.raises(RuleBroken) as broken:
        importing.take_over(at.event, found, by=at.user, now=desk.NOW)

    assert broken.value.code == "meanwhile"
    assert Application.objects.get().contact_name == "Anna"


def test_whoever_loses_a_place_by_a_change_in_a_file_is_counted_exactly(at):
    quota = make.QuotaFactory(event=at.event, size="large", capacity=0)
    row = applied(at, "Werk 1", email="a@example.org")
    post(at, "decide", row.public_id, step="approve")
    read = spreadsheet_import.read(file(f"{row.public_id},large", head="Key,Size").read(), at.event)

    with pytest.raises(RuleBroken) as broken:
        importing.take_over(at.event, importing.compare(at.event, read), by=at.user, now=desk.NOW)

    quota.refresh_from_db()
    assert (broken.value.code, now_is(row).size, quota.taken) == ("full", "small", 0)


def test_what_is_no_table_is_refused_at_once_and_not_kept(at):
    answer = post(at, "imports", file=SimpleUploadedFile("list.xlsx", b"PK\x03\x04 broken"))

    assert (answer.status_code, Import.objects.count(), StoredFile.objects.count()) == (422, 0, 0)
    assert address(at, "imports").endswith("/applications/import/")


@pytest.mark.slow
def test_an_export_of_many_is_made_while_it_is_sent(at):
    Application.objects.bulk_create(
        make.ApplicationFactory.build(event=at.event, state="submitted", side=at.side) for _ in range(3000)
    )
    table = spreadsheet.table(at.event)
    parts = spreadsheets.csv_parts(
        table.columns, spreadsheet.rows(Application.objects.filter(event=at.event), table), language="en"
    )
    tracemalloc.start()
    size = sum(map(len, parts))
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert (size > 300_000, most < 12_000_000) == (True, True)


def test_badges_are_printed_of_all_who_are_approved_and_of_nobody_else(at):
    applied(at, "Werk 1")
    nobody = get(at, "badges")
    for number in (2, 3):
        applied(at, f"Werk {number}", state="approved", ticket=f"t{number}")

    printed = get(at, "badges")

    assert (nobody.status_code, nobody.url) == (302, address(at, "applications"))
    assert (printed["Content-Type"], b"/Count 2" in printed.content) == ("application/pdf", True)


def co_organiser(at, name="Klara Kammer", **facts):
    return make.MembershipFactory(event=at.event, role=Role.CO_ORGANISER, user__name=name, **facts).user


@pytest.mark.parametrize("called", ["Klara Kammer", "klara  KAMMER", "klara@chamber.example"])
def test_a_file_may_say_by_whom_they_came(at, called):
    klara = co_organiser(at, user__email="klara@chamber.example")
    content = file(f"{GOOD},{called}", head=f"{HEAD},Came by").read()

    found = importing.compare(at.event, spreadsheet_import.read(content, at.event))
    importing.take_over(at.event, found, by=at.user, now=timezone.now())

    assert Application.objects.get().came_by == klara


def test_of_two_of_the_same_name_the_file_names_the_address_and_comes_back_as_it_was(at):
    klara, _other = co_organiser(at), co_organiser(at)
    row = applied(at, came_by=klara, email="a@example.org")
    table = spreadsheet.table(at.event)
    place = table.columns.index(str(spreadsheet.FIELDS["came_by"].label))
    written = next(iter(spreadsheet.rows(Application.objects.all(), table)))[place]

    again = file(f"{row.email},{written}", head="Mail address,Came by").read()
    found = importing.compare(at.event, spreadsheet_import.read(again, at.event))

    assert (written, found.same) == (f"Klara Kammer <{klara.email}>", 1)
    assert problems(at, "a@example.org,Klara Kammer", head="Mail address,Came by") == [(2, "Came by")]


def test_who_is_no_co_organiser_brings_nobody(at):
    make.UserFactory(name="Fremd Person")

    assert problems(at, f"{GOOD},Fremd Person", head=f"{HEAD},Came by") == [(2, "Came by")]


def test_the_template_has_a_column_for_whom_they_came_by_and_says_how_it_is_written(at):
    co_organiser(at)

    text = get(at, "import_template", "csv").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))

    assert [row["Came by"] for row in rows] == ["Klara Kammer"]


@pytest.mark.slow
def test_what_is_entered_by_hand_came_by_somebody_and_changes_hands_under_the_log(at):
    klara, zoe = co_organiser(at), co_organiser(at, "Zoe Zweite")
    said = {"contact_name": "Anna", "email": "a@example.org", "language": "de", "side": "guest"}

    post(at, "new_application", **said, came_by=klara.public_id)
    row = Application.objects.get()
    first = row.came_by
    post(at, "change_for_them", row.public_id, **said, came_by=zoe.public_id)
    shown = get(at, "application_desk", row.public_id).content.decode()

    assert (first, now_is(row).came_by) == (klara, zoe)
    assert "<dt>Came by</dt><dd>Zoe Zweite</dd>" in shown
    assert "Zoe" not in f"{AuditEntry.objects.get(verb='application.changed').words}"


def test_an_event_without_co_organisers_does_not_ask_by_whom_they_came(at):
    assert 'name="came_by"' not in get(at, "new_application").content.decode()
