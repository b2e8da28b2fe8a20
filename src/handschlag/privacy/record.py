"""The record of processing activities (Art. 30 GDPR), read off purposes, groups and rules."""

from __future__ import annotations

from dataclasses import dataclass

from handschlag.events.models import Host
from handschlag.foundation.personal import Outcome, Part
from handschlag.privacy import queries
from handschlag.privacy.queries import Kept, Worded


@dataclass(frozen=True, slots=True)
class Activity:
    """A purpose with the groups of fields that serve it, and how long each stays and who sees it at most."""

    worded: Worded
    kept: tuple[Kept, ...]

    @property
    def parts(self) -> list[Part]:
        return [part for kept in self.kept for part in kept.group.parts]

    @property
    def reasons(self) -> list[str]:
        """Why something stays after an erasure."""
        stay = (part for part in self.parts if part.fate.outcome != Outcome.DELETED and part.fate.why)
        return list(dict.fromkeys(str(part.fate.why) for part in stay))


def activities(host: Host) -> list[Activity]:
    """All activities of a host, in the order of its purposes."""
    kept = {one.group.key: one for one in queries.kept(host)}
    return [Activity(worded, tuple(kept[group.key] for group in worded.groups)) for worded in queries.purposes(host)]
