"""What this flat holds about people: who gave a token to a program."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from handschlag.api.models import Token
from handschlag.events.personal import COOPERATE
from handschlag.foundation.personal import Fate, Group, Part, Retention, declare, nothing_personal


def register() -> None:
    """Declare it all."""
    declare(
        Group(
            key="api.tokens",
            label=_("Tokens given by you"),
            says=_("Which programs you let use the interface for your host."),
            purpose=COOPERATE,
            retention=Retention(after=_("it was done"), days=3650, least=365, most=7300),
            parts=(
                Part(
                    label=_("Tokens given by you"),
                    model=Token,
                    fields={"name": _("What for"), "created_at": _("Time"), "expires_at": _("Until")},
                    secret=("given_by",),
                    rows=lambda one: Token.objects.filter(given_by=one.user or 0),
                    fate=Fate.redacted(
                        given_by=None, why=_("The token no longer counts; that it was given stays, by nobody.")
                    ),
                    scope="host__slug",
                    moment="created_at",
                ),
            ),
        )
    )
    nothing_personal("api.Token", {"user": "an account of a program", "prefix": "random", "secret_sha256": "a hash"})
    nothing_personal("api.KeptAnswer", {"*": "kept for a day, so that nothing is created twice"})
