"""Files that somebody sends: taken for what they are, kept where nobody can reach them, given back harmless."""

import hashlib
import io
import os
import struct
import zipfile
import zlib
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.db import transaction

from handschlag.foundation import contents, spreadsheets, uploads
from handschlag.foundation.contents import CSV, DOCX, ICS, JPEG, KINDS, PDF, PNG, TXT, WEBP, XLSX
from handschlag.foundation.errors import RuleBroken
from handschlag.foundation.models import StoredFile

pytestmark = pytest.mark.django_db
ALL = tuple(KINDS.values())


def chunk(kind, data=b""):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(extra=b""):
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + extra + chunk(b"IDAT", zlib.compress(b"\x00\x00")) + chunk(b"IEND")


def archive(**entries):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in entries.items():
            packed.writestr(name, content)
    return file.getvalue()


RIFF = b"WEBPVP8L\x05\x00\x00\x00\x2f\x00\x00\x00\x00\x00"
GOOD = {
    "a.pdf": b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer <<>>\n%%EOF\n",
    "a.png": png(),
    "a.jpg": b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + b"\x01" * 20 + b"\xff\xd9",
    "a.jpeg": b"\xff\xd8\xff\xe1\x00\x10Exif\x00" + b"\x01" * 20 + b"\xff\xd9\x00\x00",
    "a.webp": b"RIFF" + struct.pack("<I", len(RIFF)) + RIFF,
    "a.xlsx": spreadsheets.as_xlsx(["a"], [["b"]]),
    "a.docx": archive(**{"[Content_Types].xml": "<Types/>", "word/document.xml": "<w/>"}),
    "a.csv": "Firma;Stadt\nMüller;Görlitz\n".encode(),
    "a.txt": "Завод\n".encode("cp1251"),
    "a.ics": b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n",
}
EICAR = r"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + "EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    return tmp_path / "files"


def sent(name, content):
    return SimpleUploadedFile(name, content, content_type="application/pdf")


def refused(name, content, **how):
    with pytest.raises(RuleBroken) as broken:
        uploads.store(sent(name, content), allowed=how.pop("allowed", ALL), **how)
    assert broken.value.messages[0]
    return broken.value.code


@pytest.mark.parametrize("name", GOOD)
def test_a_file_of_each_kind_is_taken_and_kept_as_it_is(folder, name):
    stored = uploads.store(sent(name, GOOD[name]), allowed=ALL, scope="agency")

    path = Path(stored.file.path)
    assert (path.read_bytes(), stored.size) == (GOOD[name], len(GOOD[name]))
    assert stored.sha256 == hashlib.sha256(GOOD[name]).hexdigest()
    assert (path.name, path.is_relative_to(folder)) == (stored.public_id, True)
    assert oct(path.stat().st_mode & 0o777) == "0o600"
    assert stored.scope == "agency"


@pytest.mark.parametrize("name", GOOD)
@pytest.mark.parametrize("claimed", ["a.pdf", "a.png", "a.jpg", "a.webp", "a.xlsx", "a.docx", "a.ics"])
def test_what_a_file_is_called_does_not_make_it_so(name, claimed):
    if contents.SPELLINGS.get(name[2:], name[2:]) == claimed[2:]:
        return

    assert refused(claimed, GOOD[name]) == "type"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.svg", SVG),
        ("a.png", SVG),
        ("a.txt", SVG),
        ("a.txt", b"  <!DOCTYPE html><script>alert(1)</script>"),
        ("a.csv", b"<?xml version='1.0'?><x/>"),
        ("a.txt", EICAR.encode()),
        ("a.pdf", GOOD["a.pdf"][:-6] + EICAR.encode() + b"%%EOF"),
        ("a.csv", EICAR.encode()),
        ("a.exe", b"MZ" + b"\x00" * 100),
        ("a.txt", b"MZ\x90\x00\x03\x00\x00"),
        ("a.html", b"<html>"),
        ("a.pdf.html", GOOD["a.pdf"]),
        ("a", GOOD["a.pdf"]),
        ("a.pdf", b"<script>alert(1)</script>" + GOOD["a.pdf"]),
        ("a.pdf", GOOD["a.pdf"][:-6]),
        ("a.pdf", GOOD["a.pdf"] + archive(x="y") + b"%%EOF"),
        ("a.png", png() + SVG),
        ("a.png", png() + archive(x="y")),
        ("a.png", b"\x89PNG\r\n\x1a\n" + SVG),
        ("a.jpg", GOOD["a.jpg"] + SVG),
        ("a.jpg", GOOD["a.jpg"][:-2] + archive(x="y") + b"\xff\xd9"),
        ("a.webp", GOOD["a.webp"] + SVG),
        ("a.webp", b"RIFF"),
        ("a.xlsx", archive(**{"evil.js": "x"})),
        ("a.docx", archive(**{"[Content_Types].xml": "", "../word/document.xml": "", "word/document.xml": ""})),
        ("a.ics", b"BEGIN:VCALENDAR\r\n<script>"),
    ],
)
def test_a_hostile_file_is_refused_by_its_kind(folder, name, content):
    assert refused(name, content) == "type"
    assert (StoredFile.objects.count(), folder.exists()) == (0, False)


def test_only_what_is_allowed_here_is_taken():
    assert refused("a.pdf", GOOD["a.pdf"], allowed=(PNG, JPEG)) == "type"


@pytest.mark.parametrize(("content", "most"), [(b"", 100), (b"x" * 101, 100)])
def test_nothing_and_too_much_are_refused(content, most):
    assert refused("a.txt", content, most_bytes=most) == "size"


def test_a_sparse_file_of_ten_gigabytes_is_refused_unread(monkeypatch):
    with TemporaryUploadedFile("a.pdf", "application/pdf", 10_000_000_000, "") as file:
        os.truncate(file.temporary_file_path(), 10_000_000_000)
        monkeypatch.setattr(TemporaryUploadedFile, "read", None)
        with pytest.raises(RuleBroken) as broken:
            uploads.store(file, allowed=ALL)

    assert broken.value.code == "size"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Vertrag.pdf", "Vertrag.pdf"),
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\anna\\Vertrag 1.PDF", "Vertrag 1.pdf"),
        ("Vertrag\u202efdp.pdf", "Vertragfdp.pdf"),
        ('x"; filename=evil.pdf', "x__ filename=evil.pdf"),
        ("a\r\nSet-Cookie: x=1.pdf", "file.pdf"),
        (".pdf.pdf", "pdf.pdf"),
        ("..pdf", "file.pdf"),
        ("Договор поставки.pdf", "Договор поставки.pdf"),
        ("x" * 500 + ".pdf", "x" * 120 + ".pdf"),
    ],
)
def test_the_name_is_shown_without_what_it_could_do(name, shown):
    assert uploads.shown_name(name, PDF) == shown


@pytest.mark.parametrize("name", ["a.pdf", "a.png", "a.csv", "a.txt"])
def test_a_file_is_given_back_as_an_attachment_in_which_nothing_runs(name):
    stored = uploads.store(sent(name, GOOD[name]), allowed=ALL)

    answer = uploads.answer(stored)

    assert b"".join(answer.streaming_content) == GOOD[name]
    answer.close()
    assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
    assert (answer["X-Content-Type-Options"], answer["Cache-Control"]) == ("nosniff", "private, no-store")
    assert "sandbox" in answer["Content-Security-Policy"].replace(";", "").split()


def test_a_deleted_file_is_gone_when_the_transaction_is_through(django_capture_on_commit_callbacks):
    stored = uploads.store(sent("a.pdf", GOOD["a.pdf"]), allowed=ALL)
    path = Path(stored.file.path)

    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        uploads.delete(stored)
        before = path.exists()

    assert (before, path.exists(), StoredFile.objects.count()) == (True, False, 0)


@pytest.mark.parametrize(("length", "status"), [("25000000", 405), ("25000001", 413), ("9" * 30, 413), ("x", 413)])
def test_what_is_larger_than_anything_we_take_is_refused_before_it_is_read(client, length, status):
    answer = client.generic("POST", "/healthz", CONTENT_LENGTH=length)

    assert answer.status_code == status


def test_no_address_leads_into_the_folder(client, folder):
    stored = uploads.store(sent("a.pdf", GOOD["a.pdf"]), allowed=(PDF, CSV, DOCX, ICS, TXT, WEBP, XLSX))

    tried = [
        f"/{stored.file.name}",
        f"/media/{stored.file.name}",
        f"/files/{stored.file.name}",
        f"/static/../files/{stored.file.name}",
    ]

    assert [client.get(path).status_code for path in tried] == [404] * 4
