"""Addresses that other programs fetch; the language is a folder of them, not the reader's."""

from __future__ import annotations

from django.urls import path

from handschlag.programme.views import everybody

app_name = "schedule"
urlpatterns = [
    path("feeds/<key:language>/events/<slug:event>/schedule.xml", everybody.schedule_xml, name="xml"),
    path("feeds/<key:language>/events/<slug:event>/schedule.json", everybody.schedule_json, name="json"),
    path("feeds/<key:language>/events/<slug:event>/programme.ics", everybody.programme_ics, name="calendar"),
]
