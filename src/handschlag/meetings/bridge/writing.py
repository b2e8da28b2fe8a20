"""The planner's plan as rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from handschlag.companies.models import Participant
from handschlag.engine.scheduling import plan as planner
from handschlag.engine.scheduling import problem
from handschlag.events.models import Interpreter, Slot, Table
from handschlag.meetings.bridge.posing import Pair, Posed
from handschlag.meetings.models import Attendance, Meeting, Plan, UnmetWish
from handschlag.meetings.states import UnmetReason


class Changed(Exception):
    """The event has lost something that the plan needs while the planner was computing."""


def write(plan: Plan, posed: Posed, answer: planner.Plan) -> None:
    """Write the meetings of an answer, who attends them, and the wishes that are not met and why.

    Raises
    ------
    Changed
        If a slot, table, interpreter or participant of the answer no longer exists.
    """
    assert posed.problem is not None
    try:
        _write(plan, posed, answer, {meeting.id: meeting for meeting in posed.problem.meetings})
    except KeyError as missing:
        raise Changed(str(missing)) from missing


def _write(plan: Plan, posed: Posed, answer: planner.Plan, wished: Mapping[str, problem.Meeting]) -> None:
    slots, tables = _keys(Slot, plan), _keys(Table, plan)
    staff, people = _keys(Interpreter, plan), _keys(Participant, plan)

    def parties(pair: Pair) -> dict[str, int]:
        return {"first_id": people[pair[0]], "second_id": people[pair[1]]}

    rows = {
        held.meeting: Meeting(
            plan=plan,
            slot_id=slots[held.slot],
            table_id=None if held.place is None else tables[held.place],
            interpreter_id=None if held.interpreter is None else staff[held.interpreter],
            level=wished[held.meeting].level,
            **parties(wished[held.meeting].parties),
        )
        for held in answer.held
    }
    Meeting.objects.bulk_create(rows.values())
    Attendance.objects.bulk_create(
        Attendance(meeting=row, participant_id=party, plan=plan, slot_id=row.slot_id)
        for row in rows.values()
        for party in (row.first_id, row.second_id)
    )
    ids = {name: row.public_id for name, row in rows.items()}
    unmet = [
        UnmetWish(
            plan=plan,
            level=wished[one.meeting].level,
            reason=UnmetReason(one.reason.value),
            blockers=[ids[blocker] for blocker in one.blockers],
            remedy=_remedy(one.remedy or {}, ids),
            **parties(wished[one.meeting].parties),
        )
        for one in answer.unplaced
    ]
    unmet += [UnmetWish(plan=plan, level=one.level, reason=one.reason, **parties(one.parties)) for one in posed.refused]
    UnmetWish.objects.bulk_create(unmet)


def _keys(kind: Any, plan: Plan) -> dict[str, int]:
    """Public id to primary key of all rows of a kind."""
    return dict(kind.objects.filter(event=plan.event_id).order_by().values_list("public_id", "pk"))


def _remedy(remedy: Mapping[str, Any], ids: Mapping[str, str]) -> dict[str, Any]:
    """The planner names meetings by pairs, our rows by their public ids."""
    named = {"meetings": [ids[name] for name in remedy["meetings"]]} if "meetings" in remedy else {}
    return {**remedy, **named}
