"""Further links of a notice, and whether they lead anywhere."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.db import IntegrityError, transaction
from django.db.models import Max, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from handschlag.accounts.models import User
from handschlag.engine.language import Text
from handschlag.events.models import Host
from handschlag.foundation import fetching, jobs
from handschlag.foundation.errors import RuleBroken
from handschlag.foundation.models import Job, JobState
from handschlag.portal import queries, verbs, wording
from handschlag.portal.models import Notice, NoticeLink
from handschlag.portal.services.telling import shows_other, tell
from handschlag.portal.states import LinkKind

KIND = "portal.check_links"
LONGEST_LABEL = 200
MOST = 40
"""Links of one notice."""
AT_ONCE = 50
"""Links that one job looks at; what is left is for the next one."""
TOGETHER = 10
"""Answers that are kept together."""
SECONDS = 10.0
LONGEST_SAID, LONGEST_TYPE = 20, 100
PAUSE, SPREAD = timedelta(hours=20), timedelta(hours=8)
"""A link is looked at again after the pause and its share of the spread: once a day, but not all at once."""
FAILED_DAYS = 3
RESERVED = (".example", ".test", ".invalid", ".localhost", "example.com", "example.org", "example.net")
"""Names that nobody may have (RFC 2606): they stand in examples, and nothing is asked there."""


@dataclass(frozen=True, slots=True)
class Further:
    """What editors say of a link."""

    address: str
    label: Text
    kind: str
    languages: tuple[str, ...]

    @classmethod
    def of(cls, link: NoticeLink) -> Further:
        return cls(link.address, link.label, str(link.kind), tuple(link.languages))

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> Further:
        """As ``as_data`` has written it."""
        return cls(data["address"], Text.read(data["label"]), data["kind"], tuple(data["languages"]))

    def as_data(self) -> dict[str, Any]:
        """In plain values."""
        said = {"label": self.label.as_data(), "kind": self.kind, "languages": list(self.languages)}
        return {"address": self.address, **said}


@transaction.atomic
def add(
    notice: Notice,
    address: str,
    *,
    label: Text,
    kind: str = LinkKind.PAGE,
    languages: Iterable[str] = (),
    by: User | None,
    now: datetime,
) -> NoticeLink:
    """Add a link at the end.

    Raises ``RuleBroken``: "label" (empty), "many", "twice", "long", and what ``wording.address`` raises.
    """
    known = notice.links.aggregate(last=Max("number"))["last"] or 0
    if notice.links.count() >= MOST:
        raise RuleBroken(_("A notice has %(most)s links at most."), code="many", params={"most": MOST})
    link = NoticeLink(notice=notice, number=known + 1)
    _write(link, address, label=label, kind=kind, languages=languages, now=now)
    tell(verbs.LINK_ADDED, notice, by=by, now=now, address=link.address)
    return link


@transaction.atomic
def change(
    link: NoticeLink, address: str, *, label: Text, kind: str, languages: Iterable[str], by: User, now: datetime
) -> NoticeLink:
    """Change a link; at another address nobody has looked yet. Raises what ``add`` raises."""
    locked = NoticeLink.objects.select_for_update(of=("self",)).select_related("notice__host").get(pk=link.pk)
    _write(locked, address, label=label, kind=kind, languages=languages, now=now)
    tell(verbs.LINK_CHANGED, locked.notice, by=by, now=now, address=locked.address)
    return locked


@transaction.atomic
def remove(link: NoticeLink, *, by: User, now: datetime) -> None:
    """Take a link away."""
    tell(verbs.LINK_REMOVED, link.notice, by=by, now=now, address=link.address)
    link.delete()


@transaction.atomic
def arrange(notice: Notice, wanted: Sequence[Further], *, by: User, now: datetime) -> None:
    """Let exactly these links stand there, in this order; of those that stay it is still known who answers there.

    Raises what ``add`` raises.
    """
    there = {link.address: link for link in notice.links.all()}
    for address in there.keys() - {one.address for one in wanted}:
        remove(there[address], by=by, now=now)
    for number, one in enumerate(wanted, start=1):
        known = there.get(one.address)
        said = Further.of(known) if known is not None else None
        link = known or NoticeLink(notice=notice)
        link.number = number
        _write(link, one.address, label=one.label, kind=one.kind, languages=one.languages, now=now)
        if said != one:
            tell(verbs.LINK_CHANGED if said else verbs.LINK_ADDED, notice, by=by, now=now, address=link.address)
    shows_other(notice.host)


def _write(link: NoticeLink, address: str, *, label: Text, kind: str, languages: Iterable[str], now: datetime) -> None:
    written = wording.address(address)
    if written != link.address:
        link.address, link.check_at = written, now if is_checked(written) else None
        link.checked_at = link.is_alive = link.failing_since = None
        link.failures, link.said, link.content_type = 0, "", ""
    cleaned = wording.cleaned(label, longest=LONGEST_LABEL, label=_("Label of the link"))
    link.label = wording.merged(link.label, cleaned)
    if not link.label:
        raise RuleBroken(_("Please say in a few words where the link leads."), code="label")
    link.kind, link.languages = LinkKind(kind), list(dict.fromkeys(languages))
    try:
        with transaction.atomic():
            link.save()
    except IntegrityError as twice:
        raise RuleBroken(_("The notice has this link already."), code="twice") from twice


def is_checked(address: str) -> bool:
    """Whether anybody looks at times if this address leads somewhere."""
    name = (urlsplit(address).hostname or "").rstrip(".")
    return bool(name) and not any(f".{name}".endswith(f".{end.lstrip('.')}") for end in RESERVED)


def due(now: datetime) -> QuerySet[NoticeLink]:
    """Links at which somebody has to look: of notices that everybody sees, the longest waiting first."""
    seen = queries.everybodys(now).select_related(None).order_by()
    return NoticeLink.objects.filter(check_at__lte=now, notice__in=seen).order_by("check_at", "pk")


def begin_check(now: datetime) -> bool:
    """Let a worker look at what is due, unless one is at it; whether this call has begun it."""
    waiting = Job.objects.filter(kind=KIND, state__in=(JobState.QUEUED, JobState.RUNNING))
    if waiting.exists() or not due(now).exists():
        return False
    jobs.start(KIND, {})
    return True


def look_at_due(*, now: Callable[[], datetime], beat: Callable[[], object]) -> int:
    """Look at links that are due, one after the other, so that nobody is asked two things at once; how many."""
    looked_at = 0
    while looked_at < AT_ONCE and (few := list(due(now())[:TOGETHER])):
        found = []
        for link in few:
            beat()
            found.append((link, *ask(link.address)))
        beat()
        note(found, now=now())
        looked_at += len(few)
    return looked_at


def ask(address: str) -> tuple[str, str]:
    """The status of the answer or why there was none, and the kind of content that it announced."""
    try:
        answer = fetching.fetch(address, most_bytes=0, seconds=SECONDS, wants_body=False)
    except fetching.Refused as refused:
        return str(refused.code), ""
    return str(answer.status), answer.content_type.partition(";")[0].strip().lower()


def answers(said: str) -> bool:
    """Whether somebody is there. Who asks too often (429) or has to sign in (401, 403) has found somebody, too."""
    return said.isdecimal() and (int(said) < 400 or said in {"401", "403", "405", "406", "429"})


@transaction.atomic
def note(found: Iterable[tuple[NoticeLink, str, str]], *, now: datetime) -> None:
    """Keep what was found at some links: what was said there, and the kind of content."""
    heard = {link.pk: (link.address, said, content_type) for link, said, content_type in found}
    hosts: dict[int, Host] = {}
    rows = NoticeLink.objects.select_for_update(of=("self",)).filter(pk__in=heard).select_related("notice__host")
    for link in rows.order_by("pk"):
        address, said, content_type = heard[link.pk]
        if link.address == address:  # nobody has changed it in the meantime
            _keep(link, said, content_type=content_type, now=now)
            hosts[link.notice.host_id] = link.notice.host
    for _pk, host in sorted(hosts.items()):
        shows_other(host)


def _keep(link: NoticeLink, said: str, *, content_type: str, now: datetime) -> None:
    """An address counts as gone after it has failed on three different days."""
    looked_today = link.checked_at is not None and timezone.localdate(link.checked_at) == timezone.localdate(now)
    if answers(said):
        link.is_alive, link.failures, link.failing_since = True, 0, None
    elif not (looked_today and link.failures):
        link.failures += 1
        link.failing_since = link.failing_since or now
        link.is_alive = False if link.failures >= FAILED_DAYS else link.is_alive
    link.said, link.content_type, link.checked_at = said[:LONGEST_SAID], content_type[:LONGEST_TYPE], now
    link.check_at = now + PAUSE + SPREAD * _share(link)
    link.save()


def _share(link: NoticeLink) -> float:
    """From 0 to 1, always the same for the same link: those added together drift apart."""
    return int.from_bytes(hashlib.sha256(link.public_id.encode()).digest()[:2], "big") / 65_536
