"""Badges of those who come, as a PDF that screen readers can read too (PDF/UA): a page each, made by typst."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

import segno
import typst
from babel import Locale
from django.db.models import prefetch_related_objects
from django.utils import formats, translation
from django.utils.translation import gettext as _

from handschlag.companies.models import LanguageLevel
from handschlag.events.models import Event
from handschlag.registration import tickets
from handschlag.registration.models import Applicant, Application
from handschlag.registration.states import ApplicationState

TEMPLATE = Path(__file__).with_name("badges.typ")
FONTS = ("Libertinus Serif", "DejaVu Sans")
"""The first one is part of typst and knows Latin, Greek and Cyrillic, so a badge looks the same on every machine.

What it does not know, such as Georgian, is written in the second one or any other that is there.
"""


@dataclass(frozen=True, slots=True)
class Badge:
    """What stands on a badge, in the language in which it is printed."""

    name: str
    latin: str
    organisation: str
    country: str
    languages: tuple[str, ...]
    photo: str
    code: str


def of_event(event: Event, *, language: str) -> list[Badge]:
    """Those of all who are named in approved applications, in the order of the alphabet."""
    rows = Applicant.objects.filter(application__event=event, application__state=ApplicationState.APPROVED)
    return of(rows.order_by("name", "pk"), language=language)


def of(applicants: Iterable[Applicant], *, language: str) -> list[Badge]:
    """In the order given."""
    rows = list(applicants)
    prefetch_related_objects(rows, "application__organisation")
    locale = Locale(language)
    with translation.override(language):
        return [_badge(one, locale) for one in rows]


def pdf(badges: Sequence[Badge], event: Event, *, language: str) -> bytes:
    """The badges as a PDF, a page each."""
    title = event.title.best((language, "en", "de")).text
    with translation.override(language):
        given = {
            "title": f"{_('Badges')}: {title}",
            "event": title,
            "when": formats.date_format(event.starts_at.astimezone(ZoneInfo(event.time_zone)), "DATE_FORMAT"),
            "code": _("Ticket as a QR code"),
            "language": language,
            "fonts": FONTS,
            "badges": [asdict(one) | {"drawing": _drawing(one.code)} for one in badges],
        }
    inputs = {"badges": json.dumps(given, ensure_ascii=False)}
    try:
        return _compiled(inputs, "ua-1")
    except typst.TypstError:  # somebody's name has a letter that no font here has: nobody goes without a badge for that
        return _compiled(inputs, None)


def _compiled(inputs: dict[str, str], standard: Literal["ua-1"] | None) -> bytes:
    return bytes(typst.compile(TEMPLATE, format="pdf", sys_inputs=inputs, pdf_standards=standard))


def _badge(one: Applicant, locale: Locale) -> Badge:
    application = one.application
    return Badge(
        name=_printable(one.name),
        latin=_printable(one.name_latin) if one.name_latin != one.name else "",
        organisation=_organisation(application),
        country=str(locale.territories.get(application.country, "")),
        languages=tuple(_language(spoken, locale) for spoken in one.languages),
        photo=_("Photographs are welcome") if one.wants_photo else _("Please no photographs"),
        code=tickets.code_of(application),
    )


def _organisation(application: Application) -> str:
    row = application.organisation
    return _printable(row.name if row is not None else application.organisation_name)


def _printable(words: str) -> str:
    """Without what is no letter, such as an order to write from right to left."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in words).split())


def _language(spoken: dict[str, str], locale: Locale) -> str:
    name = str(locale.languages.get(spoken["language"], spoken["language"]))
    level = spoken.get("level", "")
    name = f"{name[:1].upper()}{name[1:]}"
    return f"{name} ({_('mother tongue')})" if level == LanguageLevel.NATIVE else f"{name} {level}".strip()


def _drawing(code: str) -> str:
    """Of a QR code, as SVG; nothing where there is no code."""
    if not code:
        return ""
    file = io.BytesIO()
    segno.make(code, error="m").save(file, kind="svg", border=2)
    return file.getvalue().decode()
