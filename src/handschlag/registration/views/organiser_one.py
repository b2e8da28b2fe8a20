"""The page of one application: what was answered, what was done, what can be decided."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from handschlag.accounts.models import SignedInRequest
from handschlag.engine.language import Text
from handschlag.events.models import Event, TagKind
from handschlag.foundation import uploads
from handschlag.foundation.errors import RuleBroken
from handschlag.registration import access, dossier, listing
from handschlag.registration.decisions import DECISIONS, Said
from handschlag.registration.forms.organiser import EntryForm, NoteForm, PreferForm, SpeakerForm, WordsForm
from handschlag.registration.models import Application
from handschlag.registration.services import applying, changing, claiming, notes, organisations
from handschlag.registration.services.applying import Speaker
from handschlag.registration.views.organiser import framework

FIELD_OF_CODE = {
    "side": "side",
    "sector": "sectors",
    "contact": "contact_name",
    "applied": "email",
    "came_by": "came_by",
}
"""Beside which field a refusal of a service belongs."""


@never_cache
@login_required
@require_safe
def application(request: SignedInRequest, event: str, public_id: str) -> HttpResponse:
    """All about one."""
    return _page(request, access.application_to_decide(request.user, event, public_id))


@never_cache
@login_required
@require_safe
def file(request: SignedInRequest, event: str, public_id: str, stored: str) -> FileResponse:
    """A file that was sent for an answer."""
    return uploads.answer(dossier.file_of(access.application_to_decide(request.user, event, public_id), stored))


@require_POST
@login_required
def decide(request: SignedInRequest, event: str, public_id: str) -> HttpResponse:
    """Carry out a decision."""
    found = access.application_to_decide(request.user, event, public_id)
    decision = DECISIONS.get(request.POST.get("step", ""))
    if decision is None:
        raise Http404
    form = _decision_form(found, decision.key, request.POST)
    if form is not None and not form.is_valid():
        return _page(request, found, bound={decision.key: form}, status=422)
    try:
        decision.do(found, _said(found, form), request.user, timezone.now())
    except RuleBroken as broken:
        return _page(request, found, refusal=broken, status=422)
    messages.success(request, str(decision.done))
    return redirect("registration:application_desk", event, public_id)


@require_POST
@login_required
def note(request: SignedInRequest, event: str, public_id: str) -> HttpResponse:
    """Note something, or take back what one has noted."""
    found = access.application_to_decide(request.user, event, public_id)
    if "remove" in request.POST:
        row = get_object_or_404(found.notes.all(), public_id=request.POST["remove"])
        return _after(request, found, lambda: notes.remove(row, by=request.user))
    form = NoteForm(request.POST)
    if not form.is_valid():
        return _page(request, found, bound={"note": form}, status=422)
    return _after(request, found, lambda: notes.write(found, **form.cleaned_data, by=request.user, now=timezone.now()))


@require_POST
@login_required
def add_speaker(request: SignedInRequest, event: str, public_id: str) -> HttpResponse:
    """Name a further representative for them."""
    found = access.application_to_decide(request.user, event, public_id)
    form = SpeakerForm(request.POST, auto_id="speaker-%s")
    if not form.is_valid():
        return _page(request, found, bound={"speaker": form}, status=422)
    facts = form.cleaned_data | {"office": _text(found, form.cleaned_data["office"])}
    return _after(
        request, found, lambda: changing.add_speaker(found, Speaker(**facts), by=request.user, now=timezone.now())
    )


@require_POST
@login_required
def claim(request: SignedInRequest, event: str, public_id: str) -> HttpResponse:
    """Say whether those who applied are the organisation that they say they are."""
    found = access.application_to_decide(request.user, event, public_id)
    verdict = {"confirm": claiming.confirm, "reject": claiming.reject}.get(request.POST.get("step", ""))
    if verdict is None:
        raise Http404
    return _after(request, found, lambda: verdict(found, by=request.user, now=timezone.now()))


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: SignedInRequest, event: str, public_id: str) -> HttpResponse:
    """Change it for them."""
    found = access.application_to_decide(request.user, event, public_id)
    desk = listing.desk(found.event, request.user)
    form = EntryForm.of(found, desk=desk, data=request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            with transaction.atomic():  # a new organisation is not left behind by what is refused
                facts, sectors = _facts(form, found.event)
                changing.change(found, facts, sectors=sectors, by=request.user, now=timezone.now())
        except RuleBroken as broken:
            form.add_error(FIELD_OF_CODE.get(broken.code or ""), broken)
        else:
            messages.success(request, _("Changed."))
            return redirect("registration:application_desk", event, public_id)
    return _entry_page(request, found.event, form, found)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: SignedInRequest, event: str) -> HttpResponse:
    """Enter one for somebody, who is then told what has become of it."""
    found = access.event_to_decide(request.user, event)
    desk = listing.desk(found, request.user)
    form = EntryForm(request.POST if request.method == "POST" else None, desk=desk)
    if form.is_bound and form.is_valid():
        try:
            with transaction.atomic():
                facts, sectors = _facts(form, found)
                row = applying.register(found, facts, sectors=sectors, by=request.user, now=timezone.now())
        except RuleBroken as broken:
            form.add_error(FIELD_OF_CODE.get(broken.code or ""), broken)
        else:
            messages.success(request, _("Entered. They are told by mail what has become of it."))
            return redirect("registration:application_desk", event, row.public_id)
    return _entry_page(request, found, form, None)


def _page(
    request: SignedInRequest,
    found: Application,
    *,
    bound: dict[str, Any] | None = None,
    refusal: RuleBroken | None = None,
    status: int = 200,
) -> HttpResponse:
    shown = dossier.of(found)
    forms = {one.key: _decision_form(found, one.key) for one in shown.decisions}
    forms |= {"note": NoteForm(auto_id="note-%s"), "speaker": SpeakerForm(auto_id="speaker-%s")} | (bound or {})
    context = framework(found.event) | {
        "application": found,
        "shown": shown,
        "forms": forms,
        "open": next(iter(bound or {}), ""),
        "refusal": refusal,
        "kinds": listing.KINDS_OF_STATE,
        "sizes": listing.SIZES,
    }
    return render(request, "registration/organiser/application.html", context, status=status)


def _entry_page(
    request: SignedInRequest, event: Event, form: EntryForm, application: Application | None
) -> HttpResponse:
    context = framework(event) | {"form": form, "application": application}
    status = 422 if form.is_bound else 200
    return render(request, "registration/organiser/entry.html", context, status=status)


def _decision_form(found: Application, key: str, data: Any = None) -> WordsForm | PreferForm | None:
    if key == "prefer":
        return PreferForm(data, auto_id="prefer-%s", initial={"priority": found.priority})
    asks = DECISIONS[key].asks
    return WordsForm.about(found, asks, name=key, data=data) if asks else None


def _said(found: Application, form: WordsForm | PreferForm | None) -> Said:
    if isinstance(form, WordsForm):
        return Said(words=form.as_text(found))
    return Said(priority=form.cleaned_data["priority"]) if form is not None else Said()


def _after(request: SignedInRequest, found: Application, do: Any) -> HttpResponse:
    """Do it and go back to where the reader came from: the page, or the work list."""
    try:
        do()
    except RuleBroken as broken:
        return _page(request, found, refusal=broken, status=422)
    if request.POST.get("back") == "work":
        return redirect("registration:work_list", found.event.slug)
    return redirect("registration:application_desk", found.event.slug, found.public_id)


def _facts(form: EntryForm, event: Event) -> tuple[dict[str, Any], list[Any]]:
    given = form.cleaned_data
    organisation = organisations.named(given["organisation"], country=given["country"], host=event.host)
    side = event.sides.filter(key=given["side"]).first() if given["side"] else None
    sectors = list(event.host.tags.filter(kind=TagKind.SECTOR, slug__in=given["sectors"]))
    return form.facts() | {"organisation": organisation, "side": side}, sectors


def _text(found: Application, words: str) -> Text:
    return Text.of(**{found.language: words}) if words else Text()
