"""One text in several languages, each with where it comes from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Origin(StrEnum):
    """Where a version of a text comes from; ``CHECKED`` is a machine's draft that a person has read."""

    WRITTEN = "written"
    MACHINE = "machine"
    CHECKED = "checked"


ORIGINS = {str(one): one for one in Origin}


@dataclass(frozen=True, slots=True)
class Version:
    """The text in one language."""

    text: str
    origin: Origin = Origin.WRITTEN


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader gets: the text, its language, its origin, and whether it is not the language asked for."""

    text: str
    language: str
    origin: Origin
    is_fallback: bool


@dataclass(frozen=True, slots=True)
class Text:
    """A text in none, one or several languages; ``versions`` maps a language code to a version."""

    versions: Mapping[str, Version] = field(default_factory=dict)

    @classmethod
    def of(cls, **texts: str) -> Text:
        """``Text.of(de="Meldung", en="Notice")``: written versions, empty ones left out."""
        return cls({language: Version(text) for language, text in texts.items() if text})

    @classmethod
    def read(cls, data: object) -> Text:
        """From what ``as_data`` gives.

        Raises
        ------
        ValueError
            If ``data`` is not a mapping of languages to a text and an origin.
        """
        if not isinstance(data, Mapping):
            raise ValueError(f"text in several languages: expected a mapping, got {type(data).__name__}")
        versions = {}
        for language, version in data.items():
            if not isinstance(version, Mapping) or not isinstance(version.get("text"), str):
                raise ValueError(f'text in several languages: expected a text for "{language}"')
            origin = version.get("origin", Origin.WRITTEN)
            versions[str(language)] = Version(version["text"], ORIGINS.get(origin) or Origin(origin))
        return cls(versions)

    def as_data(self) -> dict[str, dict[str, str]]:
        """Plain data, for JSON."""
        return {
            language: {"text": version.text, "origin": str(version.origin)}
            for language, version in self.versions.items()
        }

    def best(self, languages: Iterable[str]) -> Reading:
        """The version in the first of these languages that there is, else in any (by code); else an empty one."""
        wanted = tuple(languages)
        first = wanted[0] if wanted else ""
        if (version := self.versions.get(first)) is not None and version.text:  # nearly always
            return Reading(version.text, first, version.origin, False)
        for language in (*wanted[1:], *sorted(self.versions)):
            version = self.versions.get(language)
            if version is not None and version.text:
                return Reading(version.text, language, version.origin, bool(wanted) and language != first)
        return Reading("", first, Origin.WRITTEN, False)

    def __bool__(self) -> bool:
        return any(version.text for version in self.versions.values())

    def __str__(self) -> str:
        return self.best(()).text
