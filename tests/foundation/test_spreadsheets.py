"""Tables as files: no cell becomes a formula, what was written is read again, and no file does harm."""

import csv
import io
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from xml.etree import ElementTree

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from handschlag.foundation import spreadsheets
from handschlag.foundation.errors import RuleBroken
from handschlag.foundation.spreadsheets import formulas, reading

FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "＝1", "＋1", "－1", "＠x", "'=1", "''-x"]
# As XML keeps it: no control characters, and a lone carriage return would come back as a line feed.
TEXTS = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff\u2028\u2029")
    | st.sampled_from("=+-@'\t")
).filter(lambda text: text == text.strip() and not text.startswith("_x"))
COLUMNS = ("name", "note")
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def refused(content):
    with pytest.raises(RuleBroken) as broken:
        spreadsheets.read(content)
    return broken.value.code, broken.value.messages[0]


def is_read_or_refused(content):
    try:
        spreadsheets.read(content)
    except RuleBroken as broken:
        return bool(broken.messages[0])
    return True


def archive(**entries):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in entries.items():
            packed.writestr(name, content)
    return file.getvalue()


def book(**changed):
    """A workbook with one sheet as other programs write it, some of its parts replaced; None takes a part out."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as written:
        sheet = written.add_worksheet()
        for number, row in enumerate((COLUMNS, ("Pumpe", 3))):
            sheet.write_row(number, 0, row)
    with zipfile.ZipFile(file) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    return archive(**{name: part for name, part in (parts | changed).items() if part is not None})


@pytest.mark.parametrize("text", FORMULAS)
def test_no_text_becomes_a_formula(text):
    as_csv = spreadsheets.as_csv(COLUMNS, [[text, "x"]], language="en").decode("utf-8-sig")
    as_xlsx = spreadsheets.as_xlsx(COLUMNS, [[text, "x"]])

    (_head, (cell, _)) = csv.reader(io.StringIO(as_csv, newline=""))
    assert cell == f"'{text}"
    with zipfile.ZipFile(io.BytesIO(as_xlsx)) as packed:
        assert b"<f>" not in packed.read("xl/worksheets/sheet1.xml")


@pytest.mark.parametrize(("language", "other"), [("de", ","), ("en", ";")])
def test_no_text_becomes_a_formula_for_whoever_has_the_other_separator(language, other):
    written = spreadsheets.as_csv(COLUMNS, [[f"x{other}=1+1", "y"]], language=language).decode("utf-8-sig")

    rows = list(csv.reader(io.StringIO(written, newline=""), delimiter=other))
    assert [cell for row in rows for cell in row if formulas.TAKEN_FOR_FORMULA.match(cell)] == []


def test_the_red_control_a_file_without_marks_does_hold_formulas():
    assert [text for text in FORMULAS if not formulas.TAKEN_FOR_FORMULA.match(text)] == []
    assert [text for text in ("1", "a=b", "Müller", "O'Neill", "") if formulas.TAKEN_FOR_FORMULA.match(text)] == []


@pytest.mark.parametrize(
    ("language", "line"), [("de", '"a";"1,5";"2";"-3"'), ("ru", '"a";"1,5";"2";"-3"'), ("en", '"a","1.5","2","-3"')]
)
def test_numbers_stay_numbers_as_the_reader_writes_them(language, line):
    written = spreadsheets.as_csv(["n", "x", "y", "z"], [["a", 1.5, Decimal(2), -3]], language=language)

    assert written.startswith(b"\xef\xbb\xbf")
    assert written.decode("utf-8-sig").splitlines()[1] == line


def test_days_times_and_truth_are_written_as_such():
    row = [date(2027, 3, 10), datetime(2027, 3, 10, 9, 30), True, None]

    written = spreadsheets.as_csv(["d", "t", "b", "n"], [row], language="en").decode("utf-8-sig").splitlines()[1]
    read = spreadsheets.read(spreadsheets.as_xlsx(["d", "t", "b", "n"], [row])).rows[0].cells

    assert written == '"2027-03-10","2027-03-10 09:30","1",""'
    assert read == {"d": date(2027, 3, 10), "t": row[1], "b": True, "n": ""}


@pytest.mark.parametrize("language", ["de", "en"])
@given(rows=st.lists(st.tuples(TEXTS.filter(bool), TEXTS), max_size=6))
@settings(max_examples=40, deadline=None)
def test_what_was_written_as_csv_is_read_again(rows, language):
    table = spreadsheets.read(spreadsheets.as_csv(COLUMNS, rows, language=language))

    assert [tuple(row.cells.values()) for row in table.rows] == rows
    assert (table.columns, [row.number for row in table.rows]) == (COLUMNS, list(range(2, len(rows) + 2)))


@pytest.mark.slow
@given(rows=st.lists(st.tuples(TEXTS.filter(bool), TEXTS), min_size=5, max_size=20))
@settings(max_examples=8, deadline=None)
def test_what_was_written_as_xlsx_is_read_again(rows):
    table = spreadsheets.read(spreadsheets.as_xlsx(COLUMNS, rows))

    assert [tuple(row.cells.values()) for row in table.rows] == rows


@pytest.mark.parametrize(
    "text", ["<r>x</r>", "<r><t>a</t></r>", "<r><b</r>", "a & b < c > d", "_x0041_", " x ", "a\nb"]
)
def test_what_looks_like_the_inside_of_a_workbook_is_text(text):
    with zipfile.ZipFile(io.BytesIO(spreadsheets.as_xlsx([text, "note"], [["a", text]]))) as packed:
        sheet = ElementTree.fromstring(packed.read("xl/worksheets/sheet1.xml"))

    found = ["".join(one.itertext()) for one in sheet.iter(f"{MAIN}c")]
    assert found == [text.replace("_x0041_", "_x005F_x0041_") for text in (text, "note", "a", text)]


def test_a_cell_of_every_kind_is_read_as_what_it_was():
    row = ["text", 3, Decimal("1.25"), True, datetime(2027, 3, 9, 8, 30, tzinfo=UTC), date(2027, 3, 9), None]

    table = spreadsheets.read(spreadsheets.as_xlsx(list("abcdefg"), [row]))

    assert table.rows[0].cells == dict(
        zip("abcdefg", ["text", 3, 1.25, True, datetime(2027, 3, 9, 8, 30), date(2027, 3, 9), ""], strict=True)
    )


@pytest.mark.slow
@given(name=st.text(max_size=60))
@settings(max_examples=8, deadline=None)
def test_a_sheet_may_be_called_anything(name):
    assert spreadsheets.read(spreadsheets.as_xlsx(COLUMNS, [["a", 1]], name=name)).rows[0].cells == {
        "name": "a",
        "note": 1,
    }


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_german_tables_are_understood_however_they_were_saved(encoding, delimiter):
    lines = [["Firma", "Stadt", "Hinweis"], ["Müller & Söhne", "Görlitz", "groß, laut"], ["Weiß", "Köln", ""]]
    saved = "\r\n".join(delimiter.join(f'"{cell}"' for cell in line) for line in lines).encode(encoding)

    table = spreadsheets.read(saved)

    assert table.columns == ("Firma", "Stadt", "Hinweis")
    assert [tuple(row.cells.values()) for row in table.rows] == [tuple(line) for line in lines[1:]]


def test_russian_tables_of_older_programs_are_understood():
    saved = "Название;Город\nЗавод «Насос»;Томск\n".encode("cp1251")

    assert spreadsheets.read(saved).rows[0].cells == {"Название": "Завод «Насос»", "Город": "Томск"}


@pytest.mark.parametrize("encoding", ["cp1251", "cp1252"])
def test_marks_that_look_like_halves_of_letters_are_no_damage(encoding):
    words = {"cp1251": "ЗАО «ЛЕС» «МИР» №7 ПОДЪЁМ…", "cp1252": "„Spaß“ “GROß” «CAFÉ» Ängste…"}[encoding]

    table = spreadsheets.read(f"name;note\n{words};1\n{words.lower()};2\n".encode(encoding))

    assert [row.cells["name"] for row in table.rows] == [words, words.lower()]


@pytest.mark.parametrize(
    ("content", "code", "row"),
    [
        ("name;note\nMüller;1\n".encode() + "Köln;2\n".encode("cp1252"), "encoding", 3),
        ("name;note\nKö".encode()[:-1] + b"ln;2\nM\xc3\xbcller;1\n", "encoding", 2),
        (b'name;note\na;1\n"b;2\nc;3\n', "unreadable", 3),
        (b'name;note\n"a" b;1\n', "unreadable", 2),
        (b"name;note;more\na;1;2\nb;1", "cut", 3),
        (b"name;note\na;=1+1\n", "formula", 2),
        (b"name;note\na;1\nb;\x00\n", "type", 3),
    ],
)
def test_where_a_table_is_damaged_is_said(content, code, row):
    with pytest.raises(RuleBroken) as broken:
        spreadsheets.read(content)

    assert (broken.value.code, broken.value.params["row"]) == (code, row)


@pytest.mark.parametrize("text", ["+49 30 1234", "-5", "@home", "=", "= =", "- Team (Sales)", "+", "a=b"])
def test_what_is_no_formula_is_read_from_files_of_others(text):
    assert spreadsheets.read(f"name;note\na;{text}\n".encode()).rows[0].cells["note"] == text


def test_a_short_last_row_with_an_end_is_whole():
    assert spreadsheets.read(b"name;note;more\na;1;2\nb;1\n").rows[1].cells == {"name": "b", "note": "1", "more": ""}


def test_rows_keep_the_numbers_that_a_spreadsheet_shows():
    table = spreadsheets.read(b"\n\nname,note\n\na,1\n,\nb,2\n")

    assert [(row.number, row.cells["name"]) for row in table.rows] == [(5, "a"), (7, "b")]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"\n;;\n", "empty"),
        (b"name,name\na,b\n", "header"),
        (b"name,note\na,b,c\n", "columns"),
        (",".join(f"c{n}" for n in range(202)).encode(), "columns"),
        (b"name\x00,note\n", "type"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "type"),
        (b"name,note\n" + b"x" * 40_000 + b",1\n", "cell"),
        (b"x" * (reading.MOST_BYTES + 1), "size"),
        pytest.param(b"name,note\n" + b"a,b\n" * (reading.MOST_ROWS + 1), "rows", marks=pytest.mark.slow),
    ],
)
def test_a_table_that_cannot_be_used_is_refused_with_a_sentence(content, code):
    found, message = refused(content)

    assert found == code
    assert message


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (archive(**{"a.txt": "x"}), "type"),
        (book(**{"xl/workbook.xml": None}), "type"),
        (book(**{"../../evil.xml": "x"}), "type"),
        (book(**{"C:\\evil.xml": "x"}), "type"),
        (book(**{"xl/vbaProject.bin": "x"}), "active"),
        (book(**{"xl/activeX/activeX1.bin": "x"}), "active"),
        (book(**{"xl/sharedStrings.xml": '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><sst/>'}), "entities"),
        (
            book(**{"xl/sharedStrings.xml": '<!DOCTYPE a SYSTEM "file:///etc/passwd"><sst/>'.encode("utf-16")}),
            "entities",
        ),
        (archive(**{"[Content_Types].xml": "", "xl/workbook.xml": "", **{f"x{n}": "" for n in range(2_000)}}), "size"),
        (book(**{"xl/workbook.xml": "no xml at all"}), "unreadable"),
        (book()[:-40], "unreadable"),
        (book()[:200], "unreadable"),
    ],
    ids=[
        *("another archive", "no workbook", "above its folder", "on a drive", "macros", "controls", "entities"),
        *("entities in another encoding", "too many parts", "a broken part", "no end", "only a beginning"),
    ],
)
def test_a_workbook_that_could_do_harm_is_refused(content, code):
    assert refused(content)[0] == code


@pytest.mark.slow
def test_a_bomb_is_refused():
    assert refused(book(**{"xl/bomb.bin": b"\x00" * 160_000_000}))[0] == "size"


def test_a_workbook_whose_contents_lie_about_its_size_is_refused():
    honest = book(**{"xl/more.xml": b"<a>" + b" " * 100_000 + b"</a>"})
    place = honest.rindex(b"xl/more.xml") - 46 + 24
    lying = honest[:place] + (10).to_bytes(4, "little") + honest[place + 4 :]

    assert refused(lying)[0] == "unreadable"


@pytest.mark.slow
@pytest.mark.parametrize(("far", "code"), [(("300000", "Z300000"), "cell"), (("1048576", "XFD1048576"), "unreadable")])
def test_a_sheet_with_a_cell_far_away_is_refused_and_ends_nobody(far, code):
    row, cell = far
    sheet = f"""<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>
        <row r="1"><c r="A1"><v>1</v></c></row><row r="{row}"><c r="{cell}"><v>1</v></c></row>
        </sheetData></worksheet>"""

    assert refused(book(**{"xl/worksheets/sheet1.xml": sheet}))[0] == code


@given(content=st.binary(max_size=300))
@settings(max_examples=150, deadline=None)
def test_any_bytes_are_read_or_refused(content):
    assert is_read_or_refused(content)


@given(place=st.integers(0, 6_000), byte=st.integers(0, 255))
@settings(max_examples=10, deadline=None)
def test_a_damaged_workbook_is_read_or_refused(place, byte):
    content = bytearray(WHOLE)
    content[place % len(content)] = byte
    assert is_read_or_refused(bytes(content))


@pytest.mark.slow
@given(part=st.sampled_from(["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml"]), data=st.data())
@settings(max_examples=10, deadline=None)
def test_a_workbook_with_a_damaged_part_is_read_or_refused(part, data):
    with zipfile.ZipFile(io.BytesIO(WHOLE)) as packed:
        xml = bytearray(packed.read(part))
    for _ in range(3):
        xml[data.draw(st.integers(0, len(xml) - 1))] = data.draw(st.integers(0, 255))
    assert is_read_or_refused(book(**{part: bytes(xml)}))


WHOLE = book()
