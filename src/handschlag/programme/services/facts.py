"""What is said about a talk or a speaker, checked and put into the form in which it is kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from babel import Locale
from django.utils.translation import gettext_lazy as _

from handschlag.engine.language import Origin, Text, Version, prose
from handschlag.events.models import Event
from handschlag.foundation.errors import RuleBroken
from handschlag.programme import verbs
from handschlag.programme.models import Talk
from handschlag.programme.states import TalkKind

CHANGEABLE = tuple(verbs.TALK_FIELDS)
LONGEST = {"title": 200, "place": 200, "abstract": 5000, "name": 200, "office": 200}
"""Letters in one language."""
OF_SEVERAL_LINES = frozenset({"abstract"})
YEARS = range(2000, 2100)
MOST_SEATS = 100_000
MOST_LANGUAGES = 20


def check_can_be_changed(event: Event) -> None:
    """Raise ``RuleBroken``: "history"."""
    if event.is_history:
        raise RuleBroken(_("This event is over for good and is only shown; it cannot be changed."), code="history")


def kept(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Facts about a talk as they are kept: texts cleaned, each language named once.

    Raises ``RuleBroken``: "control", "long", "language".
    """
    unknown = set(facts) - set(CHANGEABLE)
    if unknown:
        raise ValueError(f"a talk has nothing to change called {', '.join(sorted(unknown))}")
    found = dict(facts)
    for name in LONGEST.keys() & found.keys():
        found[name] = worded(name, found[name])
    for name in {"spoken", "interpreted"} & found.keys():
        found[name] = _languages(found[name])
    return found


def worded(name: str, text: Text) -> Text:
    """A text as it is kept; ``name`` says what it is. Raises ``RuleBroken``: "control", "long", "language"."""
    _languages(text.versions)
    clean = prose.clean if name in OF_SEVERAL_LINES else prose.line
    versions = {}
    for language, version in text.versions.items():
        if prose.CONTROLS.search(version.text):
            raise RuleBroken(
                _("The text contains characters that cannot be shown. Please type it anew."), code="control"
            )
        words = clean(version.text)
        if len(words) > LONGEST[name]:
            raise RuleBroken(
                _("This text is too long: please use %(most)s letters at most."),
                code="long",
                params={"most": LONGEST[name]},
            )
        if words:
            versions[language] = Version(words, version.origin)
    return Text(versions)


def merged(before: Any, after: Any) -> Any:
    """A version whose words stay the same stays what it was, unless somebody has checked it: written or by machine."""
    if not isinstance(after, Text):
        return after
    known = before.versions
    same = (code for code, one in after.versions.items() if code in known and known[code].text == one.text)
    kept = {code: known[code] for code in same if after.versions[code].origin is not Origin.CHECKED}
    return Text({**after.versions, **kept})


def check(talk: Talk) -> None:
    """Raise ``RuleBroken`` if a talk cannot be so: "title", "kind", "period", "room", "capacity"."""
    if not talk.title:
        raise RuleBroken(_("Please give it a title in one language at least."), code="title")
    if talk.kind not in TalkKind.values:
        raise RuleBroken(_("This kind is not known. Please choose one of the list."), code="kind")
    if talk.room is not None and talk.room.event_id != talk.event_id:
        raise RuleBroken(_("This room belongs to another event. Please choose one of the list."), code="room")
    if talk.capacity is not None and not 1 <= talk.capacity <= MOST_SEATS:
        raise RuleBroken(
            _("Please enter a number of seats from 1 to %(most)s, or leave it empty."),
            code="capacity",
            params={"most": MOST_SEATS},
        )
    _check_period(talk)


def plain(value: Any) -> Any:
    """A value as the log keeps it."""
    if isinstance(value, Text):
        return value.as_data()
    if isinstance(value, datetime):
        return value.isoformat()
    return value.public_id if hasattr(value, "public_id") else value


def _check_period(talk: Talk) -> None:
    moments = [moment for moment in (talk.starts_at, talk.ends_at) if moment is not None]
    if any(moment.year not in YEARS for moment in moments):
        raise RuleBroken(_("This date cannot be right. Please correct the year."), code="period")
    if talk.ends_at is not None and talk.ends_at <= talk.starts_at:
        raise RuleBroken(_("It has to end after it has begun. Please correct the times."), code="period")


def _languages(codes: Iterable[str]) -> list[str]:
    found = list(dict.fromkeys(codes))
    known = Locale("en").languages
    wrong = [code for code in found if code not in known]
    if wrong or len(found) > MOST_LANGUAGES:
        raise RuleBroken(
            _("This language is not known: %(code)s. Use a code such as de."),
            code="language",
            params={"code": (wrong or found)[-1][:20]},
        )
    return found
