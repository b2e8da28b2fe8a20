"""Files that are ZIP archives inside (XLSX, DOCX): may they be opened?

Looks at what the table of contents says before anything is unpacked, then unpacks everything once, in pieces, for
the table of contents may lie. XML that declares entities or a document type is refused: no office program writes it.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from pathlib import PurePosixPath

from django.utils.translation import gettext_lazy as _

from handschlag.foundation.errors import RuleBroken

MOST_ENTRIES = 2_000
MOST_UNPACKED = 150_000_000
PIECE = 1 << 16
START = b"PK\x03\x04"
ENCRYPTED = 0x1
METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
DECLARATIONS = tuple(
    word.encode(encoding) for word in ("<!DOCTYPE", "<!ENTITY") for encoding in ("utf-8", "utf-16-le", "utf-16-be")
)
LONGEST_DECLARATION = max(map(len, DECLARATIONS))
PROGRAMS = ("vbaproject.bin", "vbadata.xml")
CONTROLS = "/activex/"


def looks_like_archive(content: bytes) -> bool:
    """Does it begin as a ZIP archive does?"""
    return content.startswith(START)


def check(content: bytes, *, must_have: str) -> None:
    """Refuse an archive that is no such document or that could do harm.

    Raises ``RuleBroken``: "type" (it is another kind of file), "size" (too much inside), "unreadable" (damaged or
    encrypted), "active" (it holds programs), "entities" (its XML declares a document type).
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            _check_contents(entries, must_have)
            for entry in entries:
                _check_entry(archive, entry)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, OSError, EOFError, ValueError) as wrong:
        if isinstance(wrong, RuleBroken):
            raise
        raise _damaged() from wrong


def _check_contents(entries: list[zipfile.ZipInfo], must_have: str) -> None:
    names = {entry.filename for entry in entries}
    if len(names) != len(entries) or any(entry.flag_bits & ENCRYPTED for entry in entries):
        raise _damaged()
    if not {"[Content_Types].xml", must_have} <= names or any(not _is_inside(name) for name in names):
        raise RuleBroken(_("The content of the file is not what its name says."), code="type")
    if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        raise RuleBroken(_("The file holds too much when it is unpacked. Please make it smaller."), code="size")
    if any(_is_active(name.lower()) for name in names):
        raise RuleBroken(_("The file holds programs (macros). Please save it without them."), code="active")
    if any(entry.compress_type not in METHODS for entry in entries):
        raise _damaged()


def _is_active(name: str) -> bool:
    return name.endswith(PROGRAMS) or CONTROLS in name


def _is_inside(name: str) -> bool:
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts and "\\" not in name and ":" not in name


def _check_entry(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    is_xml = entry.filename.lower().endswith((".xml", ".rels", ".vml"))
    before = b""
    with archive.open(entry) as file:
        while piece := file.read(PIECE):  # also finds out whether its check sum is right
            if is_xml and any(word in before + piece for word in DECLARATIONS):
                raise RuleBroken(_("The file declares entities, which documents never do."), code="entities")
            before = piece[-LONGEST_DECLARATION:]


def _damaged() -> RuleBroken:
    return RuleBroken(_("The file is damaged or protected by a password. Please save it anew."), code="unreadable")
