"""Taking names out of the log without breaking its chain."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from handschlag.foundation.audit.verbs import verb
from handschlag.foundation.audit.writing import Someone, record
from handschlag.foundation.models import AuditEntry

ERASED = verb("audit.erased", _("Names erased from the log"), _("Names erased from %(count)s entries of the log"))
PEOPLE = ("actor", "acting_for", "person")


@transaction.atomic
def erase(
    public_id: str, *, by: Someone | None, now: datetime, targets: Iterable[tuple[str, str]] = (), scope: str = ""
) -> int:
    """Erase what names this person, and what names ``targets`` (label and id of rows that are hers).

    What was done, and when, stays; so does her opaque id, which nothing leads back to once her account is gone. With a
    ``scope`` entries of other hosts stay as they are, unless they are about ``targets``.
    Returns the number of entries from which something was erased.
    """
    hers = list(_naming(public_id, set(targets), scope))
    erased = [(entry.number, parts) for entry, parts in hers if parts]
    for entry, parts in hers:
        kept = {part: words for part, words in entry.words.items() if part not in parts}
        models.QuerySet(AuditEntry).filter(pk=entry.pk).update(words=kept)
    if erased:
        record(by, ERASED, now=now, count=len(erased), erased=erased)
    return len(erased)


def _naming(public_id: str, targets: set[tuple[str, str]], scope: str) -> Iterator[tuple[AuditEntry, list[str]]]:
    by_person = Q(actor=public_id) | Q(acting_for=public_id) | Q(person=public_id) | Q(target_id=public_id)
    if scope:
        by_person &= Q(scope=scope)
    for entry in AuditEntry.objects.filter(by_person | Q(target_id__in=[key for _label, key in targets])):
        yield entry, [part for part in _parts(entry, public_id, targets) if part in entry.words]


def _parts(entry: AuditEntry, public_id: str, targets: set[tuple[str, str]]) -> Iterator[str]:
    yield from (part for part in PEOPLE if getattr(entry, part) == public_id)
    is_target = entry.target_id == public_id or (entry.target, entry.target_id) in targets
    if is_target:
        yield "target"
    # What was noted about her; what she did to others stays readable.
    if is_target or entry.person == public_id:
        yield "facts"
