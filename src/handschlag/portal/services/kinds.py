"""Kinds of notices are added, changed and removed."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from handschlag.accounts.models import User
from handschlag.engine.language import Text
from handschlag.events.models import Host
from handschlag.foundation.errors import RuleBroken
from handschlag.portal import verbs, wording
from handschlag.portal.models import NoticeKind
from handschlag.portal.services.telling import tell
from handschlag.portal.states import KindIcon

LONGEST_NAME, LONGEST_KEY = 40, 30
MOST = 20


@transaction.atomic
def add(host: Host, name: Text, *, icon: str = KindIcon.NEWS, by: User, now: datetime) -> NoticeKind:
    """Add a kind at the end. Raises ``RuleBroken``: "name" (none), "many", "long"."""
    host = Host.objects.select_for_update().get(pk=host.pk)
    known = set(host.notice_kinds.values_list("key", flat=True))
    if len(known) >= MOST:
        raise RuleBroken(_("A host has %(most)s kinds of notices at most."), code="many", params={"most": MOST})
    last = host.notice_kinds.aggregate(last=Max("number"))["last"] or 0
    kind = NoticeKind(host=host, name=_name(name), icon=KindIcon(icon), number=last + 1)
    kind.key = _key(kind.name, known)
    kind.save(force_insert=True)
    tell(verbs.KIND_ADDED, kind, by=by, now=now)
    return kind


@transaction.atomic
def change(kind: NoticeKind, *, name: Text, icon: str, number: int, by: User, now: datetime) -> NoticeKind:
    """Call it something else, give it another icon or place; its key, and so its address, stays.

    Raises ``RuleBroken``: "name" (none), "long".
    """
    locked = NoticeKind.objects.select_for_update(of=("self",)).select_related("host").get(pk=kind.pk)
    locked.name, locked.icon, locked.number = wording.merged(locked.name, _name(name)), KindIcon(icon), number
    locked.save(update_fields=["name", "icon", "number", "changed_at"])
    tell(verbs.KIND_CHANGED, locked, by=by, now=now)
    return locked


@transaction.atomic
def remove(kind: NoticeKind, *, by: User, now: datetime) -> None:
    """Remove a kind of which there is no notice. Raises ``RuleBroken``: "used"."""
    locked = NoticeKind.objects.select_for_update(of=("self",)).select_related("host").get(pk=kind.pk)
    if locked.notices.exists():
        raise RuleBroken(_("There are notices of this kind. Please give them another kind first."), code="used")
    tell(verbs.KIND_REMOVED, locked, by=by, now=now)
    locked.delete()


def _name(name: Text) -> Text:
    cleaned = wording.cleaned(name, longest=LONGEST_NAME, label=_("Name of the kind"))
    if not cleaned:
        raise RuleBroken(_("Please give the kind a name in one language at least."), code="name")
    return cleaned


def _key(name: Text, known: set[str]) -> str:
    stem = slugify(name.best(("en", "de")).text)[: LONGEST_KEY - 3].strip("-") or "kind"
    return next(key for key in (stem, *(f"{stem}-{number}" for number in range(2, MOST + 2))) if key not in known)
