"""Two pages of a bare Django site, beside which ours are measured: ``python -m benchmarks.yardstick`` takes orders.

``/bare`` answers a constant behind the nine usual middlewares. ``/page`` makes two queries and renders 20 sessions by
Django's own templates, 7 kB, as other software for events does.
"""

from __future__ import annotations

import os
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks import asking

WORDS = "Pumpen und Armaturen für Wasserwerke: Erfahrungen aus Leipzig und was daraus für andere Städte folgt. " * 2
SESSIONS = 20
BASE = """{% load i18n %}<!doctype html>
<html lang="{{ LANGUAGE_CODE }}"><head><meta charset="utf-8"><title>{% block title %}{% endblock %}</title>
<link rel="stylesheet" href="/static/site.css"></head>
<body><header><a href="{% url 'page' %}">Forum</a>
<nav>{% for one in ways %}<a href="/{{ one }}/">{{ one|title }}</a>{% endfor %}</nav>
{% if user.is_authenticated %}{{ user }}{% else %}<a href="/sign-in/">{% trans "Log in" %}</a>{% endif %}</header>
<main>{% for message in messages %}<p>{{ message }}</p>{% endfor %}{% block main %}{% endblock %}</main>
<footer>{{ event.host }}</footer></body></html>
"""
PAGE = """{% extends "base.html" %}{% load i18n %}
{% block title %}{{ event.title }}{% endblock %}
{% block main %}<h1>{{ event.title }}</h1>
<p>{{ event.starts_at|date:"DATE_FORMAT" }}, {{ event.place }}</p>{{ event.lead|linebreaks }}
<ul>{% for one in sessions %}<li class="session" id="s{{ one.pk }}">
<h2><a href="/sessions/{{ one.pk }}/">{{ one.title }}</a></h2>
<p class="facts"><time datetime="{{ one.starts_at|date:'c' }}">{{ one.starts_at|date:"H:i" }}</time>
{{ one.room }}{% if one.language %}, {{ one.language|upper }}{% endif %}</p>
<p>{{ one.abstract|truncatewords:20 }}</p></li>{% endfor %}</ul>{% endblock %}
"""
USUAL = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
PROCESSORS = [
    f"django.{name}"
    for name in (
        "template.context_processors.request",
        "template.context_processors.i18n",
        "contrib.auth.context_processors.auth",
        "contrib.messages.context_processors.messages",
    )
]
urlpatterns: list[Any] = []


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        _set_up(Path(folder))
        from django.core.wsgi import get_wsgi_application

        asking.take_orders(get_wsgi_application())
    return 0


def _set_up(folder: Path) -> None:
    import django
    from django.conf import settings

    (folder / "static").mkdir()
    locmem = ("django.template.loaders.locmem.Loader", {"base.html": BASE, "page.html": PAGE})
    options = {
        "context_processors": PROCESSORS,
        "loaders": [("django.template.loaders.cached.Loader", [locmem])],
    }
    settings.configure(
        SECRET_KEY="yardstick" * 6,
        ALLOWED_HOSTS=["127.0.0.1"],
        ROOT_URLCONF="__main__",
        MIDDLEWARE=USUAL,
        INSTALLED_APPS=[f"django.contrib.{name}" for name in ("auth", "contenttypes", "sessions", "messages")],
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "OPTIONS": options}],
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.sqlite3",
                "NAME": folder / "yardstick.sqlite3",
                "CONN_MAX_AGE": None,
                "OPTIONS": {"init_command": "PRAGMA journal_mode=WAL;"},
            }
        },
        STATIC_ROOT=folder / "static",
        STATIC_URL="/static/",
        LANGUAGE_CODE="de",
        TIME_ZONE="Europe/Berlin",
        USE_TZ=True,
    )
    django.setup()
    _add_pages()


def _add_pages() -> None:
    from django.db import connection, models
    from django.http import HttpRequest, HttpResponse
    from django.shortcuts import render
    from django.urls import path

    class Event(models.Model):
        title, place, host = (models.CharField(max_length=200) for _ in range(3))
        lead = models.TextField()
        starts_at = models.DateTimeField()

        class Meta:
            app_label = "yardstick"

    class Session(models.Model):
        event = models.ForeignKey(Event, on_delete=models.CASCADE)
        title, room, language = (models.CharField(max_length=200) for _ in range(3))
        abstract = models.TextField()
        starts_at = models.DateTimeField()

        class Meta:
            app_label = "yardstick"

    with connection.schema_editor() as editor:
        editor.create_model(Event)
        editor.create_model(Session)
    begins = datetime(2027, 3, 9, 8, tzinfo=UTC)
    event = Event._default_manager.create(
        title="Forum 2027", place="Leipzig", host="Agentur", lead=WORDS, starts_at=begins
    )
    for number in range(SESSIONS):
        times = {"starts_at": begins + timedelta(minutes=20 * number), "room": f"Saal {number % 4}", "language": "de"}
        Session._default_manager.create(event=event, title=f"Vortrag {number}", abstract=WORDS, **times)

    def bare(_request: HttpRequest) -> HttpResponse:
        return HttpResponse("hello")

    def page(request: HttpRequest) -> HttpResponse:
        event = Event._default_manager.get(pk=1)
        sessions = Session._default_manager.filter(event=event).order_by("starts_at")
        ways = ("programme", "speakers", "place", "news", "contact")
        return render(request, "page.html", {"event": event, "sessions": sessions, "ways": ways})

    urlpatterns.extend([path("bare", bare, name="bare"), path("page", page, name="page")])


if __name__ == "__main__":
    os.environ.pop("DJANGO_SETTINGS_MODULE", None)
    sys.exit(main())
