"""The editor: notices, events and talks are written, previewed, compared and restored."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from handschlag.accounts.models import SignedInRequest
from handschlag.foundation import drafts, versions
from handschlag.foundation.errors import RuleBroken
from handschlag.foundation.models import Autosave
from handschlag.portal.editing import conflicts, preview, saving, standing, steps
from handschlag.portal.editing.desks import Desk, Door, seen
from handschlag.portal.editing.history import Compared
from handschlag.portal.forms.steps import StepForm
from handschlag.portal.forms.writing import WritingForm

LOOKED_AT = 60
"""Versions that tell when each text was last changed."""
WRITING = timedelta(minutes=15)
"""So long after her last words somebody counts as writing."""


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: SignedInRequest, door: Door, **way: str) -> HttpResponse:
    """Texts in all languages side by side, and all facts."""
    desk = door(request.user, **way)
    if request.method == "POST":
        return _sent(request, desk, conflicts.settled(request.POST))
    draft = drafts.of(desk.row, request.user)
    asked = [request.GET["language"]] if "language" in request.GET else []
    form = desk.form(draft.values if draft is not None else None, row=desk.row, languages=asked)
    return _page(request, desk, form, draft=draft)


@require_POST
@login_required
def autosave(request: SignedInRequest, door: Door, **way: str) -> HttpResponse:
    """Keep what is being written; answers a sentence for the page that sent it."""
    desk = door(request.user, **way)
    try:
        _keep(request, desk, conflicts.settled(request.POST))
    except RuleBroken as broken:
        return render(request, "portal/editor/_kept.html", {"refusal": broken}, status=422)
    return render(request, "portal/editor/_kept.html", {"at": timezone.now(), "desk": desk})


@never_cache
@login_required
@require_safe
def show(request: SignedInRequest, door: Door, **way: str) -> HttpResponse:
    """The page as everybody will see it, with what she has not saved yet."""
    desk = door(request.user, **way)
    template, context = preview.page(desk, user=request.user, now=timezone.now())
    response = render(request, template, context)
    response["X-Robots-Tag"] = "noindex"
    return response


@never_cache
@login_required
@require_safe
def history(request: SignedInRequest, door: Door, **way: str) -> HttpResponse:
    """All versions, and what differs between two of them."""
    desk = door(request.user, **way)
    current = versions.current(desk.row, saving.values_of(desk.row), now=timezone.now())
    compared = Compared.of(desk, request.GET, current)
    context = desk.context("versions") | {"compared": compared, "current": current}
    return render(request, "portal/editor/versions.html", context)


@require_POST
@login_required
def restore(request: SignedInRequest, door: Door, **way: str) -> HttpResponse:
    """Make it what it was in a version."""
    desk, number = door(request.user, **way), _number(request.POST.get("version"))
    version = versions.since(desk.row, number)
    if version is None:
        raise Http404
    try:
        base, now = _number(request.POST.get("base")), timezone.now()
        restored = saving.restore(desk.row, version, base=base, by=request.user, now=now)
    except RuleBroken as broken:
        messages.error(request, " ".join(broken.messages))
        return redirect(desk.address("versions"))
    messages.success(request, _("Version %(number)s counts again, as a new version.") % {"number": number})
    if restored.left_out:
        left_out = {"what": "; ".join(restored.left_out)}
        messages.warning(request, _("Left out, for it is no longer there or no longer allowed: %(what)s.") % left_out)
    return redirect(desk.address("edit"))


def _sent(request: SignedInRequest, desk: Desk, data: QueryDict) -> HttpResponse:
    step = data.get("step", "save")
    if step == "discard":
        drafts.drop(desk.row, request.user)
        messages.success(request, _("Your draft is gone; this is what is saved."))
        return redirect(desk.address("edit"))
    if step in LEADS_TO:
        return _kept_and_on(request, desk, data, step)
    form = desk.form(data, row=desk.row)
    if not form.is_valid():
        return _refused(request, desk, form, data)
    try:
        facts: dict[str, Any] = {"base": _number(data.get("base")), "note": data.get("note", "")}
        saving.save(form, **facts, by=request.user, now=timezone.now())
    except RuleBroken as broken:
        if broken.code == "outdated":
            return _conflict(request, desk, form, data)
        form.add_error(form.refuse(str(broken.code)), broken)
        return _refused(request, desk, form, data)
    is_public = seen(desk, timezone.now())
    messages.success(request, _("Saved. Everybody reads it so from now on.") if is_public else _("Saved."))
    return redirect(desk.address("edit"))


LEADS_TO = {"draft": "edit", "preview": "preview", "language": "edit"}


def _kept_and_on(request: SignedInRequest, desk: Desk, data: QueryDict, step: str) -> HttpResponse:
    try:
        _keep(request, desk, data)
    except RuleBroken as broken:
        form = desk.form(data, row=desk.row)
        form.add_error(None, broken)
        return _page(request, desk, form, status=422)
    address = desk.address(LEADS_TO[step])
    if step == "draft":
        messages.success(request, _("Kept as your draft. Nobody else sees it until you save."))
    language = data.get("new_language", "") if step == "language" else ""
    return redirect(f"{address}?language={language}" if language.isalpha() else address)


def _keep(request: SignedInRequest, desk: Desk, data: QueryDict) -> Autosave:
    values, base = desk.form(data, row=desk.row).values(), _number(data.get("base"))
    return drafts.keep(desk.row, values, base=base, by=request.user, now=timezone.now())


def _refused(request: SignedInRequest, desk: Desk, form: WritingForm, data: QueryDict) -> HttpResponse:
    """What is wrong, and all that was written."""
    return _page(request, desk, form, base=_number(data.get("base")), status=422)


def _conflict(request: SignedInRequest, desk: Desk, form: WritingForm, data: QueryDict) -> HttpResponse:
    """Somebody else has saved meanwhile: both texts, field by field; hers are kept, whatever becomes of the page."""
    kept = _keep(request, desk, data)
    theirs = versions.current(desk.row, saving.values_of(desk.row), now=timezone.now())
    began = versions.since(desk.row, kept.base)
    original = began.values if began is not None else {}
    context = desk.context("edit") | {
        "theirs": theirs,
        "conflict": conflicts.between(form, kept.values, theirs.values, original),
        "note": data.get("note", ""),
    }
    return render(request, "portal/editor/conflict.html", context, status=409)


def _page(
    request: HttpRequest,
    desk: Desk,
    form: WritingForm,
    *,
    draft: Autosave | None = None,
    base: int | None = None,
    status: int = 200,
) -> HttpResponse:
    now = timezone.now()
    current = versions.current(desk.row, saving.values_of(desk.row), now=now)
    written = list(versions.history(desk.row)[:LOOKED_AT])
    began = base if base is not None else draft.base if draft is not None else current.number
    marked = standing.of(form, written)
    context = desk.context("edit") | {
        "form": form,
        "base": began,
        "draft": draft,
        "current": current,
        "changed_by": None if saving.has_seen(desk.row, began, current) else current,
        "marked": marked,
        "to_do": standing.to_do(marked),
        "others": drafts.of_others(desk.row, request.user, since=now - WRITING),
        "step_form": StepForm(zone=desk.zone),
        "now": now,
    }
    context |= {"state": steps.state_of(desk, now), "steps": steps.offered(desk, now)}
    return render(request, "portal/editor/edit.html", context, status=status)


def _number(sent: str | None) -> int:
    return int(sent) if sent is not None and sent.isdecimal() and len(sent) < 10 else 0
