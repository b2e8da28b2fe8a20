"""Files with applications that are wrong in 24 ways, each made from a seed, and where the mistake is."""

import io
import zipfile
from dataclasses import dataclass
from random import Random

import xlsxwriter

HEAD = ("Mail address", "Contact person", "Organisation", "Country", "Side", "Region", "Language", "Arrives on")
FAR_ROW, FAR_COLUMN = 1_048_575, 16_383
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
ENTITIES = (
    f'<!DOCTYPE sst [<!ENTITY l0 "ha">{LAUGHS}]>',
    '<!DOCTYPE sst [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
    '<!DOCTYPE sst SYSTEM "http://example.org/x.dtd">',
    '<!DOCTYPE sst [<!ENTITY % p SYSTEM "http://example.org/p">%p;]>',
)
HIDDEN = "\u202e\u2066\x07\x1b\x7f\u202b"
NO_DAYS = ("2027-02-30", "31.04.2027", "2027-13-01", "0000-00-00", "2026-02-29", "10/03/2027", "1 March", "32.12.2026")
LONG = 32_768
MOST_ROWS, MOST_COLUMNS = 100_000, 200


@dataclass(frozen=True)
class Malformed:
    """A file; ``row`` and ``column`` where its mistake has a place."""

    name: str
    content: bytes
    row: int | None = None
    column: str | None = None


def table(dice, rows=None):
    """Good rows under their names; cells that a kind spoils are spoilt in this."""
    count = rows or dice.randint(3, 9)
    return [
        list(HEAD),
        *(
            [
                f"p{n}@example.org",
                dice.choice(["Anna Müller", "Olga Wölk"]),
                f"Werk {n}",
                "DE",
                "guest",
                "Köln",
                "de",
                "",
            ]
            for n in range(count)
        ),
    ]


def lines(rows, separator=","):
    return [separator.join(f'"{cell}"' if separator in cell else cell for cell in row) for row in rows]


def csv(rows, separator=","):
    return "\r\n".join([*lines(rows, separator), ""]).encode()


def book(rows, spoil=lambda _sheet, _book: None):
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"strings_to_formulas": False}) as made:
        sheet = made.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
        spoil(sheet, made)
    return file.getvalue()


def repacked(content, **changed):
    """The same workbook with parts replaced, added, or (None) taken out."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()} | changed
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
        for name, part in parts.items():
            if part is not None:
                packed.writestr(name, part)
    return file.getvalue()


def spoilt(dice, column, cell):
    """A table with this cell in the column of one of its rows, as CSV or XLSX, and in which row."""
    rows = table(dice)
    row = dice.randrange(1, len(rows))
    rows[row][HEAD.index(column)] = cell
    is_text = isinstance(cell, str) and dice.random() < 0.5
    name, content = ("list.csv", csv(rows)) if is_text else ("list.xlsx", book(rows))
    return Malformed(name, content, row + 1, column)


def bombs(dice, number):
    if number % 2 == 0:
        inner = repacked(book(table(dice)), **{"xl/more.bin": bytes(dice.randint(1_000_000, 2_000_000))})
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w") as packed:
            for copy in range(dice.randint(2, 9)):
                packed.writestr(f"{copy}.xlsx", inner)
        return Malformed("list.xlsx", file.getvalue())
    return Malformed(
        "list.xlsx", repacked(book(table(dice)), **{"xl/more.xml": bytes(151_000_000 + dice.randrange(999))})
    )


def encodings(dice, number):
    rows = table(dice)
    encoded = [f"{line}\r\n".encode() for line in lines(rows)]
    row = dice.randrange(1, len(rows))
    if number % 3 == 2:
        return Malformed("list.csv", b"".join(encoded).decode().encode("utf-16-le"), 1)
    if number % 3 == 1:
        encoded[row] = encoded[row].replace("ö".encode(), dice.choice([b"\xc3", b"\xb6", b"\xff", b"\xf8\x88"]))
    else:
        encoded[row] = encoded[row].decode().encode("cp1252")
    return Malformed("list.csv", b"".join(encoded), row + 1)


def merged(dice, _number):
    rows = table(dice)
    row, column = dice.randrange(1, len(rows) - 1), dice.randrange(len(HEAD))
    content = book(rows, lambda sheet, _book: sheet.merge_range(row, column, row + 1, column, "x@example.org"))
    return Malformed("list.xlsx", content, row + 1, HEAD[column])


def formulas(dice, number):
    text = dice.choice(["=1+1", "=cmd|'/C calc'!A0", "@SUM(A1)", '=HYPERLINK("x")', "+cmd|' /C x'!A0", "-SUM(A1)"])
    rows = table(dice)
    row, column = dice.randrange(1, len(rows)), dice.randrange(len(HEAD))
    if number % 2:
        rows[row][column] = text.replace('"', "")
        return Malformed("list.csv", csv(rows), row + 1, HEAD[column])
    said = dice.choice(["", 2, "#N/A", "Werk"])
    content = book(rows, lambda sheet, _book: sheet.write_formula(row, column, "=A1&A2", None, said))
    return Malformed("list.xlsx", content, row + 1, HEAD[column])


def entities(dice, number):
    part = dice.choice(["xl/sharedStrings.xml", "xl/worksheets/sheet1.xml", "xl/workbook.xml"])
    text = f"{ENTITIES[number % len(ENTITIES)]}<sst>&l9;</sst>"
    return Malformed("list.xlsx", repacked(book(table(dice)), **{part: text.encode(dice.choice(["utf-8", "utf-16"]))}))


def cut_books(dice, _number):
    content = book(table(dice))
    return Malformed("list.xlsx", content[: dice.randrange(30, len(content) - 25)])


def cut_tables(dice, number):
    rows = table(dice)
    whole = lines(rows)[-1].split(",")
    kept = ",".join(whole[: dice.randrange(2, 7)])
    end = f'{kept},"Wer' if number % 2 else kept
    return Malformed("list.csv", csv(rows[:-1]) + end.encode(), len(rows))


def missing_parts(dice, number):
    part = ("xl/worksheets/sheet1.xml", "xl/workbook.xml", "[Content_Types].xml", "xl/_rels/workbook.xml.rels")[
        number % 4
    ]
    return Malformed("list.xlsx", repacked(book(table(dice)), **{part: None}))


def other_content(dice, number):
    content = (
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + dice.randbytes(400),
        b"%PDF-1.7\n" + dice.randbytes(400) + b"\x00\n%%EOF",
        b"<html><table><tr><td>Mail address</td></tr></table></html>",
        b'{"email": "anna@example.org"}',
        b"GIF89a" + dice.randbytes(300) + b"\x00",
    )[number % 5]
    return Malformed(dice.choice(["list.csv", "list.xlsx"]), content, 1)


def many_rows(dice, _number):
    far = dice.choice([FAR_ROW, FAR_ROW - 1, 500_000 + dice.randrange(500_000)])
    return Malformed("list.xlsx", book(table(dice), lambda sheet, _book: sheet.write(far, dice.randrange(8), "x")))


def many_columns(dice, number):
    rows = table(dice)
    if number % 2:
        rows[0] += [f"c{n}" for n in range(FAR_COLUMN + 1 - len(HEAD))]
        return Malformed(
            "list.xlsx" if number % 4 == 1 else "list.csv", book(rows) if number % 4 == 1 else csv(rows), 1
        )
    return Malformed("list.xlsx", book(rows, lambda sheet, _book: sheet.write(3, FAR_COLUMN, "x")), 4)


def no_header(dice, number):
    rows = table(dice)[1:]
    return Malformed("list.xlsx", book(rows), 1) if number % 2 else Malformed("list.csv", csv(rows), 1)


def doubled_header(dice, number):
    rows = table(dice)
    if number % 2:
        rows.insert(2, list(HEAD))
        return Malformed("list.csv", csv(rows), 3, "Mail address")
    twice = dice.choice(["Mail address", "email", "mail  ADDRESS", "E-Mail-Adresse"])
    return Malformed("list.csv", csv([[*row, twice if row[0] == HEAD[0] else ""] for row in rows]), 1, twice)


def unknown_columns(dice, _number):
    rows = [[f"Spalte {dice.randrange(9)}{n}" for n in range(4)], ["a", "b", "c", "d"]]
    return Malformed("list.csv", csv(rows, dice.choice(",;\t|")), 1)


def mixed_separators(dice, _number):
    rows = table(dice)
    written, row = lines(rows), dice.randrange(1, len(rows))
    written[row] = written[row].replace(",", ";")
    return Malformed("list.csv", "\n".join([*written, ""]).encode(), row + 1, "Mail address")


def open_quotes(dice, _number):
    rows = table(dice)
    row = dice.randrange(1, len(rows))
    rows[row][2] = dice.choice(['"Werk', '"Werk" Nord', '"Werk"Nord"'])
    return Malformed("list.csv", "\r\n".join([*(",".join(cells) for cells in rows), ""]).encode(), row + 1)


def nul_bytes(dice, _number):
    rows = table(dice)
    row = dice.randrange(1, len(rows))
    rows[row][dice.randrange(8)] += "\x00" * dice.randint(1, 5)
    return Malformed("list.csv", csv(rows), row + 1)


def hidden_letters(dice, number):
    rows = table(dice)
    row, column = dice.randrange(1, len(rows)), dice.choice([1, 2, 3, 5])
    rows[row][column] = f"Ko{HIDDEN[number % len(HIDDEN)]}ln"
    return Malformed("list.csv", csv(rows), row + 1, HEAD[column])


def no_days(dice, number):
    return spoilt(dice, "Arrives on", NO_DAYS[number % len(NO_DAYS)])


def numbers(dice, number):
    column = ("Mail address", "Contact person", "Country", "Side", "Language")[number % 5]
    return spoilt(dice, column, dice.choice([dice.randrange(9999), dice.random(), "4711", True]))


def long_cells(dice, number):
    if number % 2:
        rows = table(dice)
        rows[2][5] = "x" * (LONG + dice.randrange(50_000))
        return Malformed("list.csv", csv(rows), 3, "Region")
    return spoilt(dice, dice.choice(["Region", "Organisation", "Contact person", "Mail address"]), "x" * LONG)


def empty(_dice, number):
    return Malformed("list.csv", (b"", b"\xef\xbb\xbf", b"\r\n\r\n", b";;;;\n;;;;\n", b" \t \n")[number % 5])


def other_programs(dice, number):
    if number % 2:
        return Malformed(dice.choice(["list.xlsx", "list.csv"]), OLE + dice.randbytes(600))
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        packed.writestr("content.xml", "<office:document-content/>")
    return Malformed("list.xlsx", file.getvalue())


def macros(dice, _number):
    part = dice.choice(["xl/vbaProject.bin", "xl/vbaData.xml", "xl/activeX/activeX1.bin", "customUI/VBAPROJECT.BIN"])
    return Malformed("list.xlsx", repacked(book(table(dice)), **{part: dice.randbytes(99)}))


KINDS = (
    *(bombs, encodings, merged, formulas, entities, cut_books, cut_tables, missing_parts, other_content, many_rows),
    *(many_columns, no_header, doubled_header, unknown_columns, mixed_separators, open_quotes, nul_bytes),
    *(hidden_letters, no_days, numbers, long_cells, empty, other_programs, macros),
)
EACH = 10


def made(kind, number):
    """The file of this kind and number; always the same."""
    return kind(Random(f"{kind.__name__} {number}"), number)
