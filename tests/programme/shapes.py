"""The schedule format as its readers describe it: what a file must hold, what it may hold, and nothing else."""

import re
from collections import Counter
from xml.etree import ElementTree

TEXT = {"type": "string"}
TEXT_OR_NONE = {"type": ["string", "null"]}
DAY = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\d$"}
MOMENT = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d([+-]\d\d:\d\d|Z)$"}
CLOCK = {"type": "string", "pattern": r"^[0-2]\d:[0-5]\d$"}
LENGTH = {"type": "string", "pattern": r"^\d+:[0-5]\d$"}
UUID = {"type": "string", "pattern": "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"}
ADDRESS = {"type": "string", "pattern": "^https?://"}


def _object(required, optional=()):
    known = {**required, **dict(optional)}
    return {"type": "object", "required": list(required), "properties": known, "additionalProperties": False}


PERSON = _object({"name": TEXT}, {"id": {"type": "integer"}, "guid": UUID})
EVENT = _object(
    {
        "id": {"type": "integer", "minimum": 1},
        "guid": UUID,
        "date": MOMENT,
        "start": CLOCK,
        "duration": LENGTH,
        "room": TEXT,
        "slug": {"type": "string", "pattern": "^[a-z0-9_-]+[a-z0-9]$"},
        "url": ADDRESS,
        "title": TEXT,
        "subtitle": TEXT_OR_NONE,
        "track": TEXT_OR_NONE,
        "type": TEXT,
        "language": TEXT,
        "abstract": TEXT_OR_NONE,
        "persons": {"type": "array", "items": PERSON},
        "links": {"type": "array"},
    },
    {"description": TEXT_OR_NONE, "logo": TEXT, "attachments": {"type": "array"}},
)
DAY_OF_IT = _object(
    {
        "index": {"type": "integer"},
        "date": DAY,
        "day_start": MOMENT,
        "day_end": MOMENT,
        "rooms": {"type": "object", "additionalProperties": {"type": "array", "items": EVENT}},
    }
)
CONFERENCE = _object(
    {
        "acronym": {"type": "string", "pattern": "^[a-z0-9_-][a-z0-9_]{3,}$"},
        "title": TEXT,
        "start": DAY,
        "end": DAY,
        "daysCount": {"type": "integer"},
        "timeslot_duration": LENGTH,
        "days": {"type": "array", "items": DAY_OF_IT},
    },
    {
        "time_zone_name": TEXT,
        "url": ADDRESS,
        "rooms": {"type": "array", "items": _object({"name": TEXT, "guid": UUID})},
    },
)
SCHEDULE_JSON = _object(
    {"schedule": _object({"version": TEXT, "conference": CONFERENCE}, {"base_url": ADDRESS})},
    {"generator": {"type": "object"}},
)

# The same as XML. For each element: its attributes with their patterns, and the elements inside of it with how many
# there may be; elements without others inside hold a text of this pattern.
ANY = r"(?s).*"
ONE, MAYBE, SOME, MANY = (1, 1), (0, 1), (1, 10**6), (0, 10**6)
ATTRIBUTES = {
    "generator": {"name": ANY},
    "day": {"index": r"[1-9]\d*", "date": DAY["pattern"], "start": MOMENT["pattern"], "end": MOMENT["pattern"]},
    "room": {"name": ANY},
    "event": {"id": r"[1-9]\d*", "guid": UUID["pattern"]},
    "person": {"id": r"[1-9]\d*"},
}
OPTIONAL = {"day": {"start", "end"}}
INSIDE = {
    "schedule": {"generator": MAYBE, "version": ONE, "conference": ONE, "day": SOME},
    "conference": {
        **dict.fromkeys(("title", "acronym"), ONE),
        **dict.fromkeys(("start", "end", "days", "timeslot_duration", "base_url", "time_zone_name"), MAYBE),
    },
    "day": {"room": MANY},
    "schedule/day/room": {"event": MANY},
    "event": {
        **dict.fromkeys(("room", "title", "subtitle", "type", "date", "start", "duration", "abstract", "slug"), ONE),
        **dict.fromkeys(("persons", "language", "description", "links", "url"), MAYBE),
        "track": ONE,
    },
    "persons": {"person": MANY},
    "links": {"link": MANY},
}
TEXTS = {
    "start": f"{CLOCK['pattern']}|{DAY['pattern']}",
    "end": DAY["pattern"],
    "days": r"\d+",
    "timeslot_duration": r"\d{1,2}:\d\d",
    "date": MOMENT["pattern"],
    "duration": r"\d{1,2}:\d\d",
    "url": ADDRESS["pattern"] + ".*",
    "base_url": ADDRESS["pattern"] + ".*",
}
ORDERED = {"schedule"}


def faults(xml):
    """What in an XML schedule is not as its readers expect, in words; empty if nothing is."""
    root = ElementTree.fromstring(xml)
    events = root.findall("day/room/event")
    found = [] if root.tag == "schedule" else [f"begins with {root.tag}"]
    for name, values in (
        ("guid", [one.get("guid") for one in events]),
        ("id", [one.get("id") for one in events]),
        ("slug", [one.findtext("slug") for one in events]),
        ("day", [one.get("index") for one in root.findall("day")]),
    ):
        found += [f"{name} {value} twice" for value, number in Counter(values).items() if number > 1]
    return found + [fault for element, path in _walked(root, "") for fault in _faults(element, path)]


def _walked(element, above):
    path = f"{above}/{element.tag}" if above else element.tag
    yield element, path
    for inside in element:
        yield from _walked(inside, path)


def _faults(element, path):
    patterns = ATTRIBUTES.get(element.tag, {}) if path != "schedule/day/room/event/room" else {}
    optional = OPTIONAL.get(element.tag, set())
    if not set(patterns) - optional <= set(element.attrib) <= set(patterns):
        yield f"{path}: attributes {sorted(element.attrib)}"
    for name, value in element.attrib.items():
        if not re.fullmatch(patterns.get(name, ANY), value):
            yield f"{path}: {name} is {value!r}"
    allowed = INSIDE.get(path, INSIDE.get(element.tag))
    counted = Counter(inside.tag for inside in element)
    if allowed is None:
        if counted or not re.fullmatch(TEXTS.get(element.tag, ANY), element.text or ""):
            yield f"{path}: {element.text!r}, {dict(counted)}"
        return
    yield from (f"{path}: {name} is not known" for name in counted.keys() - allowed.keys())
    for name, (least, most) in allowed.items():
        if not least <= counted[name] <= most:
            yield f"{path}: {counted[name]} times {name}"
    order = [name for name in allowed for inside in element if inside.tag == name]
    if element.tag in ORDERED and order != [inside.tag for inside in element]:
        yield f"{path}: not in order"
