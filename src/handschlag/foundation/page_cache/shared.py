"""Where several processes and machines share pages: Redis, if ``REDIS_URL`` is set.

It only spares work: the number of the revision is asked of the database all the same, so nothing can be seen that is
no longer true. Whenever it does not answer, pages are made without it.
"""

from __future__ import annotations

import hashlib
import logging
import time
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from handschlag.foundation.page_cache.kept import Kept

logger = logging.getLogger(__name__)

PATIENCE_SECONDS = 0.2
REST_SECONDS = 30.0
"""So long it is left alone after it has not answered."""
LETTERS_AND_CODE = ("*.py", "*.html", "*.mo", "*.css", "*.js")

_rests_until = 0.0


def get(address: str) -> Kept | None:
    written = _asked("get", _key(address)) if settings.REDIS_URL else None
    try:
        return None if written is None else Kept.from_bytes(written)
    except (ValueError, KeyError, TypeError):
        return None  # somebody else's; it will be written over


def put(address: str, kept: Kept) -> None:
    seconds = int((kept.until - timezone.now()).total_seconds())
    if settings.REDIS_URL and seconds > 0:
        _asked("set", _key(address), kept.to_bytes(), ex=seconds)


def answers() -> bool:
    """Whether Redis is there."""
    return _asked("ping") is not None


def _asked(verb: str, *args: Any, **kwargs: Any) -> Any:
    """What Redis says to this; None while it does not answer."""
    global _rests_until
    if time.monotonic() < _rests_until:
        return None
    try:
        return getattr(_connection(settings.REDIS_URL), verb)(*args, **kwargs)
    except Exception as wrong:
        _rests_until = time.monotonic() + REST_SECONDS
        logger.warning("Redis does not answer, pages are made without it: %s", wrong)
        return None


@cache
def _connection(url: str) -> Any:
    import redis  # an extra: only who has several machines needs it

    waits = {"socket_timeout": PATIENCE_SECONDS, "socket_connect_timeout": PATIENCE_SECONDS}
    return redis.Redis.from_url(url, protocol=2, **waits)


def _key(address: str) -> str:
    """Never that of another site, nor of another version of this one: its pages name files that are no longer there."""
    told = f"{settings.BASE_URL} {_version()} {address}"
    return f"handschlag:page:{hashlib.sha256(told.encode()).hexdigest()}"


@cache
def _version() -> str:
    """Of everything that pages are made from."""
    package = Path(__file__).parents[2]
    found = hashlib.sha256()
    for path in sorted(path for pattern in LETTERS_AND_CODE for path in package.rglob(pattern)):
        found.update(path.relative_to(package).as_posix().encode() + path.read_bytes())
    return found.hexdigest()
