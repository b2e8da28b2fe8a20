"""The data of the demonstration as typed values; the files are beside this one, in ``data``."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from handschlag.engine.language import Text

DATA = Path(__file__).parent / "data"
PERSON = re.compile(r"(?P<name>[^,=]+?)(?: = (?P<latin>[^,]+))?, (?P<gender>[mf]), (?P<role>[\w-]+): (?P<languages>.+)")
SAID = re.compile(r"(?P<language>de|en|ru): (?P<words>.+)")
QUOTED = re.compile(r"«(.+)»")
LEGAL_FORM = re.compile(r" (?:GmbH|AG|eG|KG|SE|UG|OHG|e\. ?K\.|& Co\.|mbH)(?= |$).*")
FICTIONAL = "(fiktiv)"


@dataclass(frozen=True, slots=True)
class Someone:
    """Who speaks for a firm. ``languages`` maps a code to a level."""

    name: str
    latin: str
    office: Text
    languages: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Firm:
    """A made-up company. ``asks`` are pairs of a language and what it writes to those whom it wishes to meet."""

    key: str
    side: str
    name: str
    short_name: str
    latin: str
    country: str
    city: Text
    sector: Text
    fields: tuple[str, ...]
    about: Text
    staff: int
    delegation: str
    people: tuple[Someone, ...]
    asks: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Forum:
    """A forum with everything that belongs to it; ``facts`` is its file ``forum.toml``."""

    year: str
    facts: Mapping[str, Any]
    host: Mapping[str, Any]
    front: Mapping[str, Any]
    delegations: Mapping[str, Mapping[str, Any]]
    projects: tuple[Mapping[str, Any], ...]
    interpreters: tuple[Mapping[str, Any], ...]
    refusals: tuple[Text, ...]
    firms: tuple[Firm, ...]

    @property
    def slug(self) -> str:
        return f"forum-{self.year}"

    def moment(self, clock: str) -> datetime:
        """A time of day at the forum, such as "11:45"."""
        zone = ZoneInfo(self.facts["time_zone"])
        return datetime.combine(self.facts["day"], time.fromisoformat(clock), zone)

    def deadline(self, name: str) -> datetime | None:
        """A date and time that the file gives in the forum's own time, or None."""
        written = self.facts.get(name)
        return datetime.fromisoformat(written).replace(tzinfo=ZoneInfo(self.facts["time_zone"])) if written else None


def forum(year: str) -> Forum:
    """The forum of this year."""
    folder = Path(year)
    facts = read(folder / "forum.toml")
    firms = [firm for side in facts["sides"] for firm in _firms(folder, side)]
    return Forum(
        year=year,
        facts=facts,
        host=read("hosts.toml")[facts["host"]],
        front=read(folder / "front.toml"),
        delegations=read(folder / "delegations.toml"),
        projects=tuple(read(folder / "projects.toml")["projects"]),
        interpreters=tuple(read(folder / "interpreters.toml")["interpreters"]),
        refusals=tuple(text(reason) for reason in read(folder / "declines.toml")["reasons"]),
        firms=tuple(firms),
    )


def text(written: Mapping[str, str]) -> Text:
    """A text in several languages as the files write it."""
    return Text.of(**written)


def _firms(folder: Path, side: Mapping[str, Any]) -> list[Firm]:
    return [
        _firm(key, path.stem, side, written)
        for path in sorted((DATA / folder / side["key"]).glob("*.toml"))
        for key, written in read(path).items()
    ]


def _firm(key: str, sector: str, side: Mapping[str, Any], written: Mapping[str, Any]) -> Firm:
    return Firm(
        key=key,
        side=side["key"],
        name=f"{written['name']} {FICTIONAL}",
        short_name=_short(written["name"]),
        latin=f"{written['latin']} {FICTIONAL}" if "latin" in written else "",
        country=written.get("country", side["country"]),
        city=text(read("cities.toml")[written["city"]]),
        sector=text(read("sectors.toml")[sector]),
        fields=(sector, *written.get("also", ())),
        about=Text.of(**{code: written[code] for code in ("de", "en", "ru")}),
        staff=written["staff"],
        delegation=written.get("delegation", ""),
        people=tuple(_person(one) for one in written["people"]),
        asks=tuple(_said(words, side["letters"]) for words in written["asks"]),
    )


def _short(name: str) -> str:
    """What people say: the name without its legal form."""
    found = QUOTED.search(name)
    return found[1] if found else LEGAL_FORM.sub("", name)


def _person(written: str) -> Someone:
    found = PERSON.fullmatch(written)
    if found is None:
        raise ValueError(f'person: expected "NAME = LATIN, m, role: de native, en B2", got "{written}"')
    spoken = (one.split(maxsplit=1) for one in found["languages"].split(", "))
    office = text(read("offices.toml")[found["role"]][found["gender"]])
    return Someone(found["name"], found["latin"] or "", office, dict(spoken))


def _said(written: str, usual: str) -> tuple[str, str]:
    found = SAID.fullmatch(written)
    return (found["language"], found["words"]) if found else (usual, written)


@cache
def read(path: Path | str) -> dict[str, Any]:
    """A file of the demonstration."""
    with (DATA / path).open("rb") as file:
        return tomllib.load(file)
