"""Those who change events make the programme."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from handschlag.accounts.models import SignedInRequest
from handschlag.events import navigation
from handschlag.events.models import Event
from handschlag.foundation.errors import RuleBroken
from handschlag.programme import access, conflicts, queries
from handschlag.programme.forms import CopyForm, MoveForm, TalkForm
from handschlag.programme.models import Talk
from handschlag.programme.services import copying, talks
from handschlag.programme.services.saving import save


@never_cache
@login_required
@require_safe
def overview(request: SignedInRequest, event: str) -> HttpResponse:
    """All talks by their time, and what is wrong with them."""
    return _overview(request, access.event_to_edit(request.user, event))


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_talk(request: SignedInRequest, event: str) -> HttpResponse:
    """Put something on the programme."""
    return _written(request, access.event_to_edit(request.user, event), None)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def talk(request: SignedInRequest, event: str, public_id: str) -> HttpResponse:
    """Change a talk and who speaks."""
    found = access.talk_to_edit(request.user, event, public_id)
    return _written(request, found.event, found)


@require_POST
@login_required
def move(request: SignedInRequest, event: str, public_id: str) -> HttpResponse:
    """Let a talk begin at another time, perhaps with all that follows."""
    found = access.talk_to_edit(request.user, event, public_id)
    form = MoveForm(request.POST, talk=found)
    if form.is_valid():
        to, together = form.cleaned_data["moved_to"], form.cleaned_data["and_following"]
        facts: dict[str, Any] = {"room": form.room(), "and_following": together}
        try:
            talks.move_talk(found, to, **facts, by=request.user, now=timezone.now())
        except RuleBroken as broken:
            form.add_error(None, broken)
        else:
            messages.success(request, _("Moved."))
            return redirect("programme:talks", event)
    return _page(request, found.event, found, move_form=form, status=422)


@require_POST
@login_required
def remove(request: SignedInRequest, event: str, public_id: str) -> HttpResponse:
    """Take a talk out of the programme."""
    found = access.talk_to_edit(request.user, event, public_id)
    try:
        talks.remove_talk(found, by=request.user, now=timezone.now())
    except RuleBroken as broken:
        return _overview(request, found.event, refusal=broken)
    messages.success(request, _("Taken out of the programme."))
    return redirect("programme:talks", event)


@require_POST
@login_required
def copy(request: SignedInRequest, event: str) -> HttpResponse:
    """Begin with the programme of another event of this host."""
    found = access.event_to_edit(request.user, event)
    form = CopyForm(request.POST, events=queries.sources(found))
    if not form.is_valid():
        return _overview(request, found, copy_form=form)
    try:
        made = copying.copy(form.cleaned_data["source"], found, by=request.user, now=timezone.now())
    except RuleBroken as broken:
        return _overview(request, found, refusal=broken)
    messages.success(request, _("Copied: %(count)s items. Nobody who speaks was copied.") % {"count": len(made)})
    return redirect("programme:talks", event)


def _written(request: SignedInRequest, event: Event, talk: Talk | None) -> HttpResponse:
    form = _form(event, talk, request.POST if request.method == "POST" else None)
    if not (form.is_bound and form.is_valid()):
        return _page(request, event, talk, form=form, status=422 if form.is_bound else 200)
    try:
        kept = save(talk, form.facts(), event=event, **form.about(), by=request.user, now=timezone.now())
    except RuleBroken as broken:
        return _refused(request, event, talk, form, broken)
    messages.success(request, _("Saved."))
    if "another" in request.POST:
        return redirect("programme:talk", event.slug, kept.public_id)
    return redirect("programme:talks", event.slug)


def _refused(
    request: SignedInRequest, event: Event, talk: Talk | None, form: TalkForm, broken: RuleBroken
) -> HttpResponse:
    """The form again; whoever was slower than somebody else sees both texts, and can save hers all the same."""
    if broken.code != "outdated" or talk is None:
        form.add_error(None, broken)
        return _page(request, event, talk, form=form, status=422)
    talk.refresh_from_db()
    theirs = form.differences(_form(event, talk))
    return _page(request, event, talk, form=form, theirs=theirs, refusal=broken, status=409)


def _form(event: Event, talk: Talk | None, data: Any = None) -> TalkForm:
    speakers = queries.speakers_of([talk]).get(talk.pk, []) if talk is not None else []
    return TalkForm(data, event=event, talk=talk, speakers=speakers)


def _page(
    request: SignedInRequest, event: Event, talk: Talk | None, *, status: int, form: TalkForm | None = None, **more: Any
) -> HttpResponse:
    context = _framework(request, event) | {"talk": talk, "form": form or _form(event, talk)}
    if talk is not None:
        context["move_form"] = MoveForm(talk=talk)
    return render(request, "programme/talk.html", context | more, status=status)


def _overview(
    request: SignedInRequest, event: Event, *, refusal: RuleBroken | None = None, copy_form: CopyForm | None = None
) -> HttpResponse:
    rows = queries.for_editors(event)
    speakers = queries.speakers_of(rows)
    found = conflicts.found(event, rows, speakers)
    sources = queries.sources(event) if not rows and not event.is_history else []
    context = _framework(request, event) | {
        "days": queries.by_day(event, rows),
        "speakers": speakers,
        "conflicts": found,
        "marked": {talk.pk for conflict in found for talk in conflict.talks},
        "copy_form": copy_form or (CopyForm(events=sources) if sources else None),
        "refusal": refusal,
        "is_public": event.published_at is not None and event.published_at <= timezone.now(),
    }
    status = 422 if refusal is not None or copy_form is not None else 200
    return render(request, "programme/talks.html", context, status=status)


def _framework(request: SignedInRequest, event: Event) -> dict[str, Any]:
    return {"event": event, "nav": navigation.of(request.user, event), "active": "programme"}
