"""Tokens of an event or a host: who gives them sees them, gives one, and revokes one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from handschlag.accounts.models import SignedInRequest
from handschlag.api import access, queries
from handschlag.api.forms import TokenForm
from handschlag.api.models import Token
from handschlag.api.services import tokens
from handschlag.events import access as events
from handschlag.events import navigation
from handschlag.events.models import Event, Host
from handschlag.events.roles import Right
from handschlag.foundation.errors import RuleBroken


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def of_event(request: SignedInRequest, event: str) -> HttpResponse:
    """Tokens for one event; sending the page gives one."""
    found = events.event_with(request.user, event, Right.GIVE_TOKENS)
    return _page(request, found.host, found)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def of_host(request: SignedInRequest, host: str) -> HttpResponse:
    """Tokens for all events of a host, and those for single ones; sending the page gives one for all."""
    return _page(request, events.host_with(request.user, host, Right.GIVE_TOKENS), None)


@require_POST
@login_required
def revoke(request: SignedInRequest, public_id: str) -> HttpResponse:
    """End a token at once."""
    found = access.token_to_revoke(request.user, public_id)
    try:
        tokens.revoke(found, by=request.user, now=timezone.now())
    except RuleBroken as broken:
        messages.error(request, " ".join(broken.messages))
    else:
        messages.success(request, _("The token “%(name)s” no longer counts.") % {"name": found.name})
    if found.event is not None:
        return redirect("tokens:of_event", found.event.slug)
    return redirect("tokens:of_host", found.host.slug)


def _page(request: SignedInRequest, host: Host, event: Event | None) -> HttpResponse:
    may = event.may if event is not None else host.may
    form = TokenForm(request.POST if request.method == "POST" else None, own=may)
    given, secret = _given(request, form, host, event)
    context: dict[str, Any] = {
        "host": host,
        "event": event,
        "nav": navigation.at(event) if event is not None else navigation.at_host(host),
        "active": "tokens",
        "form": TokenForm(own=may) if given else form,
        "given": given,
        "secret": secret,
        "rows": queries.tokens_of_event(event) if event is not None else queries.tokens_of_host(host),
        "now": timezone.now(),
    }
    # The secret is shown once: in the answer to the form itself, for it is kept nowhere from which it could be read.
    return render(request, "api/tokens.html", context, status=422 if form.is_bound and not given else 200)


def _given(request: SignedInRequest, form: TokenForm, host: Host, event: Event | None) -> tuple[Token | None, str]:
    if not (form.is_bound and form.is_valid()):
        return None, ""
    try:
        return tokens.give(**form.cleaned_data, host=host, event=event, by=request.user, now=timezone.now())
    except RuleBroken as broken:
        form.add_error("role" if broken.code == "rights" else None, broken)
        return None, ""
