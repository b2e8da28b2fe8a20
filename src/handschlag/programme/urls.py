"""Addresses of this flat."""

from __future__ import annotations

from django.urls import path

from handschlag.programme.views import editor, everybody

app_name = "programme"
urlpatterns = [
    path("events/<slug:event>/programme/", everybody.programme, name="programme"),
    path("events/<slug:event>/programme/talks/", editor.overview, name="talks"),
    path("events/<slug:event>/programme/talks/copy/", editor.copy, name="copy"),
    path("events/<slug:event>/programme/talks/new/", editor.new_talk, name="new_talk"),
]
