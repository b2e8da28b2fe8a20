"""The event of an approved application for somebody's calendar."""

from __future__ import annotations

from datetime import UTC
from urllib.parse import urlsplit

from django.conf import settings

from handschlag.foundation.outbox import Attachment
from handschlag.foundation.reading import plain
from handschlag.registration.models import Application

NAME = "event.ics"


def entry(application: Application, *, address: str) -> bytes:
    """In the reader's language; empty as long as the day is not certain. Times are universal, so no zone is needed."""
    event = application.event
    if not event.has_certain_date:
        return b""
    from icalendar import Calendar  # large, and not needed to answer a request
    from icalendar import Event as Appointment

    item = Appointment()
    item.add("uid", f"{application.public_id}@{urlsplit(settings.BASE_URL).hostname}")
    item.add("dtstamp", event.changed_at.astimezone(UTC))
    item.add("dtstart", event.starts_at.astimezone(UTC))
    item.add("dtend", event.ends_at.astimezone(UTC))
    item.add("summary", plain(event.title))
    item.add("description", address)
    item.add("url", address)
    if event.place:
        item.add("location", plain(event.place))
    file = Calendar()
    file.add("prodid", "-//Handschlag//EN")
    file.add("version", "2.0")
    file.add("method", "PUBLISH")
    file.add_component(item)
    return file.to_ical()


def attachments(application: Application, *, address: str) -> tuple[Attachment, ...]:
    """For the letter that says that it is approved."""
    content = entry(application, address=address)
    return (Attachment(NAME, content, "text/calendar", "PUBLISH"),) if content else ()
