"""The demonstration: the forum of 2019 as history, and one of 2027 that could be held. The same rows in every
installation, all of them invented but for what the notice of 2018 says.
"""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from handschlag.events.models import Event
from handschlag.portal import search
from handschlag.site.demo import applications, calendar, legal, notices, reading, rows, talks

YEARS = ("2019", "2027")


def load() -> list[str]:
    """Create those forums and trips that are not there; returns their slugs. What is there stays as it is."""
    created = []
    for year in YEARS:
        forum = reading.forum(year)
        if not Event.objects.filter(slug=forum.slug).exists():
            with transaction.atomic():
                event = rows.create(forum)
                talks.create(event)
                applications.create(event, year, now=timezone.now())
            created.append(forum.slug)
    created += calendar.load()
    notices.load()
    legal.load()
    search.heal()  # much of it was written in bulk
    return created
