"""One letter to one person."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from handschlag.accounts.models import User
from handschlag.events.models import Host
from handschlag.foundation import outbox
from handschlag.foundation.models import News, OutgoingMail


def address_of(person: User | outbox.Address, *, zone: str = "") -> outbox.Address:
    """Where to write to somebody, and in which language."""
    if isinstance(person, outbox.Address):
        return person
    return outbox.Address(person.email, person.name, person.language, zone)


def send(
    kind: str, *, to: User | outbox.Address, host: Host | None, values: Mapping[str, Any], **options: Any
) -> OutgoingMail:
    """Write a letter of a registered kind in the recipient's language and in the words of the host.

    In the caller's transaction; ``options`` are those of ``outbox.post``.
    """
    return outbox.write(kind, to=address_of(to), values=values, scope=host.slug if host else "", **options)


def note(line: str, *, to: User | outbox.Address, host: Host | None, **options: Any) -> News:
    """Tell something small, together with other news; ``options`` are those of ``outbox.note``."""
    return outbox.note(to=address_of(to), line=line, scope=host.slug if host else "", **options)
