"""Signing in by a mailed code on a page of another flat, such as a form that makes the account by the way.

A page asks for an address (``ask``), then for the code (``pending``), and lets her in (``enter``). An account is made
when the code comes back: whoever types an address that she does not read leaves none behind.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import get_adapter
from allauth.account.app_settings import EmailVerificationMethod
from allauth.account.internal.flows.code_verification import AbstractCodeVerificationProcess
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess as Process
from allauth.account.internal.stagekit import LOGIN_SESSION_KEY, clear_login
from allauth.account.models import EmailAddress, Login
from allauth.account.stages import LoginByCodeStage, LoginStageController
from django.conf import settings
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language

from handschlag.accounts import brakes
from handschlag.accounts.forms import CodeForm, CodeRequestForm
from handschlag.accounts.models import User
from handschlag.accounts.services import people

ACCOUNT = ("id", "email", "name", "language", "is_active")
"""What has to be known of whose address it is."""
MOST_TRIES = app_settings.LOGIN_BY_CODE_MAX_ATTEMPTS
CODE = "anybodys_code"
"""Under this name a session knows the code: allauth's own pages know nothing of it."""


class AnybodysCodeForm(CodeRequestForm):
    """Where the code goes; whoever reads that mail gets an account."""

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        return email  # what follows writes, and is done by ``ask``


class AnybodysCode(Process):
    """A code for an address, whether it has an account or not.

    Whose that is is looked up after the right code alone: all others cost the same, whoever they are for.
    """

    @property
    def code(self) -> str:
        return str(self.state.get(CODE, ""))

    def generate_code(self) -> str:
        self.state[CODE] = get_adapter().generate_login_code()
        return self.code

    def send_by_email(self, email: str, skip_enumeration_mails: bool = False) -> None:  # noqa: ARG002  (allauth's)
        context = {"request": self.request, "code": self.generate_code()}
        get_adapter().send_mail("account/email/login_code", email, context)
        self.add_sent_message({"email": email, "recipient": email})

    def record_invalid_attempt(self) -> bool:
        return AbstractCodeVerificationProcess.record_invalid_attempt(self)  # nobody is told whose code was mistyped


@dataclass(frozen=True, slots=True)
class Pending:
    """A code is on its way to this address."""

    email: str
    can_resend: bool


def account(rows: Iterable[Mapping[str, Any]]) -> User | None:
    """Whose address it is, from what a page has looked up of ``ACCOUNT`` with something else; None if there is none."""
    return next((User.from_db("default", ACCOUNT, [row[name] for name in ACCOUNT]) for row in rows), None)


def ask(request: HttpRequest, form: AnybodysCodeForm, *, user: User | None) -> Pending:
    """Mail a code to the address of a form that is valid. Counts the form, too: raises ``Braked``.

    ``user``: whose address it is.
    """
    clear_login(request)
    email = form.cleaned_data["email"]
    is_allowed = brakes.is_code_allowed_by_line(request, email)
    request.code_is_for = user  # type: ignore[attr-defined]
    # Where no code is made, none can be guessed at.
    may_enter = is_allowed and (user is None or user.is_active)
    begin = partial(_initiate, user=user) if may_enter else partial(Process.initiate, user=None)
    process = begin(request=request, email=email)
    return Pending(email, process.can_resend)


def _initiate(*, request: HttpRequest, user: User | None, email: str) -> Process:
    """What ``Process.initiate`` does, where that may be anybody."""
    login = Login(email=email, state={"stages": {"current": LoginByCodeStage.key}})
    stage = LoginByCodeStage(LoginStageController(request, login), request, login)
    stage.state.update(Process.initial_state(user=user, email=email) | {"initiated_by_user": True})
    process = AnybodysCode(stage=stage)
    process.send()
    process.persist()
    return process


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


def enter(request: HttpRequest, form: CodeForm, *, onwards: str) -> HttpResponse:
    """After the right code: she is signed in, or the answer leads to what is still missing, such as a second factor."""
    process = form.process
    assert process is not None, "only a form that knows the code is valid"
    email = process.state.get("email", "")
    if process.user is None:
        try:
            return _enter_anew(request, email, onwards=onwards)
        except IntegrityError:  # somebody has opened the account since she asked for the code
            process._user = User.objects.filter(email=email.lower()).first()
            if process.user is None:
                raise
    return _enter_known(request, process, email, onwards=onwards)


@transaction.atomic
def _enter_anew(request: HttpRequest, email: str, *, onwards: str) -> HttpResponse:
    """Her account is opened before anything else is done, so that where that fails nothing has happened."""
    user = people.open_for_reader(email, language=get_language() or settings.LANGUAGE_CODE, now=timezone.now())
    user.is_first_sign_in = True
    return _perform(request, user, email, onwards=onwards)


@transaction.atomic
def _enter_known(request: HttpRequest, process: Process, email: str, *, onwards: str) -> HttpResponse:
    user = process.user
    hers = EmailAddress.objects.filter(user=user, email=email.lower(), primary=True)
    if not hers.update(verified=True):  # it is not the address of the account, or has no row: allauth looks after it
        answer: HttpResponse = process.finish(onwards)
        return answer
    user.is_first_sign_in = user.last_login is None
    return _perform(request, user, email, onwards=onwards)


def _perform(request: HttpRequest, user: User, email: str, *, onwards: str) -> HttpResponse:
    record_authentication(request, user, method="code", email=email)
    known = Login(user=user, redirect_url=onwards, email=email, email_verification=EmailVerificationMethod.NONE)
    entered: HttpResponse = perform_login(request, known)
    return entered


def _process(request: HttpRequest) -> Process | None:
    stage = LoginStageController.enter(request, LoginByCodeStage.key)
    if stage is None:
        return None
    kind = AnybodysCode if CODE in stage.state else Process
    found: Process | None = kind(stage=stage).abort_if_invalid()
    return found
