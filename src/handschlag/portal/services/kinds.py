"""Kinds of notices are added, changed and removed."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from handschlag.accounts.models import User
from handschlag.engine.language import Text
from handschlag.events.models import Host
from handschlag.foundation import turns
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
    listed = _locked(host)
    if len(listed) >= MOST:
        raise RuleBroken(_("A host has %(most)s kinds of notices at most."), code="many", params={"most": MOST})
    last = max((one.number for one in listed), default=0)
    kind = NoticeKind(host=host, name=_name(name), icon=KindIcon(icon), number=last + 1)
    kind.key = _key(kind.name, {one.key for one in listed})
    kind.save(force_insert=True)
    tell(verbs.KIND_ADDED, kind, by=by, now=now)
    return kind


@transaction.atomic
def change(
    kind: NoticeKind,
    *,
    name: Text,
    icon: str,
    after: str | None = None,
    based_on: int | None = None,
    by: User,
    now: datetime,
) -> NoticeKind:
    """Call it something else, give it another icon or place; its key, and so its address, stays.

    ``after`` is the id of the kind behind which it is to stand, empty for the first place; None leaves it where it is.
    Raises ``RuleBroken``: "name" (none), "long", "place" (nothing to stand behind), "gone", "outdated".
    """
    listed = _locked(kind.host)
    kind = turns.taken(kind, "host", based_on=based_on)
    changed = turns.differing(kind, {"name": wording.merged(kind.name, _name(name)), "icon": KindIcon(icon)})
    has_moved = after is not None and turns.put(listed, kind, after=after)
    if changed or has_moved:
        turns.keep(kind, changed)
        tell(verbs.KIND_CHANGED, kind, by=by, now=now)
    return kind


@transaction.atomic
def remove(kind: NoticeKind, *, by: User, now: datetime) -> None:
    """Remove a kind of which there is no notice. Raises ``RuleBroken``: "used", "last" (a host needs one), "gone"."""
    listed = _locked(kind.host)
    kind = turns.taken(kind, "host")
    if count := kind.notices.count():
        raise RuleBroken(
            ngettext_lazy(
                "There is one notice of this kind. Please give it another kind first.",
                "There are %(count)s notices of this kind. Please give them another kind first.",
                count,
            ),
            code="used",
            params={"count": count},
        )
    if len(listed) == 1:
        raise RuleBroken(_("Every notice has a kind, so that one has to stay. You can rename it."), code="last")
    tell(verbs.KIND_REMOVED, kind, by=by, now=now)
    kind.delete()


def _locked(host: Host) -> list[NoticeKind]:
    """All kinds of the host in their order; nobody else adds or moves any until the transaction ends."""
    Host.objects.select_for_update().get(pk=host.pk)
    return list(NoticeKind.objects.filter(host=host))


def _name(name: Text) -> Text:
    cleaned = wording.cleaned(name, longest=LONGEST_NAME, label=_("Name of the kind"))
    if not cleaned:
        raise RuleBroken(_("Please give the kind a name in one language at least."), code="name")
    return cleaned


def _key(name: Text, known: set[str]) -> str:
    stem = slugify(name.best(("en", "de")).text)[: LONGEST_KEY - 3].strip("-") or "kind"
    return next(key for key in (stem, *(f"{stem}-{number}" for number in range(2, MOST + 2))) if key not in known)
