"""Addresses that programs ask for; they stand under no language."""

from __future__ import annotations

from django.urls import path

from handschlag.portal.views import feeds, machines, search

app_name = "feeds_of_portal"
urlpatterns = [
    path("feeds/<slug:language>/events.ics", machines.events_ics, name="events_ics"),
    path("feeds/<slug:language>/events.atom", feeds.events_atom, name="events_atom"),
    path("feeds/<slug:language>/notices.atom", feeds.notices_atom, name="notices_atom"),
    path("feeds/<slug:language>/notices.json", feeds.notices_json, name="notices_json"),
    path("feeds/<slug:language>/events.json", machines.events_json, name="events_json"),
    path("feeds/<slug:language>/events/<slug:event>.ics", machines.event_ics, name="event_ics"),
    path("embed/<slug:language>/events/", machines.embedded, name="embedded"),
    path("suggest/<slug:language>/", search.suggest, name="suggest"),
    path("sitemap.xml", machines.sitemap_index, name="sitemap_index"),
    path("sitemap-<slug:section>.xml", machines.sitemap, name="sitemap"),
    path("robots.txt", machines.robots, name="robots"),
]
