"""Reading the log, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from handschlag.foundation.audit import verbs
from handschlag.foundation.models import AuditEntry


@dataclass(frozen=True, slots=True)
class Line:
    """An entry as it is read: when, who (and for whom), and what, in a sentence.

    ``is_site`` says that nobody did it, but the site by itself; a name alone does not, for people choose theirs.
    """

    entry: AuditEntry
    at: datetime
    who: str
    acting_for: str
    says: str
    is_site: bool


def of_scope(scope: str) -> QuerySet[AuditEntry]:
    """What was done at a host, the latest first."""
    return AuditEntry.objects.filter(scope=scope)


def of_event(event: str, *, scope: str) -> QuerySet[AuditEntry]:
    """What was done at an event of a host."""
    return of_scope(scope).filter(event=event)


def about(target: str, target_id: str) -> Q:
    """Entries about a row: its kind, such as ``meetings.plan``, and its id."""
    return Q(target=target, target_id=target_id)


def by_or_about(public_id: str) -> Q:
    """Entries of what a person did, of what was done for her, and of what concerns her."""
    return Q(actor=public_id) | Q(acting_for=public_id) | Q(person=public_id)


def lines(entries: Iterable[AuditEntry]) -> Iterator[Line]:
    """Entries as they are read."""
    for entry in entries:
        who = _name(entry, "actor") if entry.actor else _("Handschlag itself")
        acting_for = _name(entry, "acting_for") if entry.acting_for else ""
        yield Line(entry, entry.at, who, acting_for, sentence(entry), is_site=not entry.actor)


def sentence(entry: AuditEntry) -> str:
    """What was done."""
    verb = verbs.known(entry.verb)
    facts = entry.words.get("facts", {}).get("text", {})
    told = {name: verb.shown[name](value) if name in verb.shown else value for name, value in facts.items()}
    return str(verb.says) % _Told(told, person=_name(entry, "person"), target=_name(entry, "target"))


def _name(entry: AuditEntry, part: str) -> str:
    """A name, or what stands in its place since it was erased."""
    return entry.words[part]["text"] if part in entry.words else _("(erased)")


class _Told(dict[str, Any]):
    """What a sentence may speak of; what was erased or never noted is said to be so."""

    def __init__(self, facts: dict[str, Any], **names: str) -> None:
        super().__init__(facts | names)

    def __missing__(self, key: str) -> str:
        return _("(erased)")
