"""Files that somebody sends: looked into, kept under names of our own, and given back as attachments only."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import PurePosixPath

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from handschlag.engine.language import names
from handschlag.foundation import contents
from handschlag.foundation.contents import Kind
from handschlag.foundation.errors import RuleBroken
from handschlag.foundation.models import StoredFile

MOST_BYTES = 20_000_000
LONGEST_NAME = 120
POLICY = "default-src 'none'; sandbox; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
"""For whoever opens it in the browser all the same: nothing in it may run."""
NOT_IN_A_NAME = str.maketrans(dict.fromkeys('/\\:*?"<>|%;', "_"))


@transaction.atomic
def store(
    file: UploadedFile, *, allowed: tuple[Kind, ...], scope: str = "", most_bytes: int = MOST_BYTES
) -> StoredFile:
    """Look into a file that was sent and keep it.

    Raises ``RuleBroken``: "size" (or empty), "type", and what ``archives.check`` raises. Nothing is kept then.
    """
    if (file.size or 0) > most_bytes:
        raise RuleBroken(
            _("The file is too large: %(most)s MB at most."), code="size", params={"most": most_bytes // 1_000_000}
        )
    content = file.read(most_bytes + 1)
    if not content:
        raise RuleBroken(_("The file is empty."), code="size")
    name = file.name or ""
    kind = contents.kind_of(content, PurePosixPath(name.replace("\\", "/")).suffix[1:], allowed=allowed)
    stored = StoredFile(
        scope=scope,
        name=shown_name(name, kind),
        kind=kind.suffix,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
    )
    stored.file = ContentFile(content, name=stored.public_id)
    stored.save()
    return stored


def shown_name(name: str, kind: Kind) -> str:
    """The name without folders, without what cannot be seen, and ending as files of this kind do."""
    last = PurePosixPath(name.replace("\\", "/")).name
    try:
        stem = names.clean(PurePosixPath(last).stem, longest=len(name) or 1)
    except names.NotAName:
        stem = ""
    stem = stem.translate(NOT_IN_A_NAME).strip(" ._")[:LONGEST_NAME]
    return f"{stem or 'file'}.{kind.suffix}"


def delete(stored: StoredFile) -> None:
    """Delete a file; its content goes when the transaction is through."""
    file = stored.file
    storage, place = file.storage, file.name
    stored.delete()
    if place:
        transaction.on_commit(lambda: storage.delete(place))


def is_named(stored: StoredFile) -> bool:
    """Whether anything still refers to a file: a row, or a version of one."""
    return any(
        relation.related_model._base_manager.filter(**{relation.field.name: stored}).exists()
        for relation in StoredFile._meta.related_objects
    )


def let_go(stored: StoredFile) -> None:
    """Delete a file unless something still names it. Call it when the row that showed it is gone."""
    if not is_named(stored):
        delete(stored)


def answer(stored: StoredFile) -> FileResponse:
    """The file as an attachment. Whoever calls this has let the reader through a door."""
    response = FileResponse(
        stored.file.open("rb"),
        as_attachment=True,
        filename=stored.name,
        content_type=contents.KINDS[stored.kind].content_type,
    )
    response["Content-Security-Policy"] = POLICY
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


class SizeMiddleware:
    """Refuses what is larger than anything that we take (413) before a byte of it is read."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if length.isdecimal() and int(length) <= settings.LARGEST_REQUEST:
            return self.get_response(request)
        most = settings.LARGEST_REQUEST // 1_000_000
        return render(request, "foundation/too_large.html", {"most": most}, status=413)
