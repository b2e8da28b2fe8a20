"""Who can be played in a demonstration: at each demo event the first of every role, and of each side."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from handschlag.accounts.demo import Part
from handschlag.companies.models import Participant, Representative
from handschlag.events.models import Membership, Role
from handschlag.foundation.reading import plain

HOMES = {
    Role.ORGANISER: "meetings:planning",
    Role.REPRESENTATIVE: "meetings:my_forum",
    Role.INTERPRETER: "meetings:interpreter_day",
}


def parts() -> Iterator[Part]:
    rows = list(
        Membership.objects.filter(event__is_demo=True, user__is_active=True)
        .select_related("user", "event")
        .order_by("event__starts_at", "pk")
    )
    spoken_for = _spoken_for(rows)
    seen = set()
    for row in rows:
        participant = spoken_for.get((row.user_id, row.event_id)) if row.role == Role.REPRESENTATIVE else None
        kind = (row.event_id, row.role, participant.side_id if participant else None)
        if kind not in seen:
            seen.add(kind)
            yield _part(row, participant)


def _spoken_for(rows: list[Membership]) -> dict[tuple[int, int], Participant]:
    found = Representative.objects.filter(
        person__user__in=[row.user_id for row in rows], participant__event__in=[row.event_id for row in rows]
    ).select_related("participant__organisation", "participant__side", "person")
    return {(one.person.user_id or 0, one.participant.event_id): one.participant for one in found}


def _part(row: Membership, participant: Participant | None) -> Part:
    role = Role(row.role)
    return Part(
        key=f"{row.event.slug}:{row.user.public_id}:{role}",
        user=row.user,
        role=role,
        role_name=str(role.label),
        event=plain(row.event.title),
        speaks_for=f"{participant.organisation.name} · {plain(participant.side.name)}" if participant else "",
        home=reverse(HOMES[role], args=[row.event.slug]),
    )
