"""Signing in by a mailed code on a page of another flat, such as a form that makes the account by the way.

A page asks for an address (``ask``), then for the code (``pending``), and lets her in (``enter``).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from allauth.account import app_settings
from allauth.account.app_settings import EmailVerificationMethod
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess as Process
from allauth.account.internal.stagekit import LOGIN_SESSION_KEY, clear_login
from allauth.account.models import EmailAddress, Login
from allauth.account.stages import LoginByCodeStage, LoginStageController
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language

from handschlag.accounts import brakes
from handschlag.accounts.forms import CodeForm, CodeRequestForm
from handschlag.accounts.services import people

MOST_TRIES = app_settings.LOGIN_BY_CODE_MAX_ATTEMPTS


class AnybodysCodeForm(CodeRequestForm):
    """Where the code goes; whoever reads that mail gets an account."""

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        return email  # what follows writes, and is done by ``ask``


@dataclass(frozen=True, slots=True)
class Pending:
    """A code is on its way to this address."""

    email: str
    can_resend: bool


def ask(request: HttpRequest, form: AnybodysCodeForm) -> Pending:
    """Mail a code to the address of a form that is valid. Counts the form, too: raises ``Braked``."""
    clear_login(request)
    email = form.cleaned_data["email"]
    is_allowed = brakes.is_code_allowed_by_line(request, email)
    with transaction.atomic():
        user = people.open_account(email, language=get_language() or settings.LANGUAGE_CODE)
        request.code_is_for = user  # type: ignore[attr-defined]
        # Where no code is made, none can be guessed at.
        process = Process.initiate(request=request, user=user if is_allowed and user.is_active else None, email=email)
    return Pending(email, process.can_resend)


def pending(request: HttpRequest) -> Pending | None:
    process = _process(request)
    return Pending(process.state.get("email", ""), process.can_resend) if process is not None else None


def address(request: HttpRequest) -> str:
    """Where the code went that is asked for, without asking whose account that is; empty if there is none."""
    stashed = request.session.get(LOGIN_SESSION_KEY)
    return str(stashed.get("email") or "") if isinstance(stashed, dict) else ""


def again(request: HttpRequest) -> None:
    """Mail another code to the same address."""
    process = _process(request)
    if process is not None and process.can_resend:
        process.resend()


def start_over(request: HttpRequest) -> None:
    """Forget the code that is on its way."""
    clear_login(request)


def code_form(request: HttpRequest, data: Any) -> CodeForm:
    """What she has typed, judged by the code that was mailed; a wrong one is counted."""
    process = _process(request)
    form = CodeForm(data, code=process.code if process is not None else None)
    form.process = process
    if not form.is_valid() and process is not None:
        process.record_invalid_attempt()
    return form


@transaction.atomic
def enter(request: HttpRequest, form: CodeForm, *, onwards: str) -> HttpResponse:
    """After the right code: she is signed in, or the answer leads to what is still missing, such as a second factor."""
    process = form.process
    assert process is not None, "only a form that knows the code is valid"
    user, email = process.user, process.state.get("email", "")
    hers = EmailAddress.objects.filter(user=user, email=email.lower(), primary=True)
    if not hers.update(verified=True):  # it is not the address of the account, or has no row: allauth looks after it
        answer: HttpResponse = process.finish(onwards)
        return answer
    user.is_first_sign_in = user.last_login is None  # for ``sessions.begin``
    record_authentication(request, user, method="code", email=email)
    known = Login(user=user, redirect_url=onwards, email=email, email_verification=EmailVerificationMethod.NONE)
    entered: HttpResponse = perform_login(request, known)
    return entered


def _process(request: HttpRequest) -> Process | None:
    stage = LoginStageController.enter(request, LoginByCodeStage.key)
    return Process.resume(stage) if stage is not None else None
