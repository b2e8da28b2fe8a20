"""Links and files of a notice, files of an event."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from handschlag.accounts.models import SignedInRequest
from handschlag.events.services import documents
from handschlag.foundation.errors import RuleBroken
from handschlag.portal import access
from handschlag.portal.editing import desks, saving
from handschlag.portal.editing.desks import Desk, Door
from handschlag.portal.forms.steps import FileForm, LinkForm
from handschlag.portal.models import Notice, NoticeLink
from handschlag.portal.services import belongings, links


@never_cache
@login_required
@require_safe
def parts(request: SignedInRequest, door: Door, **way: str) -> HttpResponse:
    """What belongs to it beside its texts."""
    return _page(request, door(request.user, **way))


@require_POST
@login_required
def add_file(request: SignedInRequest, door: Door, **way: str) -> HttpResponse:
    """Attach a file."""
    desk = door(request.user, **way)
    form = FileForm(request.POST, request.FILES)
    if form.is_valid():
        attach = belongings.attach if isinstance(desk.row, Notice) else documents.attach
        facts = {"label": form.text(), "by": request.user, "now": timezone.now()}
        try:
            _change(request, desk, lambda: attach(desk.row, form.cleaned_data["file"], **facts))  # type: ignore[arg-type]
        except RuleBroken as broken:
            form.add_error("file", broken)
        else:
            return _done(request, desk, _("Attached."))
    return _page(request, desk, file_form=form)


@require_POST
@login_required
def remove_attachment(request: SignedInRequest, host: str, notice: str, public_id: str) -> HttpResponse:
    """Take a file of a notice away."""
    found = access.attachment_to_edit(request.user, host, notice, public_id)
    desk, facts = desks.notice(request.user, host=host, notice=notice), _going(request)
    _change(request, desk, lambda: belongings.detach(found, **facts))
    return _done(request, desk, _gone(for_good=facts["for_good"]))


@require_POST
@login_required
def remove_document(request: SignedInRequest, event: str, public_id: str) -> HttpResponse:
    """Take a file of an event away."""
    found = access.document_to_edit(request.user, event, public_id)
    desk, facts = desks.event(request.user, event=event), _going(request)
    _change(request, desk, lambda: documents.remove(found, **facts))
    return _done(request, desk, _gone(for_good=facts["for_good"]))


@require_POST
@login_required
def add_link(request: SignedInRequest, host: str, notice: str) -> HttpResponse:
    """Add a further link."""
    desk = desks.notice(request.user, host=host, notice=notice)
    form = LinkForm(request.POST)
    if form.is_valid():
        address, facts = form.cleaned_data["address"], form.facts() | {"by": request.user, "now": timezone.now()}
        try:
            _change(request, desk, lambda: links.add(desk.row, address, **facts))  # type: ignore[arg-type]
        except RuleBroken as broken:
            form.add_error(_where(broken), broken)
        else:
            return _done(request, desk, _("Added."))
    return _page(request, desk, link_form=form)


@require_POST
@login_required
def change_link(request: SignedInRequest, host: str, notice: str, public_id: str) -> HttpResponse:
    """Change a further link, or take it away."""
    link = access.link_to_edit(request.user, host, notice, public_id)
    desk = desks.notice(request.user, host=host, notice=notice)
    if request.POST.get("step") == "remove":
        _change(request, desk, lambda: links.remove(link, by=request.user, now=timezone.now()))
        return _done(request, desk, _("Taken away."))
    form = LinkForm(request.POST, link=link)
    if form.is_valid():
        address, facts = form.cleaned_data["address"], form.facts() | {"by": request.user, "now": timezone.now()}
        try:
            _change(request, desk, lambda: links.change(link, address, **facts))
        except RuleBroken as broken:
            form.add_error(_where(broken), broken)
        else:
            return _done(request, desk, _("Saved."))
    return _page(request, desk, changed=(link, form))


def _page(
    request: SignedInRequest,
    desk: Desk,
    *,
    file_form: forms.Form | None = None,
    link_form: forms.Form | None = None,
    changed: tuple[NoticeLink, forms.Form] | None = None,
) -> HttpResponse:
    row = desk.row
    files = row.attachments if isinstance(row, Notice) else row.documents  # type: ignore[union-attr]  # no talk has any
    context: dict[str, Any] = {"files": list(files.select_related("file")), "file_form": file_form or FileForm()}
    if isinstance(row, Notice):
        rows = [
            (one, changed[1] if changed and changed[0].pk == one.pk else LinkForm(link=one)) for one in row.links.all()
        ]
        context |= {"links": rows, "link_form": link_form or LinkForm()}
    is_refused = file_form or link_form or changed
    return render(
        request, "portal/editor/parts.html", desk.context("parts") | context, status=422 if is_refused else 200
    )


def _change(request: SignedInRequest, desk: Desk, step: Callable[[], Any]) -> None:
    """Take the step as a version of the row."""
    saving.change_parts(desk.row, step, by=request.user, now=timezone.now())


def _going(request: SignedInRequest) -> dict[str, Any]:
    """How a file goes: out of the list alone, or also out of all versions."""
    return {"for_good": request.POST.get("for_good") == "1", "by": request.user, "now": timezone.now()}


def _gone(*, for_good: bool) -> str:
    return _("Deleted for good.") if for_good else _("Taken away. Earlier versions keep it.")


def _done(request: SignedInRequest, desk: Desk, said: str) -> HttpResponse:
    messages.success(request, said)
    return redirect(desk.address("parts"))


def _where(broken: RuleBroken) -> str:
    return "label_de" if broken.code == "label" else "address"
