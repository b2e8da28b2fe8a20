"""Applications as files: taken out, and taken over from one."""

from __future__ import annotations

from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.utils import timezone
from ninja import File, Query, Router
from ninja.files import UploadedFile

from handschlag.api.authentication import ApiRequest
from handschlag.api.faults import Fault
from handschlag.api.problems import Refused, answer
from handschlag.api.shapes.application_files import Exported, ImportOut
from handschlag.foundation import spreadsheets
from handschlag.foundation.errors import RuleBroken
from handschlag.registration import access
from handschlag.registration.services import importing, imports
from handschlag.registration.spreadsheet_import import Problem
from handschlag.registration.views import organiser_files

router = Router(tags=["applications"])
BINARY = {"schema": {"type": "string", "format": "binary"}}
AS_CSV = {"responses": {200: {"content": {"text/csv": BINARY}}}}
AS_XLSX = {"responses": {200: {"content": {spreadsheets.XLSX: BINARY}}}}


@router.post("/events/{slug:event}/imports", response={200: ImportOut}, summary="Take over a file with applications")
def import_upload(request: ApiRequest, event: str, file: File[UploadedFile]) -> ImportOut | HttpResponse:
    """Takes the right “decide_applications”. CSV or XLSX, columns matched by name; all of it counts, or nothing.

    With something wrong it is refused (422), and “errors” names row, column and what is wrong. Rows with a key, or of
    an organisation or address that has applied, change that application; others are new and wait for a decision.
    """
    found = access.event_to_decide(request.auth.user, event)
    try:
        comparison = imports.looked_at(found, file)
    except RuleBroken as broken:
        return answer(Refused(422, code=broken.code or "", detail=" ".join(broken.messages)), errors=[_of_file(broken)])
    if comparison.problems:
        return answer(Refused(422), errors=[_fault(one) for one in comparison.problems])
    added, changed = importing.take_over(found, comparison, by=request.auth.user, now=timezone.now())
    return ImportOut(added=added, changed=changed, same=comparison.same, errors=[])


@router.get(
    "/events/{slug:event}/applications.csv", response=str, summary="All applications as CSV", openapi_extra=AS_CSV
)
def export_csv(request: ApiRequest, event: str, which: Query[Exported]) -> StreamingHttpResponse:
    """Takes the right “decide_applications”. Columns are named in the language of “Accept-Language”."""
    found = access.event_to_decide(request.auth.user, event)
    return organiser_files.csv_of(found, which.chosen(), by=request.auth.user)


@router.get(
    "/events/{slug:event}/applications.xlsx", response=str, summary="All applications as XLSX", openapi_extra=AS_XLSX
)
def export_xlsx(request: ApiRequest, event: str, which: Query[Exported]) -> FileResponse:
    """Takes the right “decide_applications”. The same columns as in CSV."""
    found = access.event_to_decide(request.auth.user, event)
    return organiser_files.xlsx_of(found, which.chosen(), by=request.auth.user)


def _of_file(broken: RuleBroken) -> Fault:
    """A file that cannot be read as a table: where reading ended, as far as that is known."""
    known = broken.params or {}
    return Fault(row=known.get("row", 1), column=known.get("column"), field="file", message=" ".join(broken.messages))


def _fault(one: Problem) -> Fault:
    return Fault(row=one.row, column=one.column or None, field="file", message=one.message)
