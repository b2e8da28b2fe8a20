"""Who can be played in a demonstration: at each event with people of its own the first of every role and side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from handschlag.accounts.demo import Part
from handschlag.companies.models import Participant, Representative
from handschlag.events import memberships, navigation
from handschlag.events.models import Event, Membership
from handschlag.events.roles import Role, rights_of
from handschlag.foundation import doors
from handschlag.foundation.reading import plain


def parts() -> Iterator[Part]:
    with_people = Event.objects.filter(is_demo=True, memberships__isnull=False).distinct()
    events = list(with_people.select_related("host").order_by("starts_at", "pk"))
    rows = list(
        Membership.objects.filter(memberships.valid(), host__in={event.host_id for event in events})
        .filter(user__is_active=True)
        .select_related("user")
        .order_by("pk")
    )
    spoken_for = _spoken_for(rows, events)
    for event in events:
        here = [row for row in rows if row.host_id == event.host_id and row.event_id in (None, event.pk)]
        yield from _of_event(event, sorted(here, key=lambda row: list(Role).index(Role(row.role))), spoken_for)


def _of_event(
    event: Event, rows: Iterable[Membership], spoken_for: dict[tuple[int, int], Participant]
) -> Iterator[Part]:
    seen = set()
    for row in rows:
        participant = spoken_for.get((row.user_id, event.pk)) if row.role == Role.REPRESENTATIVE else None
        kind = (row.role, participant.side_id if participant else None)
        if kind not in seen:
            seen.add(kind)
            yield _part(row, event, participant)


def _spoken_for(rows: list[Membership], events: list[Event]) -> dict[tuple[int, int], Participant]:
    found = Representative.objects.filter(
        person__user__in=[row.user_id for row in rows], participant__event__in=events
    ).select_related("participant__organisation", "participant__side", "person")
    return {(one.person.user_id or 0, one.participant.event_id): one.participant for one in found}


def _part(row: Membership, event: Event, participant: Participant | None) -> Part:
    role = Role(row.role)
    return Part(
        key=f"{event.slug}:{row.user.public_id}:{role}",
        user=row.user,
        role=role,
        role_name=str(role.label),
        event=plain(event.title),
        speaks_for=f"{participant.organisation.name} · {plain(participant.side.name)}" if participant else "",
        home=_home(event, role),
    )


def _home(event: Event, role: Role) -> str:
    """The first page that the role opens."""
    ways = navigation.at(event, rights_of({role}))
    return ways[0][2] if ways else doors.address("event", event.slug)
