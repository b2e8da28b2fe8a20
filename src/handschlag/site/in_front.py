"""Answers from kept pages before Django: no middleware, no session, no language, one look-up of a number."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import Any

from django.db import Error, connection

from handschlag.foundation.page_cache import front
from handschlag.foundation.page_cache.kept import Kept
from handschlag.site.rev import Answer, Application

logger = logging.getLogger(__name__)


def with_kept_pages(site: Application) -> Application:
    """The site, with the pages in front of it that it has made before and that are still true."""

    def application(environ: dict[str, Any], start_response: Answer) -> Iterable[bytes]:
        kept = _found(environ)
        if kept is None:
            environ[front.LOOKED] = True
            return site(environ, start_response)
        status, headers, body = kept.answer(environ)
        start_response(status, headers)
        return [b"" if environ["REQUEST_METHOD"] == "HEAD" else body]

    return application


def _found(environ: dict[str, Any]) -> Kept | None:
    """A page that is kept. A connection that has died meanwhile is made anew, once; then Django says what is wrong."""
    try:
        return front.found(environ)
    except Error:
        connection.close()
    try:
        return front.found(environ)
    except Error as wrong:
        logger.warning("Kept pages: the database does not answer: %s", wrong)
        return None
