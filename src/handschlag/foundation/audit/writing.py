"""Adding to the chain."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Protocol

from django.contrib.auth import get_user_model
from django.db import connection, models, transaction
from django.utils import timezone

from handschlag.foundation.audit import sealing, verbs
from handschlag.foundation.models import AuditEntry, AuditHead

HEAD = 1
"""Primary key of the one head."""
BY_HEAD = ("id", "number", "previous", "hash")
"""What an entry takes from the head."""
INSERT = (
    "INSERT INTO foundation_auditentry ({columns}, number, previous, hash) "
    "SELECT {values}, number + 1, hash, {link} FROM foundation_audithead WHERE id = %s{lock} "
    "RETURNING id, number, previous, hash"
)
LINKED = "CAST(%s AS text) || CAST(number + 1 AS text) || CAST(%s AS text) || hash || CAST(%s AS text)"
ON_SQLITE = f"SHA256({LINKED})"  # a function that Django brings along
ON_POSTGRESQL = f"encode(sha256(convert_to({LINKED}, 'UTF8')), 'hex')"
LOCK = " FOR UPDATE"


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
    if not _insert(entry):  # there is no head yet, or it is gone
        AuditHead.objects.bulk_create([AuditHead(pk=HEAD, **_last())], ignore_conflicts=True)  # two may begin at once
        _insert(entry)
    before = (entry.number - 1, entry.previous)
    facts = {"number": entry.number, "hash": entry.hash}
    whole = AuditHead.objects.filter(pk=HEAD, signature__in=[*sealing.signatures(*before), *[""] * (not before[0])])
    # A head that somebody has broken stays broken: going on must not mend what is yet to be found.
    if not whole.update(**facts, signature=sealing.signature(entry.number, entry.hash)):
        AuditHead.objects.filter(pk=HEAD).update(**facts, signature="broken")


def _insert(entry: AuditEntry) -> bool:
    """Put it after the last one, by the head, which is locked until the transaction ends; False if there is none.

    One statement reads the head and writes the entry, so the database has to compute its hash.
    """
    fields = [field for field in AuditEntry._meta.concrete_fields if field.name not in BY_HEAD]
    values = [field.get_db_prep_save(getattr(entry, field.attname), connection) for field in fields]
    on_sqlite = connection.vendor == "sqlite"  # whose transactions that write come one after the other anyway
    sql = INSERT.format(
        columns=", ".join(field.attname for field in fields),
        values=", ".join(["%s"] * len(fields)),
        link=ON_SQLITE if on_sqlite else ON_POSTGRESQL,
        lock="" if on_sqlite else LOCK,
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, (*values, *sealing.around(entry), HEAD))
        found = cursor.fetchone()
    if found is None:
        return False
    entry.pk, entry.number, entry.previous, entry.hash = found
    entry._state.adding, entry._state.db = False, connection.alias
    if entry.hash != sealing.link(entry):
        raise RuntimeError("The database has computed another hash than the one that is checked.")
    return True


def _last() -> dict[str, Any]:
    """Where the chain ends when its head is gone; without a signature, for this is not as it should be."""
    last = AuditEntry.objects.order_by("-number").first()
    return {"number": last.number, "hash": last.hash} if last is not None else {"number": 0, "hash": ""}
