"""How often somebody may try something: counted in the database, so the count holds over processes and machines.

A window begins with the first try and has a fixed length; when it has ended the count begins anew. The cache would
be faster, but the usual one is kept by each process for itself, and only tries of forms are counted.
"""

from __future__ import annotations

import hashlib
import ipaddress
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from handschlag.foundation.models import Tally

PREFIX_OF_A_LINE = 64
"""Bits of an IPv6 address that belong to one connection; whoever has one has all addresses behind it."""

COUNT = """\
INSERT INTO foundation_tally AS counted (key, tries, ends_at) VALUES {tries}
ON CONFLICT (key) DO UPDATE SET
    tries = CASE WHEN counted.ends_at > %(now)s THEN counted.tries + 1 ELSE 1 END,
    ends_at = CASE WHEN counted.ends_at > %(now)s THEN counted.ends_at ELSE excluded.ends_at END
RETURNING key, tries
"""
ONE = "(%(key_{number})s, 1, %(until_{number})s)"


@dataclass(frozen=True, slots=True)
class Limit:
    """At most so many tries in so many seconds; ``name`` says of what."""

    name: str
    most: int
    seconds: int


class Braked(Exception):
    """Too many tries; ``until`` says when the next one is allowed, ``is_first`` that it was the first one too many."""

    def __init__(self, until: datetime, *, is_first: bool = False) -> None:
        super().__init__(f"too many tries, until {until}")
        self.until = until
        self.is_first = is_first


def count(limit: Limit, who: str, *, now: datetime) -> int:
    """Count one try and say how many there are; raises ``Braked`` if it was one too many.

    Call it outside of transactions: one that is rolled back would take the count with it.
    """
    [tries] = count_each([(limit, who)], now=now)
    judge(limit, who, tries)
    return tries


def count_each(tries: Sequence[tuple[Limit, str]], *, now: datetime) -> list[int]:
    """Count one try of each, which differ, in one statement; how many there are is for ``judge``.

    Always name them in the same order of limits, or two who count the same wait for each other.
    """
    until = {_key(limit, who): now + timedelta(seconds=limit.seconds) for limit, who in tries}
    counted = _counted(until, now)
    return [counted[key] for key in until]


def judge(limit: Limit, who: str, tries: int) -> None:
    """Raise ``Braked`` if the last of so many tries was one too many."""
    if tries > limit.most:
        raise Braked(Tally.objects.get(key=_key(limit, who)).ends_at, is_first=tries == limit.most + 1)


def give_back(limit: Limit, who: str, *, now: datetime) -> None:
    """Take one try off the count: it was none, for instance because the password was right."""
    Tally.objects.filter(key=_key(limit, who), ends_at__gt=now, tries__gt=0).update(tries=F("tries") - 1)


def forget(*, now: datetime) -> int:
    """Delete what counts no longer; returns how many."""
    return Tally.objects.filter(ends_at__lte=now).delete()[0]


def _key(limit: Limit, who: str) -> str:
    return hashlib.sha256(f"{limit.name}\n{limit.seconds}\n{who}".encode()).hexdigest()


def _counted(until: Mapping[str, datetime], now: datetime) -> dict[str, int]:
    """How many tries of each there are with this one: the database counts one after the other, in one statement."""
    values: dict[str, Any] = {"now": connection.ops.adapt_datetimefield_value(now)}
    for number, (key, ends_at) in enumerate(until.items()):
        values |= {f"key_{number}": key, f"until_{number}": connection.ops.adapt_datetimefield_value(ends_at)}
    tries = ", ".join(ONE.format(number=number) for number in range(len(until)))
    with connection.cursor() as cursor:
        cursor.execute(COUNT.format(tries=tries), values)
        return {key: int(number) for key, number in cursor.fetchall()}


def client_address(request: HttpRequest) -> str:
    """Where a request comes from, as far as it can be trusted.

    Each proxy adds the address that it was asked from at the end of ``X-Forwarded-For``; what stands before those
    that our own proxies have added is made up by whoever likes to.
    """
    given = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    own_proxies: int = settings.TRUSTED_PROXIES
    claimed = given[-own_proxies] if 0 < own_proxies <= len(given) else ""
    return _address(claimed) or _address(request.META.get("REMOTE_ADDR", "")) or "unknown"


def client_line(request: HttpRequest) -> str:
    """The same, but of IPv6 only the part that is one connection."""
    address = client_address(request)
    if ":" not in address:
        return address
    return str(ipaddress.ip_network((address, PREFIX_OF_A_LINE), strict=False))


def _address(text: str) -> str:
    try:
        return str(ipaddress.ip_address(text.strip()))
    except ValueError:
        return ""


class BrakeMiddleware:
    """Answers ``Braked`` with 429, a page that says when to try again, and the same for programs."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return too_many(request, exception) if isinstance(exception, Braked) else None


def too_many(request: HttpRequest, braked: Braked) -> HttpResponse:
    """The page that says when to try again."""
    seconds = max(1, math.ceil((braked.until - timezone.now()).total_seconds()))
    answer = render(request, "foundation/too_many.html", {"minutes": math.ceil(seconds / 60)}, status=429)
    answer["Retry-After"] = str(seconds)
    answer["Cache-Control"] = "no-store"
    return answer
