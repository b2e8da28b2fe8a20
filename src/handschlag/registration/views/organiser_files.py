"""Applications as files: taken out, and taken over from one."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from typing import Any, BinaryIO

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from handschlag.accounts.models import SignedInRequest, User
from handschlag.events.models import Event
from handschlag.foundation import audit, reading, revisions, spreadsheets
from handschlag.foundation.errors import RuleBroken
from handschlag.registration import access, listing, spreadsheet, spreadsheet_columns, verbs
from handschlag.registration import badges as of_badges
from handschlag.registration.forms.organiser import FilterForm
from handschlag.registration.models import Import
from handschlag.registration.services import imports as ways
from handschlag.registration.states import ImportState
from handschlag.registration.views.organiser import framework

SHOWN = 20
"""Rows of each sort in a preview."""
LIST = 20


class UploadForm(forms.Form):
    """A file with applications."""

    file = forms.FileField(label=gettext_lazy("File"), help_text=gettext_lazy("CSV or XLSX, 20 MB at most."))


@never_cache
@login_required
@require_safe
def export_csv(request: SignedInRequest, event: str) -> StreamingHttpResponse:
    """All that fit what is asked for, as CSV."""
    found = access.event_to_decide(request.user, event)
    return csv_of(found, FilterForm(request.GET, desk=listing.desk(found, request.user)).chosen(), by=request.user)


@never_cache
@login_required
@require_safe
def export_xlsx(request: SignedInRequest, event: str) -> FileResponse:
    """The same as XLSX."""
    found = access.event_to_decide(request.user, event)
    return xlsx_of(found, FilterForm(request.GET, desk=listing.desk(found, request.user)).chosen(), by=request.user)


@never_cache
@login_required
@require_safe
def template(request: SignedInRequest, event: str, kind: str) -> HttpResponse:
    """An empty table with the columns that an import reads, in the reader's language."""
    found = access.event_to_decide(request.user, event)
    columns = spreadsheet_columns.template(spreadsheet.table(found))
    rows = spreadsheet.sample(found)
    if kind == "csv":
        content = spreadsheets.as_csv(columns, rows, language=_reader())
    elif kind == "xlsx":
        content = spreadsheets.as_xlsx(columns, rows, name=_("Applications"))
    else:
        raise Http404
    return attached(HttpResponse(content, TYPES[kind]), "applications-template", kind)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def imports(request: SignedInRequest, event: str) -> HttpResponse:
    """Send a file, or look at those that were sent."""
    found = access.event_to_decide(request.user, event)
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            row = ways.send(found, form.cleaned_data["file"], by=request.user)
        except RuleBroken as broken:
            form.add_error("file", broken)
        else:
            return redirect("registration:import", event, row.public_id)
    fields = spreadsheet_columns.template(spreadsheet.table(found))
    context = framework(found) | {"form": form, "imports": found.imports.select_related("by")[:LIST], "fields": fields}
    status = 422 if request.method == "POST" else 200
    return render(request, "registration/organiser/imports.html", context, status=status)


@never_cache
@login_required
@require_safe
def import_page(request: SignedInRequest, event: str, public_id: str) -> HttpResponse:
    """What taking it over would do; then how far it is, and what has become of it."""
    return _import_page(request, _row(request.user, event, public_id))


@never_cache
@login_required
@require_safe
def import_now(request: SignedInRequest, event: str, public_id: str) -> HttpResponse:
    """How far it is, for the live part of the page."""
    row = _row(request.user, event, public_id)
    return render(request, "registration/organiser/_import_now.html", {"event": row.event, "row": row})


@require_POST
@login_required
def import_step(request: SignedInRequest, event: str, public_id: str) -> HttpResponse:
    """Take it over, or do not."""
    row = _row(request.user, event, public_id)
    step = request.POST.get("step")
    if step not in ("begin", "stop"):
        raise Http404
    try:
        if step == "stop":
            ways.stop(row)
        elif ways.begin(row, by=request.user, now=timezone.now()).state == ImportState.DONE:
            messages.success(request, _("Taken over."))
    except RuleBroken as broken:
        return _import_page(request, _row(request.user, event, public_id), refusal=broken)
    return redirect("registration:import", event, public_id)


def csv_of(event: Event, which: listing.Chosen, *, by: User) -> StreamingHttpResponse:
    """A CSV file that is made while it is sent."""
    table = spreadsheet.table(event)
    rows = spreadsheet.rows(listing.chosen(event, which), table)
    _note_export(event, "CSV", listing.chosen(event, which).count(), by=by)
    parts = in_language(spreadsheets.csv_parts(table.columns, rows, language=_reader()), _reader())
    return attached(StreamingHttpResponse(parts, spreadsheets.CSV), "applications", "csv")


@never_cache
@login_required
@require_safe
def badges(request: SignedInRequest, event: str) -> HttpResponse:
    """The badges of all who are approved, in the language of whoever prints them."""
    found = access.event_to_decide(request.user, event)
    language = reading.reader()
    rows = of_badges.of_event(found, language=language)
    if not rows:
        messages.error(request, _("Nobody is approved yet, so there is no badge to print."))
        return redirect("registration:applications", found.slug)
    answer = HttpResponse(of_badges.pdf(rows, found, language=language), content_type="application/pdf")
    return attached(answer, "badges", "pdf")


def xlsx_of(event: Event, which: listing.Chosen, *, by: User) -> FileResponse:
    """An XLSX file; it is written into a temporary file, and its rows are not kept in memory."""
    table = spreadsheet.table(event)
    rows = spreadsheet.rows(listing.chosen(event, which), table)
    file: BinaryIO = tempfile.TemporaryFile()  # noqa: SIM115  (the answer closes it)
    spreadsheets.write_xlsx(file, table.columns, rows, name=_("Applications"))
    file.seek(0)
    _note_export(event, "XLSX", listing.chosen(event, which).count(), by=by)
    return attached(FileResponse(file, content_type=spreadsheets.XLSX), "applications", "xlsx")


TYPES = {"csv": spreadsheets.CSV, "xlsx": spreadsheets.XLSX}


def _import_page(request: SignedInRequest, row: Import, *, refusal: RuleBroken | None = None) -> HttpResponse:
    context: dict[str, Any] = framework(row.event) | {"row": row, "refusal": refusal, "shown": SHOWN}
    if row.state == ImportState.SEEN:
        try:
            context["found"] = ways.comparison(row)
        except RuleBroken as broken:
            context["refusal"] = broken
    elif row.state == ImportState.RUNNING:
        context["revision"] = revisions.current(row.event.slug, ways.STREAM)
    return render(request, "registration/organiser/import.html", context, status=422 if refusal else 200)


def _row(user: User, event: str, public_id: str) -> Import:
    found = access.event_to_decide(user, event)
    row = get_object_or_404(found.imports.select_related("file", "job", "by"), public_id=public_id)
    row.event = found
    return row


def _note_export(event: Event, kind: str, number: int, *, by: User) -> None:
    audit.record(
        by, verbs.EXPORTED, event, scope=event.host.slug, event=event.slug, now=timezone.now(), number=number, kind=kind
    )


def in_language(parts: Iterator[bytes], language: str) -> Iterator[bytes]:
    """What is sent after the request is over is still said in the reader's language."""
    while True:
        with translation.override(language):
            part = next(parts, None)
        if part is None:
            return
        yield part


def attached(response: Any, name: str, suffix: str) -> Any:
    response["Content-Disposition"] = f'attachment; filename="{name}.{suffix}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _reader() -> str:
    return translation.get_language() or "de"
