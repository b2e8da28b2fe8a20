"""Addresses of this flat."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "registration"
urlpatterns: list[URLPattern] = []
