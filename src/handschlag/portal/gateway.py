"""The door to the feeds of partners: fetched from wherever somebody says, read in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass

from handschlag.foundation import fetching
from handschlag.foundation.fetching import Fetched
from handschlag.portal.entries import Feed
from handschlag.portal.troubles import NoFeed

MOST_BYTES = 2_000_000
SECONDS = 20.0
READING_SECONDS = 15.0
ACCEPT = "application/atom+xml, application/rss+xml, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.1"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a partner's server sent from ``address``; ``feed`` is None if that is what is known already."""

    feed: Feed | None
    address: str
    etag: str = ""
    modified: str = ""


def ask(address: str, *, etag: str = "", modified: str = "", beat: Callable[[], object] = lambda: None) -> Answer:
    """Fetch and read a feed.

    Raises
    ------
    fetching.Refused
        If it cannot be fetched.
    NoFeed
        "status" (the server says no), "feed" (it is none), "heavy" (reading takes too long).
    """
    fetched = fetching.fetch(
        address, most_bytes=MOST_BYTES, seconds=SECONDS, accept=ACCEPT, etag=etag, modified=modified
    )
    beat()
    if fetched.status == 304:
        return Answer(None, address, etag, modified)
    if not fetched.is_ok:
        raise NoFeed("status")
    return Answer(read(fetched), address, fetched.etag, fetched.modified)


def find(address: str) -> Answer:
    """The same; where there is a page that names a feed, that feed is asked. Raises what ``ask`` does."""
    answer = ask(address)
    if answer.feed is not None and answer.feed.leads_to:
        answer = ask(answer.feed.leads_to)
    if answer.feed is None or not answer.feed.is_feed:
        raise NoFeed("feed")
    return answer


def read(fetched: Fetched, *, seconds: float = READING_SECONDS) -> Feed:
    """What was fetched, read in a process that may be ended. Raises ``NoFeed`` ("heavy")."""
    command = [sys.executable, "-m", "handschlag.portal.entries", fetched.content_type, fetched.address]
    try:
        child = subprocess.run(command, input=fetched.body, capture_output=True, timeout=seconds, check=True)
        return Feed.read(json.loads(child.stdout))
    except (subprocess.SubprocessError, ValueError) as wrong:
        raise NoFeed("heavy") from wrong
