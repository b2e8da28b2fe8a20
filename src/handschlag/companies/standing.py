"""Where somebody stands at an event, for ``privacy.visibility``: on which side, in which delegation, for whom."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypeAlias

from handschlag.accounts.models import User
from handschlag.accounts.personal import CONTACT
from handschlag.companies.models import Participant, Representative
from handschlag.companies.personal import NAME, OFFICE
from handschlag.engine.language import Text
from handschlag.events.models import Interpreter
from handschlag.events.personal import INTERPRETERS
from handschlag.foundation.personal import Audience, called
from handschlag.privacy import visibility
from handschlag.privacy.visibility import Subject, Viewer

AS_USUAL: dict[str, Audience] = {}
Decided: TypeAlias = dict[int | None, dict[str, Audience]]
"""By accounts: who sees which group, where that is not as usual."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A representative as one viewer may see her; what is hidden is empty, her name is then “a person”."""

    name: str
    name_latin: str = ""
    office: Text = field(default_factory=Text)
    email: str = ""
    is_head: bool = False


def of_participant(participant: Participant, user: User | None = None) -> Viewer:
    """Whoever looks on behalf of a participant: those who speak for it, and their calendars."""
    return Viewer(
        event=participant.event_id,
        user=user.pk if user is not None else None,
        takes_part=True,
        participants=frozenset({participant.pk}),
        delegations=frozenset({participant.delegation_id} - {None}),  # type: ignore[arg-type]
        sides=frozenset({participant.side_id}),
    )


def of_interpreter(interpreter: Interpreter) -> Viewer:
    return Viewer(event=interpreter.event_id, user=interpreter.user_id, takes_part=True, serves_all=True)


def of_host(event: int, user: User) -> Viewer:
    """Whoever has been let in by a door of the host's."""
    return Viewer(event=event, user=user.pk, is_host=True)


def people(
    speakers: Iterable[Representative], on_duty: Iterable[Interpreter], viewer: Viewer, *, host: int
) -> tuple[dict[int, list[Shown]], dict[int, str]]:
    """Representatives by their participant, and names of interpreters by their key, as this viewer may see them.

    Takes one query beside that of ``speakers``, who know their person with her account, and their participant; none
    for the host, who sees all whatever anybody has chosen.
    """
    found, engaged = list(speakers), {one.pk: one for one in on_duty}
    accounts = [one.person.user_id for one in found] + [one.user_id for one in engaged.values()]
    decided: Decided = dict.fromkeys([*accounts, None], AS_USUAL)
    if not viewer.is_host:
        decided = visibility.audiences(accounts, host=host)
    shown: dict[int, list[Shown]] = {}
    for one in found:
        shown.setdefault(one.participant_id, []).append(_shown(one, viewer, _subject(one, decided)))
    return shown, {pk: _called(one, viewer, decided) for pk, one in engaged.items()}


def interpreters(rows: Iterable[Interpreter], viewer: Viewer, *, host: int) -> dict[int, str]:
    """The names of interpreters as this viewer may see them, by their keys."""
    return people((), rows, viewer, host=host)[1]


def _called(one: Interpreter, viewer: Viewer, decided: Decided) -> str:
    subject = Subject(event=one.event_id, user=one.user_id, audiences=decided[one.user_id])
    return called(one.name if visibility.visible(INTERPRETERS, viewer, subject) else "")


def _shown(row: Representative, viewer: Viewer, subject: Subject) -> Shown:
    user = row.person.user
    values = {NAME: row.person, OFFICE: row.office, CONTACT: user.email if user is not None else ""}
    seen = visibility.shown(values, viewer, subject)
    named = seen.get(NAME)
    return Shown(
        name=called(named.name if named is not None else ""),
        name_latin=named.name_latin if named is not None else "",
        office=seen.get(OFFICE, Text()),
        email=seen.get(CONTACT, ""),
        is_head=row.is_head,
    )


def _subject(row: Representative, decided: Decided) -> Subject:
    participant = row.participant
    return Subject(
        event=participant.event_id,
        user=row.person.user_id,
        participant=participant.pk,
        delegation=participant.delegation_id,
        side=participant.side_id,
        audiences=decided[row.person.user_id],
    )
