"""The way of a file with applications: sent, looked at, taken over now or by a worker, stopped."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from handschlag.accounts.models import User
from handschlag.events.models import Event
from handschlag.foundation import contents, jobs, revisions, uploads
from handschlag.foundation.errors import RuleBroken
from handschlag.registration import spreadsheet_import
from handschlag.registration.models import Import
from handschlag.registration.services import importing
from handschlag.registration.services.importing import Comparison
from handschlag.registration.spreadsheet_import import Problem
from handschlag.registration.states import IMPORTS, ImportState

KIND = "registration.import"
STREAM = "imports"
AT_ONCE = 300
"""Rows that are taken over while somebody waits for the page; more are left to a worker."""


class Stopped(Exception):
    """Somebody has stopped the import before anything was written."""


def send(event: Event, file: UploadedFile, *, by: User) -> Import:
    """Keep a file to look at it. Raises ``RuleBroken``: what ``looked_at`` and ``uploads.store`` do."""
    looked_at(event, file)  # first: it says by row and column what is wrong, where what keeps files only says no
    file.seek(0)
    kinds = (contents.CSV, contents.XLSX)
    with transaction.atomic():
        stored = uploads.store(file, allowed=kinds, scope=event.host.slug)
        return Import.objects.create(event=event, file=stored, by=by)


def comparison(row: Import, *, beat: importing.Beat = lambda _row: None) -> Comparison:
    """What taking over the file would do as things are now."""
    if row.file is None:
        raise RuleBroken(_("The file is no longer here. Please send it once more."), code="gone")
    with row.file.file.open("rb") as file:
        content = file.read()
    return importing.compare(row.event, spreadsheet_import.read(content, row.event), beat=beat)


def looked_at(event: Event, file: UploadedFile) -> Comparison:
    """The same of a file that is not kept. Raises ``RuleBroken``: "size" and what ``spreadsheet_import.read`` does."""
    content = file.read(uploads.MOST_BYTES + 1)
    if not content or len(content) > uploads.MOST_BYTES:
        raise RuleBroken(
            _("Please send a file that is not empty and has %(most)s MB at most."),
            code="size",
            params={"most": uploads.MOST_BYTES // 1_000_000},
        )
    return importing.compare(event, spreadsheet_import.read(content, event))


def begin(row: Import, *, by: User, now: datetime) -> Import:
    """Take it over: a short one at once, a long one by a worker.

    Raises ``RuleBroken``: "state", "problems", and what ``importing.take_over`` does.
    """
    found = comparison(row)
    if found.problems:
        raise RuleBroken(_("Please put right what is wrong with the file first."), code="problems")
    with transaction.atomic():
        row = _locked(row)
        IMPORTS.check(row.state, ImportState.RUNNING)
        row.state = ImportState.RUNNING
        if len(found.added) + len(found.changed) > AT_ONCE:
            row.job = jobs.start(KIND, {"import": row.public_id, "language": translation.get_language()})
            row.save(update_fields=["state", "job", "changed_at"])
            return row
        row.added, row.changed = importing.take_over(row.event, found, by=by, now=now)
        row.same = found.same
        _end(row, ImportState.DONE)
    return row


def stop(row: Import) -> Import:
    """Do not take it over; what is being written already is written to its end. Raises ``RuleBroken``: "state"."""
    with transaction.atomic():
        row = _locked(row)
        IMPORTS.check(row.state, ImportState.STOPPED)
        if row.job is not None:
            jobs.ask_to_stop(row.job)
        else:
            _end(row, ImportState.STOPPED)
    return row


def carry_out(
    public_id: str, *, beat: Callable[..., None], stop_asked: Callable[[], bool], now: Callable[[], datetime]
) -> None:
    """What the worker does: look, then write all in one transaction, at whose end the job is still its own."""
    row = Import.objects.select_related("event__host", "file", "by").get(public_id=public_id)
    if row.state != ImportState.RUNNING or row.by is None:
        return

    def looked(number: int) -> None:
        if stop_asked():
            raise Stopped
        beat({"phase": "looking", "rows": number})
        revisions.bump(row.event.slug, STREAM)

    try:
        found = comparison(row, beat=looked)
        looked(len(found.added) + len(found.changed))
        beat({"phase": "writing", "rows": len(found.added) + len(found.changed)})
        revisions.bump(row.event.slug, STREAM)
        with transaction.atomic():
            beat()
            row.added, row.changed = importing.take_over(
                row.event, found, by=row.by, now=now(), beat=lambda _number: beat()
            )
            row.same = found.same
            _end(row, ImportState.DONE)
            beat()
    except Stopped:
        _end(row, ImportState.STOPPED)
    except RuleBroken as broken:
        _refuse(row, broken)


def give_up(public_id: str) -> None:
    """Its job has failed for good; nothing was written."""
    row = Import.objects.select_related("event", "file").get(public_id=public_id)
    if row.state == ImportState.RUNNING:
        row.refusal = [_as_data(Problem(0, "", str(_("Something went wrong on our side. Please try it once more."))))]
        _end(row, ImportState.REFUSED)


@transaction.atomic
def _refuse(row: Import, broken: RuleBroken) -> None:
    row = _locked(row)
    where = broken.params or {}
    row.refusal = [_as_data(Problem(where.get("row", 0), f"{where.get('column', '')}", " ".join(broken.messages)))]
    _end(row, ImportState.REFUSED)


@transaction.atomic
def _end(row: Import, state: ImportState) -> None:
    """The file goes: what it said of people stands in applications, or nowhere."""
    file, row.file, row.state = row.file, None, state
    row.save(update_fields=["file", "state", "added", "changed", "same", "refusal", "changed_at"])
    if file is not None:
        uploads.delete(file)
    revisions.bump(row.event.slug, STREAM)


def _as_data(problem: Problem) -> dict[str, Any]:
    return asdict(problem)


def _locked(row: Import) -> Import:
    rows = Import.objects.select_for_update(of=("self",)).select_related("event__host", "file", "job")
    return rows.get(pk=row.pk)
