"""What a file is, by its content: its name and what the browser says about it prove nothing.

A file that is two things at once (a picture that is a ZIP archive, too) is neither.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from handschlag.foundation import archives
from handschlag.foundation.errors import RuleBroken
from handschlag.foundation.spreadsheets import encodings

# The harmless file that all virus scanners answer to: whoever sends it tests us.
TEST_VIRUS = b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE"
END_OF_ARCHIVE = b"PK\x05\x06"
LONGEST_TAIL = 65_557
"""Bytes at the end of a ZIP archive in which its end must stand."""
CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
MARKUP = re.compile(r"\s*<(?:!|\?|[a-z])", re.IGNORECASE)
PNG_START, PNG_END = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", b"\x00\x00\x00\x00IEND\xaeB`\x82"
JPEG_START, JPEG_END = b"\xff\xd8\xff", b"\xff\xd9"
PDF_TAIL = 1024


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file: how its name ends, what it is called on the wire, and how its content is known."""

    suffix: str
    content_type: str
    is_one: Callable[[bytes], bool]


def _is_pdf(content: bytes) -> bool:
    return content.startswith(b"%PDF-") and b"%%EOF" in content[-PDF_TAIL:]


def _is_png(content: bytes) -> bool:
    return content.startswith(PNG_START) and content.endswith(PNG_END)


def _is_jpeg(content: bytes) -> bool:
    return content.startswith(JPEG_START) and content.rstrip(b"\x00").endswith(JPEG_END)


def _is_webp(content: bytes) -> bool:
    if len(content) < 16 or content[:4] != b"RIFF" or content[8:12] != b"WEBP":
        return False
    (length,) = struct.unpack("<I", content[4:8])
    return len(content) == length + 8 + length % 2


def _is_mp4(content: bytes) -> bool:
    return content[4:8] == b"ftyp" and content[8:12].isascii()


def _is_xlsx(content: bytes) -> bool:
    return _is_document(content, must_have="xl/workbook.xml")


def _is_docx(content: bytes) -> bool:
    return _is_document(content, must_have="word/document.xml")


def _is_document(content: bytes, must_have: str) -> bool:
    if not archives.looks_like_archive(content):
        return False
    archives.check(content, must_have=must_have)
    return True


def _is_text(content: bytes) -> bool:
    text = encodings.decode(content)
    return text is not None and not CONTROLS.search(text) and not MARKUP.match(text)


def _is_calendar(content: bytes) -> bool:
    lines = content.removeprefix(b"\xef\xbb\xbf").strip().upper().splitlines()
    return bool(lines) and lines[0] == b"BEGIN:VCALENDAR" and lines[-1] == b"END:VCALENDAR" and _is_text(content)


PDF = Kind("pdf", "application/pdf", _is_pdf)
PNG = Kind("png", "image/png", _is_png)
JPEG = Kind("jpg", "image/jpeg", _is_jpeg)
WEBP = Kind("webp", "image/webp", _is_webp)
MP4 = Kind("mp4", "video/mp4", _is_mp4)
XLSX = Kind("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", _is_xlsx)
DOCX = Kind("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", _is_docx)
CSV = Kind("csv", "text/csv; charset=utf-8", _is_text)
TXT = Kind("txt", "text/plain; charset=utf-8", _is_text)
ICS = Kind("ics", "text/calendar; charset=utf-8", _is_calendar)
KINDS = {kind.suffix: kind for kind in (PDF, PNG, JPEG, WEBP, MP4, XLSX, DOCX, CSV, TXT, ICS)}
SPELLINGS = {"jpeg": "jpg"}
ARCHIVES = (XLSX, DOCX)


def kind_of(content: bytes, suffix: str, *, allowed: tuple[Kind, ...]) -> Kind:
    """The kind that the suffix names, if it is allowed and the content is that.

    Raises ``RuleBroken``: "type", and what ``archives.check`` raises.
    """
    suffix = SPELLINGS.get(suffix.lower(), suffix.lower())
    kind = next((kind for kind in allowed if kind.suffix == suffix), None)
    if kind is None:
        raise RuleBroken(
            _("Files of this kind are not taken. Please send one of these: %(kinds)s."),
            code="type",
            params={"kinds": ", ".join(kind.suffix.upper() for kind in allowed)},
        )
    if TEST_VIRUS in content or _is_two_things(content, kind) or not kind.is_one(content):
        raise RuleBroken(
            _("The content of the file is not a %(kind)s as it should be. Please save it anew and send it again."),
            code="type",
            params={"kind": kind.suffix.upper()},
        )
    return kind


def _is_two_things(content: bytes, kind: Kind) -> bool:
    return kind not in ARCHIVES and END_OF_ARCHIVE in content[-LONGEST_TAIL:]
