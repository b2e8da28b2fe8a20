"""Adding to the chain."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Protocol

from django.contrib.auth import get_user_model
from django.db import models, transaction
from django.db.models import BigIntegerField
from django.utils import timezone

from handschlag.foundation.audit import sealing, verbs
from handschlag.foundation.models import AuditEntry, AuditHead
from handschlag.foundation.prepared import Prepared

HEAD = 1
"""Primary key of the one head."""


class Someone(Protocol):
    """A person as the log knows her: an opaque id and, by ``str``, a name."""

    public_id: Any

    @property
    def acting_for(self) -> Someone | None:
        """On whose behalf she does it, if for somebody else."""


@transaction.atomic(savepoint=False)
def record(
    actor: Someone | None,
    verb: str,
    target: models.Model | None = None,
    *,
    scope: str = "",
    event: str = "",
    person: Someone | None = None,
    now: datetime | None = None,
    **facts: Any,
) -> AuditEntry:
    """Note what somebody did, in the caller's transaction. The chain stays locked to its end: let it be the last step.

    Parameters
    ----------
    actor : who did it, None for the site itself; for whom she acted is noted too
    verb : a key that ``audit.verb`` knows
    target : the row that it was done to
    scope, event : slugs of the host (empty for the installation) and of the event
    person : whom it concerns, where that is not the target itself
    facts : before, after, and what else explains it; numbers, texts, lists and dictionaries of them. They may name
        ``person`` or the target, with whom they are erased, and nobody else.
    """
    if not verbs.is_known(verb):
        raise ValueError(f"no entry reads as {verb!r}; say how with audit.verb")
    if person is None and isinstance(target, get_user_model()):
        person = target
    behalf = actor.acting_for if actor is not None else None
    people = {"actor": actor, "acting_for": behalf, "person": person}
    parts: dict[str, Any] = {part: str(one) for part, one in people.items() if one is not None}
    if target is not None:
        parts["target"] = str(target)
    if facts:
        parts["facts"] = facts
    seals, words = sealing.sealed(parts)
    entry = AuditEntry(
        at=now or timezone.now(),
        verb=verb,
        scope=scope,
        event=event,
        target=target._meta.label_lower if target is not None else "",
        target_id=str(getattr(target, "public_id", "") or target.pk) if target is not None else "",
        seals=seals,
        words=words,
        **{part: one.public_id if one is not None else "" for part, one in people.items()},
    )
    _append(entry)
    return entry


def _append(entry: AuditEntry) -> None:
    head = _locked_head()
    # A head that somebody has broken stays broken: going on must not mend what is yet to be found.
    is_whole = head.number == 0 or sealing.is_signed(head.number, head.hash, head.signature)
    entry.number, entry.previous = head.number + 1, head.hash
    entry.hash = sealing.link(entry)
    entry.save(force_insert=True)
    head.number, head.hash = entry.number, entry.hash
    head.signature = sealing.signature(head.number, head.hash) if is_whole else "broken"
    head.save()


def _locked_head() -> AuditHead:
    """The head, locked until the transaction ends: SQLite's transactions that write come one after the other anyway."""
    found = _HEAD.ask(pk=HEAD)
    if found:
        return found[0]
    AuditHead.objects.bulk_create([AuditHead(pk=HEAD, **_last())], ignore_conflicts=True)  # two may begin at once
    return AuditHead.objects.select_for_update().get(pk=HEAD)


_HEAD: Prepared[AuditHead] = Prepared(
    lambda pk: AuditHead.objects.select_for_update().filter(pk=pk), pk=BigIntegerField()
)


def _last() -> dict[str, Any]:
    """Where the chain ends when its head is gone; without a signature, for this is not as it should be."""
    last = AuditEntry.objects.order_by("-number").first()
    return {"number": last.number, "hash": last.hash} if last is not None else {"number": 0, "hash": ""}
