"""What the feed of a partner says: Atom or RSS become plain entries.

``python -m handschlag.portal.entries CONTENT_TYPE ADDRESS`` reads a feed from standard input and writes JSON, in a
process that takes no more time and memory than it may: the parser tries to understand whatever it is given, and
1 MB of the wrong characters keep it busy for minutes. ``gateway`` starts it. Nothing here knows the database.
"""

from __future__ import annotations

import calendar
import hashlib
import html
import io
import json
import re
import resource
import sys
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin

import nh3

from handschlag.engine.language import prose

MOST_ENTRIES = 200
LONGEST = {"headline": 200, "lead": 700, "body": 8000, "title": 200, "foreign_id": 500, "address": 500}
MOST_SECONDS = 10
MOST_MEMORY = 400 * 1000**2
HEAD_OF_A_PAGE = 100_000
BLOCKS = {
    *("address", "article", "aside", "blockquote", "dd", "div", "dl", "dt", "figcaption", "figure", "footer", "h1"),
    *("h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre", "section", "table", "td"),
    *("th", "tr", "ul"),
}
BLOCK = re.compile(r"</?(?:" + "|".join(BLOCKS) + r")\b[^>]*>")
BREAK = re.compile(r"<br\b[^>]*>")
EMPTY_LINE = re.compile(r"\n\s*\n")
MARKS = re.compile(r"[\\`*_\[\]<>&!]")
"""What Markdown takes for a mark wherever it stands."""
MARKS_AT_THE_BEGINNING = re.compile(r"^(\s*)([#+=~|-]|\d+(?=[.)]))", re.MULTILINE)
FEED_TYPES = {"application/atom+xml", "application/rss+xml"}


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry in plain text; ``body`` is Markdown without marks. ``at`` is when it was published, in ISO 8601."""

    foreign_id: str
    headline: str
    lead: str = ""
    body: str = ""
    address: str = ""
    at: str = ""


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed; if it is none, but a page that names one, ``leads_to`` is that one's address."""

    title: str = ""
    language: str = ""
    entries: tuple[Entry, ...] = ()
    is_feed: bool = True
    leads_to: str = ""

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> Feed:
        """From what ``dataclasses.asdict`` gives."""
        return cls(**{**data, "entries": tuple(Entry(**entry) for entry in data["entries"])})


def parse(content: bytes, *, content_type: str = "", address: str = "") -> Feed:
    """What a feed says. It never fails; entries in which nothing is said, or twice the same, are left out."""
    # A stream, for the parser would take text that looks like a path or an address for one.
    import feedparser  # its own process needs it, and the web server does not

    found = feedparser.parse(
        io.BytesIO(content),
        response_headers={"content-type": content_type, "content-location": address},
        resolve_relative_uris=False,
        sanitize_html=False,  # only words are taken, see ``plain``
    )
    version = str(found.get("version") or "")
    if not version and not found.entries:
        return Feed(is_feed=False, leads_to=_named_feed(content, address))
    has_plain = version.startswith("atom")
    read = (_entry(raw, has_plain) for raw in found.entries[:MOST_ENTRIES])
    entries = {entry.foreign_id: entry for entry in reversed([entry for entry in read if entry.headline])}
    return Feed(
        title=_line(_words(found.feed, "title", has_plain), "title"),
        language=str(found.feed.get("language", ""))[:2].lower(),
        entries=tuple(reversed(entries.values())),
    )


def plain(markup: str) -> str:
    """What a piece of HTML says, in paragraphs; pictures, scripts and addresses are gone."""
    kept = nh3.clean(markup, tags=BLOCKS | {"br"}, attributes={})
    return prose.clean(html.unescape(BLOCK.sub("\n\n", BREAK.sub("\n", kept.replace("\n", " ")))))


def unmarked(text: str) -> str:
    """Markdown that says just this text."""
    return MARKS_AT_THE_BEGINNING.sub(_escaped_beginning, MARKS.sub(r"\\\g<0>", text))


def _escaped_beginning(found: re.Match[str]) -> str:
    _space, mark = found.groups()
    return f"{mark}\\" if mark.isdigit() else f"\\{mark}"


def _entry(raw: Any, has_plain: bool) -> Entry:
    headline = _line(_words(raw, "title", has_plain), "headline")
    address = str(raw.get("link", "")).strip()
    address = address if address.startswith(("http://", "https://")) and len(address) <= LONGEST["address"] else ""
    at = _moment(raw)
    lead, body = _told(raw, has_plain)
    return Entry(_foreign_id(raw, address, f"{headline}\n{at}"), headline, lead, body, address, at)


def _told(raw: Any, has_plain: bool) -> tuple[str, str]:
    """The first paragraph, and all others as Markdown; one that is too long to lead stands among the others."""
    summary = _paragraphs(_words(raw, "summary", has_plain))
    content = _paragraphs(max((str(part.get("value", "")) for part in raw.get("content", ())), key=len, default=""))
    told = content if len("".join(content)) > len("".join(summary)) else summary
    lead = next((part for part in (*summary[:1], *told[:1]) if len(part) <= LONGEST["lead"]), "")
    rest = told[1:] if told[:1] == [lead] else told
    return lead.replace("\n", " "), "\n\n".join(unmarked(part) for part in _within(rest, LONGEST["body"]))


def _words(raw: Any, name: str, has_plain: bool) -> str:
    """A text as HTML. Only Atom says if it is none; elsewhere one never knows."""
    value = str(raw.get(name, ""))
    is_plain = has_plain and raw.get(f"{name}_detail", {}).get("type") == "text/plain"
    return html.escape(value, quote=False).replace("\n\n", "<p>") if is_plain else value


def _paragraphs(markup: str) -> list[str]:
    return [part.strip() for part in EMPTY_LINE.split(plain(markup)) if part.strip()]


def _within(paragraphs: Iterable[str], most: int) -> list[str]:
    """The paragraphs that together have no more than so many letters; the last one is cut at a word."""
    kept: list[str] = []
    for part in paragraphs:
        left = most - sum(map(len, kept))
        if len(part) > left:
            return [*kept, _cut(part, left)] if left > 100 else kept
        kept.append(part)
    return kept


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rsplit(" ", 1)[0] + "…"


def _line(markup: str, name: str) -> str:
    return _cut(prose.line(plain(markup)), LONGEST[name])


def _foreign_id(raw: Any, address: str, otherwise: str) -> str:
    given = prose.line(str(raw.get("id", ""))) or address
    if given and len(given) <= LONGEST["foreign_id"]:
        return given
    return f"sha256:{hashlib.sha256((given or otherwise).encode()).hexdigest()}"


def _moment(raw: Any) -> str:
    """When it was published; a time that no calendar has counts as none."""
    # Asked of the dictionary itself: the parser's own takes one for the other, with a warning.
    parsed = dict.get(raw, "published_parsed") or dict.get(raw, "updated_parsed")
    try:
        return datetime.fromtimestamp(calendar.timegm(parsed), UTC).isoformat() if parsed else ""
    except (ValueError, OverflowError, OSError):
        return ""


def _named_feed(content: bytes, address: str) -> str:
    page = _Page()
    page.feed(content[:HEAD_OF_A_PAGE].decode("utf-8", "replace"))
    found = urljoin(address, page.feed_address) if page.feed_address else ""
    return found if found.startswith(("http://", "https://")) and len(found) <= LONGEST["address"] else ""


class _Page(HTMLParser):
    """Remembers the first feed that a page names."""

    feed_address = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        if tag == "link" and not self.feed_address and (known.get("type") or "").lower() in FEED_TYPES:
            self.feed_address = known.get("href") or ""


def main() -> None:
    """Limit time and memory, then read."""
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_DATA, (MOST_MEMORY, MOST_MEMORY))
    content_type, address = sys.argv[1:]
    feed = parse(sys.stdin.buffer.read(), content_type=content_type, address=address)
    json.dump(asdict(feed), sys.stdout)


if __name__ == "__main__":
    main()
