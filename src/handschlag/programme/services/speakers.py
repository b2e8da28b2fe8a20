"""It is said who speaks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from handschlag.accounts.models import User
from handschlag.companies.models import Person
from handschlag.engine.language import Text
from handschlag.events.models import Event
from handschlag.foundation import audit, revisions
from handschlag.foundation.errors import RuleBroken
from handschlag.programme import verbs
from handschlag.programme.models import Speaker, Talk
from handschlag.programme.services.facts import check_can_be_changed, merged, worded

MOST = 30
"""Speakers of one talk."""


@dataclass(frozen=True, slots=True)
class Speaks:
    """Somebody who speaks at a talk: her office, and perhaps who she is.

    ``key`` is the id of her row; one of which there is none is made, so that she who comes back is the same.
    """

    office: Text = field(default_factory=Text)
    name: Text = field(default_factory=Text)
    person: Person | None = None
    has_agreed: bool = False
    key: str = ""


@transaction.atomic
def set_speakers(talk: Talk, speakers: Sequence[Speaks], *, by: User, now: datetime) -> list[Speaker]:
    """Let exactly these speak at the talk, in this order.

    Raises ``RuleBroken``: "history", "gone", "speaker" (neither office nor name), "person" (has nothing to do with the
    event), "agreement" (without a name), "many", "control", "long", "language".
    """
    event = Event.objects.select_for_update(of=("self",)).select_related("host").get(pk=talk.event_id)
    check_can_be_changed(event)
    if not Talk.objects.filter(pk=talk.pk).exists():
        raise RuleBroken(_("Somebody has taken this out of the programme meanwhile."), code="gone")
    before = list(Speaker.objects.filter(talk=talk).order_by("number"))
    wanted = [_checked(one, event) for one in speakers]
    if len(wanted) > MOST:
        raise RuleBroken(_("At most %(most)s people speak at one talk."), code="many", params={"most": MOST})
    rows = [_row(talk, number, one, _known(one, number, before)) for number, one in enumerate(wanted, start=1)]
    if [_said(row) for row in rows] == [_said(row) for row in before]:
        return before
    Speaker.objects.filter(talk=talk).delete()
    Speaker.objects.bulk_create(rows)
    Talk.objects.filter(pk=talk.pk).update(changes=F("changes") + 1, changed_at=now)
    revisions.bump(event.slug, "public", about=[talk])
    # How many, never who: the log would keep a name after its owner has had it erased here.
    audit.record(by, verbs.SPEAKERS_SET, talk, scope=event.host.slug, event=event.slug, now=now, count=len(rows))
    return rows


def _checked(one: Speaks, event: Event) -> Speaks:
    said = replace(one, office=worded("office", one.office), name=worded("name", one.name))
    if not (said.office or said.name or said.person):
        raise RuleBroken(_("Please enter the office or the name of each speaker."), code="speaker")
    if said.has_agreed and not (said.name or said.person):
        raise RuleBroken(
            _("Somebody without a name cannot have agreed that it is shown. Please enter the name."), code="agreement"
        )
    if said.person is not None and not _is_known_at(said.person, event):
        raise RuleBroken(
            _("This person does not take part in the event. Please write the name instead."), code="person"
        )
    return said


def _is_known_at(person: Person, event: Event) -> bool:
    return person.representations.filter(participant__event=event).exists() or (
        Speaker.objects.filter(person=person, talk__event=event).exists()
    )


def _known(one: Speaks, number: int, before: list[Speaker]) -> Speaker:
    """Her row, else that of who stood at her place, if she is not said to be another one."""
    if not one.key:
        there = before[number - 1] if number <= len(before) else Speaker()
        return Speaker(name=there.name, office=there.office)
    is_free = not Speaker.objects.filter(public_id=one.key).exists()
    made = Speaker(public_id=one.key) if is_free else Speaker()
    return next((row for row in before if row.public_id == one.key), made)


def _row(talk: Talk, number: int, one: Speaks, known: Speaker) -> Speaker:
    """A version of a text whose words stay the same stays what it was."""
    return Speaker(
        pk=known.pk,
        public_id=known.public_id,
        talk=talk,
        number=number,
        person=one.person,
        name=merged(known.name, one.name),
        office=merged(known.office, one.office),
        has_agreed=one.has_agreed,
    )


def _said(row: Speaker) -> tuple[object, ...]:
    return row.person_id, row.name, row.office, row.has_agreed
