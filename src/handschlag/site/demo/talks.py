"""Writes the programmes of made-up events: those for whose slug there is a file in ``data/programmes``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from handschlag.engine.language import Text
from handschlag.events.models import Event
from handschlag.programme.models import Speaker, Talk
from handschlag.site.demo.reading import DATA, text
from handschlag.site.demo.rows import opaque

PLAIN = ("spoken", "interpreted", "capacity")


def create(event: Event) -> None:
    """The programme of this event, if it has one."""
    path = DATA / "programmes" / f"{event.slug}.toml"
    if not path.is_file():
        return
    with path.open("rb") as file:
        written = tomllib.load(file)["talks"]
    talks = Talk.objects.bulk_create(_talk(event, number, one) for number, one in enumerate(written, start=1))
    Speaker.objects.bulk_create(
        Speaker(talk=talk, number=number, office=text(office))
        for talk, one in zip(talks, written, strict=True)
        for number, office in enumerate(one.get("speakers", ()), start=1)
    )


def _talk(event: Event, number: int, written: Mapping[str, Any]) -> Talk:
    rooms = {room.name.versions["de"].text: room for room in event.rooms.all()}
    zone = ZoneInfo(event.time_zone)
    return Talk(
        public_id=opaque(event.slug, "talk", str(number)),
        event=event,
        number=number,
        kind=written.get("kind", "talk"),
        title=text(written["title"]),
        abstract=text(written["abstract"]) if "abstract" in written else Text(),
        place=text(written["place"]) if "place" in written else Text(),
        room=rooms[written["room"]] if "room" in written else None,
        starts_at=datetime.fromisoformat(written["from"]).replace(tzinfo=zone),
        ends_at=datetime.fromisoformat(written["to"]).replace(tzinfo=zone) if "to" in written else None,
        **{name: written[name] for name in PLAIN if name in written},
    )
