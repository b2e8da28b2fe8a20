"""The page of the search: its address alone says what was asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.utils.translation import get_language

from handschlag.engine.language import prose
from handschlag.events.models import Host
from handschlag.portal import search
from handschlag.portal.models import SearchKind
from handschlag.portal.search.question import LONGEST

ICONS = {
    SearchKind.EVENT: ("cal", "t"),
    SearchKind.NOTICE: ("news", ""),
    SearchKind.ORGANISATION: ("people", "ok"),
    SearchKind.PROJECT: ("coins", "p"),
    SearchKind.TALK: ("talk", ""),
}
"""The icon of a kind and the colour of its ring."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks for; what it does not know is let be."""

    words: str = ""
    kind: SearchKind | None = None
    host: Host | None = None
    page: int = 1

    def address(self, **other: object) -> str:
        """The address of the same question with something else in it."""
        host = self.host.slug if self.host else ""
        said = {"q": self.words, "kind": self.kind or "", "host": host} | other
        return "?" + urlencode({name: value for name, value in said.items() if value})


@dataclass(frozen=True, slots=True)
class Tab:
    """A kind by which the hits can be narrowed down, or all of them."""

    label: str
    count: int
    address: str
    is_on: bool


@dataclass(frozen=True, slots=True)
class SearchPage:
    """A question and its answer; no answer as long as nothing is asked."""

    asked: Asked
    found: search.Found | None

    @property
    def tabs(self) -> list[Tab]:
        """Kinds of which something was found; with fewer than two there is nothing to choose."""
        counts = self.found.counts if self.found else {}
        kinds = [kind for kind in SearchKind if counts.get(kind) or kind == self.asked.kind]
        return [
            Tab(str(kind.label), counts.get(kind, 0), self.asked.address(kind=str(kind)), kind == self.asked.kind)
            for kind in kinds
        ]

    @property
    def all_kinds(self) -> str:
        return self.asked.address(kind="")

    @property
    def all_hosts(self) -> str:
        return self.asked.address(host="")

    @property
    def before(self) -> str:
        """The address of the page before this one, if there is one."""
        return self._other_page(-1)

    @property
    def after(self) -> str:
        return self._other_page(1)

    def _other_page(self, step: int) -> str:
        if self.found is None or not 1 <= (other := self.found.page + step) <= self.found.pages:
            return ""
        return self.asked.address(page=other if other > 1 else "")


def asked(given: Mapping[str, str]) -> Asked:
    """What an address asks for."""
    kind, page = given.get("kind", ""), given.get("page", "")
    return Asked(
        words=prose.line(given.get("q", "")[: 2 * LONGEST]),
        kind=SearchKind(kind) if kind in SearchKind.values else None,
        host=_host(given.get("host", "")),
        page=int(page) if page.isascii() and page.isdecimal() and len(page) < 6 else 1,
    )


def answered(wanted: Asked, now: datetime) -> SearchPage:
    """The question with its answer in the reader's language."""
    if not wanted.words:
        return SearchPage(wanted, None)
    found = search.find(
        wanted.words,
        language=get_language() or "en",
        kinds=[wanted.kind] if wanted.kind else (),
        host=wanted.host,
        now=now,
        page=wanted.page,
    )
    return SearchPage(wanted, found)


def _host(slug: str) -> Host | None:
    known = slug.isascii() and slug.replace("-", "").replace("_", "").isalnum()
    return Host.objects.filter(slug=slug).first() if known else None
