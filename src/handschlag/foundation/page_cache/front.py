"""Finds a kept page for a request that has not been looked at by anybody yet."""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from typing import Any, TypeGuard

from django.conf import settings
from django.utils import timezone

from handschlag.foundation import revisions
from handschlag.foundation.page_cache import shared
from handschlag.foundation.page_cache.kept import Kept
from handschlag.foundation.page_cache.store import Store

LOOKED = "handschlag.looked_for_a_page"
"""In the surroundings of a request: somebody in front has looked already, and there was none."""
NUMBER = "handschlag.public_number"
"""There, too: the number by which what was kept was found to be no longer true."""
# Pages with a query have a store of their own: whoever makes up queries crowds out no page without one.
STORE = Store(settings.PAGE_CACHE_BYTES * 3 // 4)
WITH_QUERY = Store(settings.PAGE_CACHE_BYTES // 4)


def is_somebodys(environ: Mapping[str, Any]) -> bool:
    """Whether the request brings along what may make a page somebody's own: a session, or what the last step said.

    Cookies of neighbours on the same host do not matter.
    """
    cookies = environ.get("HTTP_COOKIE", "")
    return bool(cookies) and (f"{settings.SESSION_COOKIE_NAME}=" in cookies or "messages=" in cookies)


def address(environ: Mapping[str, Any]) -> str:
    """Under what a page is kept: scheme, host, path and query exactly as they were asked for."""
    host = environ.get("HTTP_HOST") or environ.get("SERVER_NAME", "")
    return f"{_scheme(environ)}://{host}{environ['PATH_INFO']}?{environ.get('QUERY_STRING', '')}"


def found(environ: MutableMapping[str, Any]) -> Kept | None:
    """The page for this request, if it is kept and still true; asks the database for the number and nothing else."""
    if environ["REQUEST_METHOD"] not in ("GET", "HEAD") or is_somebodys(environ):
        return None
    where = address(environ)
    kept = _store(environ).get(where)
    if _is_true(kept, environ):
        return kept
    kept = None if environ.get("QUERY_STRING") else shared.get(where)
    if not _is_true(kept, environ):
        return None
    STORE.put(where, kept)
    return kept


def number(environ: Mapping[str, Any], *scopes: str) -> revisions.PublicNumber:
    """That of ``revisions.public``, asked for once with a request; made by an older number, a page is made again."""
    known: revisions.PublicNumber | None = environ.get(NUMBER)
    return known if known is not None and known.scopes == scopes else revisions.public(*scopes)


def keep(environ: Mapping[str, Any], kept: Kept) -> None:
    """Have this page for the next one who asks for the same."""
    where = address(environ)
    _store(environ).put(where, kept)
    if not environ.get("QUERY_STRING"):
        shared.put(where, kept)


def clear() -> None:
    """Forget what this process keeps."""
    STORE.clear()
    WITH_QUERY.clear()


def _store(environ: Mapping[str, Any]) -> Store:
    return WITH_QUERY if environ.get("QUERY_STRING") else STORE


def _is_true(kept: Kept | None, environ: MutableMapping[str, Any]) -> TypeGuard[Kept]:
    if kept is None or timezone.now() >= kept.until:
        return False
    number = environ[NUMBER] = revisions.public(*kept.scopes)
    return number == kept.number


def _scheme(environ: Mapping[str, Any]) -> str:
    """As Django decides it, which sends visitors without encryption elsewhere."""
    if settings.SECURE_PROXY_SSL_HEADER is None:
        return str(environ["wsgi.url_scheme"])
    header, secure = settings.SECURE_PROXY_SSL_HEADER
    return "https" if environ.get(header, "").split(",", 1)[0].strip() == secure else str(environ["wsgi.url_scheme"])
