"""My data: see it, decide who sees it, take it along, erase it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeAlias, cast

from allauth.account.internal.flows.reauthentication import is_reauthentication_required
from allauth.core.exceptions import ReauthenticationRequired
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from handschlag.accounts.models import SignedInRequest
from handschlag.events import memberships
from handschlag.events.models import Event
from handschlag.events.roles import Right, with_right
from handschlag.foundation import audit, doors, limits, personal
from handschlag.foundation.errors import RuleBroken
from handschlag.foundation.limits import Limit
from handschlag.foundation.models import AuditEntry
from handschlag.foundation.personal import telling
from handschlag.foundation.reading import reader
from handschlag.privacy import access, export, previewing, queries, verbs, visibility
from handschlag.privacy.forms import ChoicesForm, ConsentForm, EraseForm
from handschlag.privacy.services import erasing, purposes, rules

P = ParamSpec("P")

ENTRIES_SHOWN = 20
EXPORTS = Limit("exports", 10, 3600)
WITH_AUTHORITY = (Right.SPEAK_FOR_PARTICIPANT, Right.ACT_FOR_PARTICIPANT)


Page: TypeAlias = Callable[Concatenate[SignedInRequest, P], HttpResponse]


def fresh(view: Page[P]) -> Page[P]:
    """Only for whoever has proved a moment ago who she is. In a demonstration, where a click signs in, nobody must."""

    @wraps(view)
    def checked(request: SignedInRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not settings.DEMO and is_reauthentication_required(request, app="account"):
            raise ReauthenticationRequired
        return view(request, *args, **kwargs)

    return cast(Page[P], checked)


@never_cache
@login_required
@require_safe
def my_data(request: SignedInRequest) -> HttpResponse:
    """Everything that the house holds about her."""
    return _page(request)


@require_POST
@login_required
def choose(request: SignedInRequest) -> HttpResponse:
    """Decide who sees what of her."""
    form = _choices(request)
    if form.is_valid():
        try:
            rules.choose(form.choices(), by=request.user, now=timezone.now())
        except RuleBroken as broken:
            form.add_error(None, broken)
        else:
            messages.success(request, _("Saved."))
            return redirect("privacy:my_data")
    return _page(request, form=form, status=422)


@require_POST
@login_required
def consent(request: SignedInRequest, host: str, key: str) -> HttpResponse:
    """Consent to a purpose."""
    found = get_object_or_404(queries.hosts_of(request.user), slug=host)
    form = ConsentForm(request.POST)
    version = form.cleaned_data["version"] if form.is_valid() else -1
    try:
        purposes.consent(key, host=found, version=version, language=reader(), by=request.user, now=timezone.now())
    except RuleBroken as broken:
        messages.error(request, " ".join(broken.messages))
    else:
        messages.success(request, _("Thank you. You can take this back here at any time."))
    return redirect("privacy:my_data")


@require_POST
@login_required
def withdraw(request: SignedInRequest, public_id: str) -> HttpResponse:
    """Take a consent back."""
    try:
        purposes.withdraw(access.consent_of(request.user, public_id), by=request.user, now=timezone.now())
    except RuleBroken as broken:
        messages.error(request, " ".join(broken.messages))
    else:
        messages.success(request, _("Taken back. From now on your data are no longer used for this."))
    return redirect("privacy:my_data")


@require_POST
@login_required
@fresh
def export_all(request: SignedInRequest) -> HttpResponse:
    """All of it, to take along."""
    now = timezone.now()
    limits.count(EXPORTS, str(request.user.pk), now=now)
    audit.record(request.user, verbs.EXPORTED, request.user, now=now)
    return as_attachment(export.package(personal.of_user(request.user), now=now), f"handschlag-{now:%Y-%m-%d}.zip")


def as_attachment(content: bytes, name: str) -> HttpResponse:
    """An archive that nobody keeps on the way."""
    answer = HttpResponse(content, content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer


@never_cache
@login_required
@require_safe
def preview(request: SignedInRequest) -> HttpResponse:
    """What would be erased, made anonymous and kept."""
    found = previewing.preview(personal.of_user(request.user))
    return render(request, "privacy/preview.html", {"preview": found, "active": "account"})


@never_cache
@login_required
@fresh
@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: SignedInRequest) -> HttpResponse:
    """Asks once more; sending the page erases her and signs her out."""
    form = EraseForm(request.POST if request.method == "POST" else None)
    individual = personal.of_user(request.user)
    if form.is_bound and form.is_valid():
        try:
            erasing.erase(individual, by=request.user, now=timezone.now())
        except RuleBroken as broken:
            form.add_error(None, broken)
        else:
            logout(request)
            messages.success(request, _("Everything about you has been erased, and your account with it."))
            return redirect(doors.address("home"))
    found = previewing.preview(individual)
    context = {"preview": found, "form": form, "active": "account"}
    return render(request, "privacy/erase.html", context, status=422 if form.is_bound else 200)


def _choices(request: SignedInRequest) -> ChoicesForm:
    chosen = visibility.chosen_by([request.user.pk]).get(request.user.pk, {})
    return ChoicesForm(request.POST if request.method == "POST" else None, chosen=chosen)


def _page(request: SignedInRequest, *, form: ChoicesForm | None = None, status: int = 200) -> HttpResponse:
    user = request.user
    individual = personal.of_user(user)
    shipped = {key: purpose.title for key, purpose in personal.purposes().items()}
    chapters = [telling.chapter(group, individual) for group in personal.groups()]
    entries = AuditEntry.objects.filter(audit.by_or_about(user.public_id))[:ENTRIES_SHOWN]
    context = {
        "active": "account",
        "individual": individual,
        "purposes": shipped,
        "chapters": [chapter for chapter in chapters if chapter.count and chapter.group.key != "foundation.log"],
        "lines": list(audit.lines(entries)),
        "form": form or _choices(request),
        "asked": _asked(request),
        "consents": list(queries.consents(user)),
        "events": _events(request),
        "zone": settings.TIME_ZONE,
    }
    return render(request, "privacy/my_data.html", context, status=status)


def _asked(request: SignedInRequest) -> list[dict[str, Any]]:
    """For each host the purposes that rest on her consent, with the one that she has given."""
    given = {
        (one.purpose.host_id, one.purpose.key): one for one in queries.consents(request.user).filter(withdrawn_at=None)
    }
    return [
        {"host": host, "worded": worded, "given": given.get((host.pk, worded.key))}
        for host in queries.hosts_of(request.user)
        for worded in queries.purposes(host)
        if worded.is_consent
    ]


def _events(request: SignedInRequest) -> list[Event]:
    """Events at which somebody may act for her, or she for somebody."""
    roles = {role for right in WITH_AUTHORITY for role in with_right(right)}
    rows = Event.objects.filter(
        memberships.valid("memberships__"), memberships__user=request.user, memberships__role__in=roles
    )
    return list(rows.distinct())
