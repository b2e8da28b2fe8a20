"""What is typed to sign in, and to change an account."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as account
from allauth.core import context as current
from allauth.mfa.base import forms as second
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from handschlag.accounts import brakes, demo
from handschlag.accounts.services import people
from handschlag.foundation.form_fields import NameField

ADDRESS = _("Mail address")
PASSWORD = _("Password")
NEW_PASSWORD = _("New password")
ONCE_MORE = _("The same once more")
AT_LEAST = _("At least 12 characters. A few words that only you put together are good.")


def say(form: forms.BaseForm, name: str, label: Any, help_text: Any = "", **attributes: str) -> None:
    """Let a field of allauth speak as ours do: a label instead of a grey word that goes away."""
    field = form.fields.get(name)
    if field is not None:
        field.label, field.help_text = label, help_text
        field.widget.attrs.pop("placeholder", None)
        field.widget.attrs.update(attributes)


class PartForm(forms.Form):
    """Which part of the demonstration somebody wants to play; ``cleaned_data["part"]`` is a ``demo.Part``."""

    part = forms.CharField(max_length=200)

    def clean_part(self) -> Any:
        part = demo.part(self.cleaned_data["part"])
        if part is None:
            raise ValidationError(_("This role does not exist (any more). Please choose one of those shown."))
        return part


class CodeRequestForm(account.RequestLoginCodeForm):
    """Where the code goes. Says nothing about whether there is an account."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say(self, "email", ADDRESS, _("The one that your invitation was sent to."), autocomplete="username webauthn")

    def clean_email(self) -> str:
        email = self.cleaned_data["email"]
        is_allowed = brakes.is_code_allowed(current.request, email)
        people.expect(email, language=get_language() or settings.LANGUAGE_CODE)
        checked: str = super().clean_email()
        if not is_allowed:
            self._user = None  # no code is made, so there is none to be guessed at
        return checked


class _Digits:
    """A code of digits, which phones fill in by themselves."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say(self, "code", _("Code"), _("Eight digits, such as 1234-5678."), inputmode="numeric", size="12")  # type: ignore[arg-type]


class CodeForm(_Digits, account.ConfirmLoginCodeForm):
    """The code that was mailed; ``process`` is what it is for, where a page asks for it by the way."""

    process: Any = None


class NewAddressCodeForm(_Digits, account.ConfirmEmailVerificationCodeForm):
    """The code that was mailed to a new address."""


class PasswordForm(account.LoginForm):
    """Address and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say(self, "login", ADDRESS, autocomplete="username")
        say(self, "password", PASSWORD)


class ResetForm(account.ResetPasswordForm):
    """For whom a password is forgotten. Says nothing about whether there is an account."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say(self, "email", ADDRESS, autocomplete="username")

    def clean_email(self) -> str:
        is_allowed = brakes.is_code_allowed(current.request, self.cleaned_data["email"])
        checked: str = super().clean_email()
        if not is_allowed:
            self.users: list[Any] = []
        return checked


class _Passwords:
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say(self, "oldpassword", _("Current password"))  # type: ignore[arg-type]
        say(self, "password1", NEW_PASSWORD, AT_LEAST)  # type: ignore[arg-type]
        say(self, "password2", ONCE_MORE)  # type: ignore[arg-type]


class NewPasswordForm(_Passwords, account.ResetPasswordKeyForm):
    """A password in place of one forgotten."""


class SetPasswordForm(_Passwords, account.SetPasswordForm):
    """The first password."""


class ChangePasswordForm(_Passwords, account.ChangePasswordForm):
    """Another password."""


class NewAddressForm(account.AddEmailForm):
    """Where to sign in from now on."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say(self, "email", _("New mail address"), _("We send a code there; until you enter it nothing changes."))

    def clean_email(self) -> str:
        brakes.before(brakes.CODES, self.cleaned_data["email"])
        checked: str = super().clean_email()
        return checked


class ConfirmItIsYouForm(account.RequestReauthenticationCodeForm):
    """Where the code goes that proves once more who she is."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = self.fields["recipient"].choices
        self.fields["recipient"].initial = choices[0][0] if choices else None
        say(self, "recipient", _("Send the code to"))

    def clean(self) -> Any:
        brakes.before(brakes.CODES, self.cleaned_data.get("recipient", ""))
        return super().clean()


class PasswordAgainForm(account.ReauthenticateForm):
    """The password once more."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say(self, "password", PASSWORD)


class _SecondFactor:
    """A code from an app or from the list; wrong ones are counted by account."""

    user: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say(self, "code", _("Code of your app, or a recovery code"), inputmode="numeric", size="12")  # type: ignore[arg-type]

    def clean_code(self) -> str:
        brakes.before(brakes.SECOND_FACTORS, str(self.user.pk))
        code: str = super().clean_code()  # type: ignore[misc]
        brakes.was_right(brakes.SECOND_FACTORS, str(self.user.pk))
        return code


class SecondFactorForm(_SecondFactor, second.AuthenticateForm):
    """The second step of signing in."""


class SecondFactorAgainForm(_SecondFactor, second.ReauthenticateForm):
    """The same, before something is changed."""


class AuthenticatorForm(ActivateTOTPForm):
    """The first code of a new authenticator app."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say(self, "code", _("Code that the app shows"), _("Six digits."), inputmode="numeric", size="12")


class PasskeyForm(AddWebAuthnForm):
    """What the device has answered, and a name to know it by."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say(self, "name", _("Name of the passkey"), _("To know the device by, such as My phone."))


class PersonForm(forms.Form):
    """How somebody is called, and which language is written to her."""

    name = NameField(label=_("First name and surname"), help_text=_("As it shall stand on lists and badges."))
    language = forms.ChoiceField(label=_("Language of mails"), choices=settings.LANGUAGES)
