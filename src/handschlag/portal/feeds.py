"""Notices and events as feeds: Atom (RFC 4287) for readers, JSON Feed 1.1 for programs.

A feed is in one language. What is not there in it is given in another one and says so. The id of an entry never
changes, whatever the site is called. Notices of partners are left out: each speaks for itself, and two sites that read
each other's feeds would never come to an end.
"""

from __future__ import annotations

import io
import json
import re
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from xml.sax.xmlreader import AttributesImpl

from django.conf import settings
from django.urls import reverse
from django.utils.feedgenerator import rfc3339_date
from django.utils.xmlutils import SimplerXMLGenerator

from handschlag.engine.language import Reading, Text, prose
from handschlag.events.models import Event
from handschlag.foundation import markdown
from handschlag.foundation.reading import best, plain
from handschlag.portal.models import Notice
from handschlag.portal.structured import address

MOST = 50
ATOM = "application/atom+xml; charset=utf-8"
JSON = "application/feed+json; charset=utf-8"
VERSION = "https://jsonfeed.org/version/1.1"
NAMESPACE = "http://www.w3.org/2005/Atom"
IDS = uuid.UUID("6f0c7d4e-5a52-4c3e-9d2b-8a1f4c0e7b31")
"""The space of names of our entries: with it a row's opaque id becomes the id of its entry."""
BEFORE_ALL = datetime(2019, 1, 1, tzinfo=UTC)
"""When a feed in which nothing has ever stood was changed."""
OF_THIS_SITE = re.compile(r'(<a href=")(/[^/])')


@dataclass(frozen=True, slots=True)
class Item:
    """What stands in a feed: ``body`` is Markdown, ``path`` leads to its page."""

    key: str
    title: Text
    lead: Text
    body: Text
    address: str
    author: str
    published_at: datetime
    updated_at: datetime
    tags: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        return uuid.uuid5(IDS, self.key).urn

    @property
    def html(self) -> str:
        """The body, its links to pages of this site as others need them."""
        return OF_THIS_SITE.sub(rf"\1{settings.BASE_URL}\2", str(markdown.html(best(self.body).text)))


@dataclass(frozen=True, slots=True)
class Channel:
    """A feed in the reader's language: ``path`` is its own, ``page`` that of the same for people."""

    title: str
    about: str
    path: str
    page: str
    language: str
    items: tuple[Item, ...] = field(default=())
    other_forms: tuple[tuple[str, str], ...] = ()
    """Address and content type of the same in other forms and languages."""

    @property
    def updated_at(self) -> datetime:
        return max((item.updated_at for item in self.items), default=BEFORE_ALL)


def of_notice(notice: Notice) -> Item:
    """A notice that everybody sees; its time is when that began."""
    since = max(filter(None, (notice.published_at, notice.embargo_until)), default=notice.created_at)
    return Item(
        key=f"notice:{notice.public_id}",
        title=notice.headline,
        lead=notice.lead,
        body=notice.body,
        address=settings.BASE_URL + reverse("portal:notice", args=[notice.slug]),
        author=notice.host.name,
        published_at=since,
        updated_at=max(since, notice.changed_at),
        tags=(plain(notice.kind.name), *(plain(tag.name) for tag in notice.tags.all())),
    )


def of_event(event: Event, tags: Iterable[Text]) -> Item:
    """An event that everybody sees."""
    since = event.published_at or event.created_at
    return Item(
        key=f"event:{event.public_id}",
        title=event.title,
        lead=event.lead,
        body=Text(),
        address=address(event),
        author=event.host.name,
        published_at=since,
        updated_at=max(since, event.changed_at),
        tags=tuple(plain(tag) for tag in tags),
    )


def named(title: str, narrowed: str) -> str:
    """What a feed is called, so that whoever reads several can tell them apart."""
    return f"{title}: {narrowed}" if narrowed else title


def json_feed(channel: Channel) -> bytes:
    """The feed for programs."""
    told = {
        "version": VERSION,
        "title": channel.title,
        "description": channel.about,
        "home_page_url": settings.BASE_URL + channel.page,
        "feed_url": settings.BASE_URL + channel.path,
        "language": channel.language,
        "items": [_json_item(item, channel.language) for item in channel.items],
    }
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def _json_item(item: Item, language: str) -> dict[str, Any]:
    title, lead = best(item.title), best(item.lead)
    told = {
        "id": item.id,
        "url": item.address,
        "title": title.text,
        "summary": lead.text,
        "content_html": item.html,
        "content_text": "" if item.html else lead.text or title.text,
        "date_published": rfc3339_date(item.published_at),
        "date_modified": rfc3339_date(item.updated_at),
        "authors": [{"name": item.author}],
        "tags": list(item.tags),
        "language": title.language if title.language != language else "",
    }
    return {name: value for name, value in told.items() if value}


def atom(channel: Channel) -> bytes:
    """The feed for readers. Each text says its language where that is not the one of the feed."""
    stream = io.StringIO()
    xml = _Writer(stream, "utf-8", short_empty_elements=True)
    xml.startDocument()
    xml.begin("feed", {"xmlns": NAMESPACE, "xml:lang": channel.language})
    xml.say("id", uuid.uuid5(IDS, f"feed:{channel.path}").urn)
    xml.say("title", channel.title)
    xml.say("subtitle", channel.about)
    xml.say("updated", rfc3339_date(channel.updated_at))
    xml.say("generator", "Handschlag")
    xml.link("self", channel.path, "application/atom+xml")
    xml.link("alternate", channel.page, "text/html")
    for path, content_type in channel.other_forms:
        xml.link("alternate", path, content_type)
    for item in channel.items:
        _atom_entry(xml, item, channel.language)
    xml.endElement("feed")
    return stream.getvalue().encode()


def _atom_entry(xml: _Writer, item: Item, language: str) -> None:
    xml.begin("entry")
    xml.say("id", item.id)
    xml.tell("title", best(item.title), language)
    xml.say("updated", rfc3339_date(item.updated_at))
    xml.say("published", rfc3339_date(item.published_at))
    xml.link("alternate", item.address, "text/html")
    xml.begin("author")
    xml.say("name", item.author)
    xml.endElement("author")
    for tag in item.tags:
        xml.say("category", "", {"term": tag})
    xml.tell("summary", best(item.lead), language)
    if item.html:
        xml.tell("content", best(item.body), language, markup=item.html)
    xml.endElement("entry")


class _Writer(SimplerXMLGenerator):
    """Writes elements; what no XML may hold is left out."""

    def begin(self, name: str, attributes: dict[str, str] | None = None) -> None:
        self.startElement(name, AttributesImpl(attributes or {}))

    def say(self, name: str, text: str, attributes: dict[str, str] | None = None) -> None:
        self.addQuickElement(name, prose.clean(text), attributes)

    def link(self, rel: str, path: str, content_type: str) -> None:
        address = path if "://" in path else settings.BASE_URL + path
        self.say("link", "", {"rel": rel, "type": content_type, "href": address})

    def tell(self, name: str, reading: Reading, language: str, *, markup: str = "") -> None:
        if not reading.text and name != "title":
            return
        attributes = {"type": "html"} if markup else {}
        if reading.language != language:
            attributes["xml:lang"] = reading.language
        self.say(name, markup or reading.text, attributes)
