"""``handschlag token``: whoever runs the site gives programs their tokens, shows and revokes them."""

from __future__ import annotations

import argparse
import sys

from django.db.models import QuerySet
from django.utils import timezone

from handschlag.api.models import Token
from handschlag.api.secret import SHOWN_LETTERS
from handschlag.api.services import tokens
from handschlag.api.states import Scope
from handschlag.events.models import Event, Host
from handschlag.events.roles import Role
from handschlag.foundation.errors import RuleBroken
from handschlag.site.command.errors import InputError


def run(args: argparse.Namespace) -> int:
    {"create": create, "list": show, "revoke": revoke}[args.step](args)
    return 0


def create(args: argparse.Namespace) -> None:
    """Print the token, once: it is the only line on standard output."""
    role = _role(args.role)
    host, event = _place(args.host, args.event)
    token, secret = tokens.give(
        args.name or role.value,
        role,
        host=host,
        event=event,
        scope=Scope(args.scope),
        days=_days(args.days),
        per_minute=args.per_minute,
        by=None,
        now=timezone.now(),
    )
    where = event.slug if event is not None else f"all events of {host.slug}"
    print(f"{role.value} at {where}, until {token.expires_at:%Y-%m-%d}; it is shown only now:", file=sys.stderr)
    print(secret)


def show(args: argparse.Namespace) -> None:
    """A line for each token."""
    rows = Token.objects.filter(revoked_at=None).select_related("host", "event")
    for token in rows.filter(host=_place(args.host, None)[0]) if args.host else rows:
        where = token.event.slug if token.event is not None else "(all events)"
        used = f"{token.last_used_at:%Y-%m-%d}" if token.last_used_at else "never"
        print(
            f"{token.prefix}…  {token.host.slug}  {where}  {token.role}  {token.scope}  "
            f"until {token.expires_at:%Y-%m-%d}  used {used}  {token.name}"
        )


def revoke(args: argparse.Namespace) -> None:
    """End the one token that begins so."""
    found = list(_beginning(args.prefix))
    if len(found) != 1:
        raise InputError(f'token: expected the beginning of one token, got "{args.prefix}", which {len(found)} have')
    try:
        tokens.revoke(found[0], by=None, now=timezone.now())
    except RuleBroken as broken:  # somebody else was faster
        raise InputError(f"token: {' '.join(broken.messages)}") from broken
    print(f"{found[0].prefix}… is revoked")


def _beginning(prefix: str) -> QuerySet[Token]:
    return Token.objects.filter(prefix=prefix.strip().rstrip("…")[:SHOWN_LETTERS], revoked_at=None)


def _role(name: str) -> Role:
    if name not in Role.values:
        raise InputError(f'token: expected a role such as {", ".join(Role.values)}, got "{name}"')
    return Role(name)


def _days(days: int) -> int:
    if days > tokens.MOST_DAYS:
        raise InputError(f"token: expected at most {tokens.MOST_DAYS} days, got {days}")
    return days


def _place(host: str | None, event: str | None) -> tuple[Host, Event | None]:
    if event is not None:
        found = Event.objects.select_related("host").filter(slug=event).first()
        if found is None or host not in (None, found.host.slug):
            raise InputError(f'token: there is no event "{event}"{f" of {host}" if host else ""}')
        return found.host, found
    if host is None:
        raise InputError("token: expected --event or --host, which say where it counts")
    owner = Host.objects.filter(slug=host).first()
    if owner is None:
        raise InputError(f'token: there is no host "{host}"')
    return owner, None
