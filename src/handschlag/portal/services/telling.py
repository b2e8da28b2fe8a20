"""Whoever changes what the portal shows says so: in the audit log, and to the pages that are kept."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from handschlag.accounts.models import User
from handschlag.events.models import Host
from handschlag.foundation import audit, revisions
from handschlag.portal.models import Notice, NoticeKind


def scope(host: Host) -> str:
    """The scope of the revision of all that a host's portal shows beside its events."""
    return f"host:{host.slug}"


def shows_other(host: Host) -> None:
    """Pages that show something of this host's portal are to be made anew."""
    revisions.bump(scope(host), "public")


def tell(verb: str, row: Notice | NoticeKind, *, by: User | None, now: datetime, **facts: Any) -> None:
    """Note it, and let pages be made anew. Belongs at the end of the transaction."""
    shows_other(row.host)
    audit.record(by, verb, row, scope=row.host.slug, now=now, **facts)
