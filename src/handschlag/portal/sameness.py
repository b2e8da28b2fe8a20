"""When two notices tell the same: they lead to the same page, or bear the same title and date."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import product
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from django.db.models import Q

from handschlag.events.models import Host
from handschlag.portal.models import Notice

FOLLOWING = ("utm_", "fbclid", "gclid", "mc_cid", "mc_eid", "pk_campaign", "mtm_")
"""What is put behind addresses to follow readers; the page is the same without."""


def of_address(address: str) -> str:
    """What is the same for all spellings of an address; empty for none."""
    parts = urlsplit(address)
    host = (parts.hostname or "").removeprefix("www.")
    query = sorted((name, value) for name, value in parse_qsl(parts.query) if not name.lower().startswith(FOLLOWING))
    return f"{host}{parts.path.rstrip('/')}{'?' * bool(query)}{urlencode(query)}" if host else ""


def of_title(title: str, day: str | date) -> tuple[str, str]:
    """What is the same for two notices of one title and date, however the title is written."""
    letters = "".join(letter for letter in title.casefold() if letter.isalnum())
    return letters, str(day)


class Known:
    """What the notices of a host tell, as far as some entries may tell the same."""

    def __init__(self, host: Host, entries: Iterable[Mapping[str, Any]]) -> None:
        listed = list(entries)
        spellings = [one for entry in listed for one in _spellings(entry["source_address"])]
        days = {entry["shown_on"] for entry in listed if entry["shown_on"]}
        same = Q(source_address__in=spellings) | Q(shown_on__in=days)
        self._addresses: dict[str, Notice] = {}
        self._titles: dict[tuple[str, str], Notice] = {}
        for notice in Notice.objects.filter(same, host=host).order_by("pk"):
            self.add(notice)

    def add(self, notice: Notice) -> None:
        if key := of_address(notice.source_address):
            self._addresses.setdefault(key, notice)
        for version in notice.headline.versions.values():
            self._titles.setdefault(of_title(version.text, notice.shown_on), notice)

    def like(self, entry: Mapping[str, Any]) -> Notice | None:
        """The notice that tells the same, if there is one."""
        at_address = self._addresses.get(of_address(entry["source_address"]))
        return at_address or self._titles.get(of_title(entry["headline"], entry["shown_on"]))


def _spellings(address: str) -> list[str]:
    """How the same address may be written: with and without encryption, www, and a slash at its end."""
    key = of_address(address)
    if not key:
        return []
    path, mark, query = key.partition("?")
    variants = product(("https://", "http://"), ("", "www."), ("", "/"))
    return [address, *(f"{scheme}{www}{path}{slash}{mark}{query}" for scheme, www, slash in variants)]
