"""Events as search engines read them: schema.org's ``Event`` as JSON-LD."""

from __future__ import annotations

import json
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from markupsafe import Markup

from handschlag.events import queries
from handschlag.events.models import Event
from handschlag.foundation.reading import plain

CONTEXT = "https://schema.org"
UNSAFE = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"})


def event(found: queries.Front) -> dict[str, Any] | None:
    """The event in the reader's language; None without a certain date, for there is no way to say so."""
    one = found.event
    if not one.has_certain_date:
        return None
    zone = ZoneInfo(one.time_zone)
    told: dict[str, Any] = {
        "@context": CONTEXT,
        "@type": "BusinessEvent",
        "@id": address(one),
        "url": address(one),
        "name": plain(one.title),
        "description": plain(one.lead),
        "startDate": one.starts_at.astimezone(zone).isoformat(),
        "endDate": one.ends_at.astimezone(zone).isoformat(),
        "eventStatus": f"{CONTEXT}/EventScheduled",
        "eventAttendanceMode": f"{CONTEXT}/OfflineEventAttendanceMode",
        "inLanguage": list(one.languages),
        "location": _place(one),
        "organizer": {
            "@type": "Organization",
            "name": one.host.name,
            "url": f"{settings.BASE_URL}{reverse('portal:home')}",
        },
        "superEvent": _fair(one),
        "offers": _offers(found),
        "keywords": [plain(tag.name) for tag in found.tags],
        "maximumAttendeeCapacity": one.max_participants,
    }
    return {name: value for name, value in told.items() if value}


def script(data: dict[str, Any]) -> Markup:
    """As the inside of an element ``script``: nothing in it ends the element."""
    written = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return Markup(written.translate(UNSAFE))


def address(one: Event) -> str:
    """The address of its page in the reader's language."""
    return f"{settings.BASE_URL}{reverse('portal:event', args=[one.slug])}"


def _place(one: Event) -> dict[str, Any]:
    name = plain(one.place) or (plain(one.fair.city) if one.fair else "") or plain(one.title)
    place: dict[str, Any] = {"@type": "Place", "name": name, "address": {"@type": "PostalAddress", "name": name}}
    if one.fair is not None and one.fair.city:
        place["address"] = {"@type": "PostalAddress", "addressLocality": plain(one.fair.city)}
    return place


def _fair(one: Event) -> dict[str, Any] | None:
    fair = one.fair
    if fair is None:
        return None
    told = {
        "@type": "ExhibitionEvent",
        "name": str(fair),
        "startDate": fair.starts_on.isoformat(),
        "endDate": fair.ends_on.isoformat(),
        "location": {"@type": "Place", "name": plain(fair.venue) or plain(fair.city), "address": plain(fair.city)},
        "url": fair.address,
        "organizer": {"@type": "Organization", "name": fair.organiser} if fair.organiser else None,
    }
    return {name: value for name, value in told.items() if value}


def _offers(found: queries.Front) -> list[dict[str, Any]]:
    opens, closes = found.event.registration_opens_at, found.event.registration_closes_at
    times = {
        "validFrom": opens.isoformat() if opens else None,
        "validThrough": closes.isoformat() if closes else None,
    }
    return [
        {
            "@type": "Offer",
            "name": str(fee.size.label),
            "price": str(fee.amount),
            "priceCurrency": fee.currency,
            "url": address(found.event),
            **{name: value for name, value in times.items() if value},
        }
        for fee in found.fees
    ]
