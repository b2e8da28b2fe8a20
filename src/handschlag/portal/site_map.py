"""All pages that everybody sees, for search engines: each in all languages, and one address without a language."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps.views import SitemapIndexItem
from django.db.models import QuerySet
from django.urls import reverse

from handschlag.events.models import Event
from handschlag.portal import queries
from handschlag.portal.models import Notice

PAGES = ("portal:home", "portal:calendar", "portal:notices")
MOST = 1_000
"""Addresses in one file."""


class _Map(Sitemap[Any]):
    i18n = alternates = x_default = True
    limit = MOST
    protocol = urlsplit(settings.BASE_URL).scheme

    def __init__(self, now: datetime) -> None:
        self.now = now

    def get_domain(self, site: Any = None) -> str:  # noqa: ARG002  (Django names it)
        return urlsplit(settings.BASE_URL).netloc


class Pages(_Map):
    """Pages of which there is one."""

    def items(self) -> Iterable[str]:
        return PAGES

    def location(self, item: str) -> str:
        return reverse(item)


class Events(_Map):
    """Forums and trips."""

    def items(self) -> QuerySet[Event]:
        return Event.objects.filter(published_at__lte=self.now).only("slug", "changed_at").order_by("pk")

    def location(self, item: Event) -> str:
        return reverse("portal:event", args=[item.slug])

    def lastmod(self, item: Event) -> datetime:
        return item.changed_at


class Notices(_Map):
    """Notices that are shown, and those of the archive."""

    def items(self) -> QuerySet[Notice]:
        return queries.visible(self.now).select_related(None).only("slug", "changed_at").order_by("pk")

    def location(self, item: Notice) -> str:
        return reverse("portal:notice", args=[item.slug])

    def lastmod(self, item: Notice) -> datetime:
        return item.changed_at


def parts(now: datetime) -> dict[str, Sitemap[Any]]:
    """The parts of the site, by their name in the address."""
    return {"pages": Pages(now), "events": Events(now), "notices": Notices(now)}


def files(now: datetime) -> list[SitemapIndexItem]:
    """All files of the map: for each part as many as its addresses need."""
    return [
        SitemapIndexItem(f"{settings.BASE_URL}{reverse('feeds_of_portal:sitemap', args=[name])}{page}")
        for name, part in parts(now).items()
        for page in ("", *(f"?p={number}" for number in range(2, part.paginator.num_pages + 1)))
    ]
