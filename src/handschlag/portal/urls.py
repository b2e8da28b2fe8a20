"""Addresses of this flat."""

from __future__ import annotations

from django.urls import path

from handschlag.portal import editing_urls
from handschlag.portal.views import calendar, event, legal, legal_desk, notices, search, sources

app_name = "portal"
urlpatterns = [
    path("", calendar.home, name="home"),
    path("events/", calendar.calendar, name="calendar"),
    path("events/<slug:event>/", event.event, name="event"),
    path("events/<slug:event>/documents/<id:public_id>/", event.document, name="document"),
    path("search/", search.find, name="search"),
    path("notices/", notices.notices, name="notices"),
    path("notices/<slug:slug>/", notices.notice, name="notice"),
    path("notices/<slug:slug>/files/<id:file>/", notices.attachment, name="attachment"),
    path("legal/feedback/", legal.choose_host_for_feedback, name="feedback"),
    path("legal/feedback/<slug:host>/", legal.feedback, name="feedback_of_host"),
    path("legal/feedback/<slug:host>/thanks/", legal.thanks, name="feedback_sent"),
    path("legal/<slug:kind>/", legal.choose_host, name="legal"),
    path("legal/<slug:kind>/<slug:host>/", legal.page, name="legal_of_host"),
    path("legal/<slug:kind>/<slug:host>/video/", legal.video, name="legal_video"),
    path("hosts/<slug:host>/legal/", legal_desk.all_pages, name="legal_desk"),
    path("hosts/<slug:host>/legal/<slug:kind>/", legal_desk.edit, name="edit_legal"),
    path("hosts/<slug:host>/legal/<slug:kind>/video/", legal_desk.edit_video, name="edit_legal_video"),
    path("hosts/<slug:host>/feedback/", legal_desk.all_feedback, name="all_feedback"),
    path("hosts/<slug:host>/feedback/<id:public_id>/", legal_desk.settle, name="settle_feedback"),
    path("hosts/<slug:host>/feeds/", sources.all_feeds, name="feeds"),
    path("hosts/<slug:host>/feeds/<id:public_id>/", sources.change, name="change_feed"),
    *editing_urls.urlpatterns,
]
