"""What this flat holds about people: who gave a token to a program."""

from __future__ import annotations

import json

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from handschlag.api.models import KeptAnswer, Token
from handschlag.events.personal import COOPERATE
from handschlag.foundation.personal import (
    Fate,
    Group,
    Individual,
    Part,
    Retention,
    declare,
    hosts,
    masking,
    nothing_personal,
)


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
                Part(
                    label=_("Answers to programs that name you"),
                    model=KeptAnswer,
                    fields={},
                    secret=("body", "location"),
                    rows=_naming_her,
                    fate=Fate.deleted(),
                    scope="token__host__slug",
                    is_told=False,
                ),
            ),
        )
    )
    nothing_personal("api.Token", {"user": "an account of a program", "prefix": "random", "secret_sha256": "a hash"})
    nothing_personal("api.KeptAnswer", {"key": "chosen by a program", "fingerprint": "a hash"})


def _naming_her(one: Individual) -> QuerySet:
    """Answers of hosts with which she has to do; they stand there as JSON, which is read for her words."""
    rows = KeptAnswer.objects.filter(token__host__slug__in=hosts(one)).exclude(body="")
    return rows.filter(pk__in=[row.pk for row in rows.iterator() if _names(row, one)])


def _names(row: KeptAnswer, one: Individual) -> bool:
    said = json.dumps(json.loads(row.body), ensure_ascii=False)
    return bool(one.public_id and one.public_id in said + row.location) or masking.names(said, one.words)
