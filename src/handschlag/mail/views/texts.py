"""The host's own words for each kind of letter."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from handschlag.accounts.models import SignedInRequest
from handschlag.foundation.letters import Kind
from handschlag.mail import access, queries
from handschlag.mail.access import Desk
from handschlag.mail.forms import LANGUAGES, TextForm
from handschlag.mail.services import texts
from handschlag.mail.views import framed
from handschlag.mail.views.sent import framework


@never_cache
@login_required
@require_safe
def all_texts(request: SignedInRequest, host: str) -> HttpResponse:
    """Every kind of letter."""
    desk = access.desk_of_texts(request.user, host)
    return render(request, "mail/texts.html", framework(desk, "texts") | {"worded": queries.worded(desk.host)})


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@framed.with_frame
def text(request: SignedInRequest, host: str, kind: str, language: str) -> HttpResponse:
    """The words of one kind in one language; with "test" they are not kept, but sent to oneself."""
    desk, of = _door(request, host, kind, language)
    own = queries.wording(desk.host.slug, kind, language)
    form = TextForm(request.POST if request.method == "POST" else None, kind=of, initial=_words(of, language, own))
    if request.method == "POST" and form.is_valid():
        return _kept_or_tested(request, desk, of, language, form.cleaned_data)
    context = {
        "form": form,
        "kind": of,
        "mail_language": language,
        "own": own,
        "languages_of": [(code, name, code == language) for code, name in settings.LANGUAGES],
        "letter": texts.preview(of, language, host=desk.host, **_own(own)),
    }
    status = 422 if form.is_bound else 200
    return render(request, "mail/text.html", framework(desk, "texts") | context, status=status)


@never_cache
@login_required
@require_safe
def text_page(request: SignedInRequest, host: str, kind: str, language: str) -> HttpResponse:
    """The letter with made-up values, for the frame."""
    desk, of = _door(request, host, kind, language)
    own = queries.wording(desk.host.slug, kind, language)
    return framed.page(texts.preview(of, language, host=desk.host, **_own(own)).html)


@require_POST
@login_required
def reset(request: SignedInRequest, host: str, kind: str, language: str) -> HttpResponse:
    """Back to the usual words."""
    desk, of = _door(request, host, kind, language)
    texts.reset(of, language, host=desk.host, by=request.user, now=timezone.now())
    messages.success(request, _("The usual words are sent again."))
    return redirect("mail:text", host, kind, language)


def _door(request: SignedInRequest, host: str, kind: str, language: str) -> tuple[Desk, Kind]:
    if language not in LANGUAGES:
        raise Http404
    return access.kind_as_writer(request.user, host, kind)


def _kept_or_tested(
    request: SignedInRequest, desk: Desk, kind: Kind, language: str, words: dict[str, str]
) -> HttpResponse:
    now = timezone.now()
    if "test" in request.POST:
        texts.send_test(kind, language, host=desk.host, to=request.user, now=now, **words)
        messages.success(
            request,
            _("A test has been sent to %(email)s. The text itself is not saved yet.") % {"email": request.user.email},
        )
        context = {"form": TextForm(initial=words, kind=kind), "kind": kind, "mail_language": language}
        context |= {
            "own": queries.wording(desk.host.slug, kind.key, language),
            "languages_of": [(code, name, code == language) for code, name in settings.LANGUAGES],
            "letter": texts.preview(kind, language, host=desk.host, **words),
        }
        return render(request, "mail/text.html", framework(desk, "texts") | context)
    texts.say(kind, language, host=desk.host, by=request.user, now=now, **words)
    messages.success(request, _("Saved. From now on this mail is sent in your words."))
    return redirect("mail:text", desk.host.slug, kind.key, language)


def _words(kind: Kind, language: str, own: tuple[str, str] | None) -> dict[str, str]:
    if own is not None:
        return _own(own)
    with translation.override(language):
        return {"subject": str(kind.subject), "body": str(kind.body)}


def _own(own: tuple[str, str] | None) -> dict[str, Any]:
    return {"subject": own[0], "body": own[1]} if own is not None else {}
