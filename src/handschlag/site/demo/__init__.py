"""The demonstration: the forum of 2019 as history, and one of 2027 that could be held. The same rows in every
installation, all of them invented but for what the notice of 2018 says.
"""

from __future__ import annotations

from handschlag.events.models import Event
from handschlag.site.demo import reading, rows

YEARS = ("2019", "2027")


def load() -> list[str]:
    """Create those forums that are not there; returns their slugs. What is there stays as it is."""
    created = []
    for year in YEARS:
        forum = reading.forum(year)
        if not Event.objects.filter(slug=forum.slug).exists():
            rows.create(forum)
            created.append(forum.slug)
    return created
