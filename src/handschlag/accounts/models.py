"""People who sign in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from handschlag.foundation.models import opaque_id


class UserManager(BaseUserManager["User"]):
    """Makes users known by their e-mail address."""

    def create_user(self, email: str, password: str | None = None, **extra: Any) -> User:
        user = self.model(email=email.strip().lower(), **extra)
        if password is None:
            user.set_unusable_password()
        else:
            user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **extra: Any) -> User:
        return self.create_user(email, password, is_staff=True, is_superuser=True, **extra)


@dataclass(frozen=True, slots=True)
class Acting:
    """On whose behalf somebody acts in a request, and where: at one event, or at all of a host.

    ``events.acting`` knows the mandates and says it; whatever is done meanwhile is noted with both names.
    """

    person: User
    mandate: str
    host: int
    event: int | None = None


class User(AbstractBaseUser, PermissionsMixin):
    """Somebody who signs in with an e-mail address. What she may do stands in roles, not here."""

    acting: Acting | None = None
    brought: Mapping[str, Any] | None = None
    """What pages want to know of who reads them; None for a row that no request has fetched (see ``readers``)."""
    is_just_opened = False
    """Her account is made at this moment, by a code that she has read: so its address is hers, and she signs in now."""
    is_first_sign_in = False
    """She signs in at this moment, and never did before."""

    public_id = models.CharField(max_length=22, unique=True, default=opaque_id, editable=False)
    email = models.EmailField(_("E-mail address"), unique=True)
    name = models.CharField(_("Name"), max_length=200)
    language = models.CharField(_("Language"), max_length=10, default="de")
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    is_machine = models.BooleanField(default=False, help_text="A program that acts through the API; it never signs in.")
    created_at = models.DateTimeField(auto_now_add=True)
    welcomed_at = models.DateTimeField(null=True, blank=True, help_text="When she was shown around after signing in.")

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="one_account_per_address"),
            models.CheckConstraint(condition=Q(is_machine=False) | Q(is_active=False), name="machines_never_sign_in"),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def get_session_auth_hash(self) -> str:
        """What each sign-in carries: when password or address changes, all of them end."""
        return salted_hmac(
            "handschlag.accounts.sign-in", f"{self.password}\n{self.email}", algorithm="sha256"
        ).hexdigest()

    @property
    def acting_for(self) -> User | None:
        """Whom she represents in this request, if she does not speak for herself."""
        return self.acting.person if self.acting is not None else None


class Session(AbstractBaseSession):
    """A visit, kept under a secret key (see ``session_store``); of a ``user`` it is a sign-in, which she finds listed.

    ``public_id`` names it on pages: its key opens it.
    """

    public_id = models.CharField(max_length=22, unique=True, default=opaque_id, editable=False)
    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="sessions")
    created_at = models.DateTimeField(null=True, help_text="When she signed in.")
    last_seen_at = models.DateTimeField(null=True, help_text="The last day on which she sent something.")
    ip = models.GenericIPAddressField(null=True)
    user_agent = models.CharField(max_length=200, blank=True)

    @classmethod
    def get_session_store_class(cls) -> type[SessionBase]:
        return import_string(f"{settings.SESSION_ENGINE}.SessionStore")


class SignedInRequest(HttpRequest):
    """A request as ``login_required`` lets it through."""

    user: User
