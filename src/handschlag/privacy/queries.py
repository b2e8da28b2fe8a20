"""Reading purposes, rules, consents and requests."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.utils import translation

from handschlag.accounts.models import User
from handschlag.engine.language import Text
from handschlag.events.models import Host
from handschlag.foundation import personal
from handschlag.foundation.personal import Audience, Basis, Group
from handschlag.privacy.models import Consent, GroupRule, Proof, Purpose, PurposeText, Request
from handschlag.privacy.states import RequestState


@dataclass(frozen=True, slots=True)
class Worded:
    """A purpose as it counts at a host: in the host's words or, at ``version`` 0, as shipped."""

    key: str
    basis: Basis
    title: Text
    text: Text
    version: int
    audience: Audience
    groups: tuple[Group, ...] = ()
    consented: int = 0
    consented_before: int = 0

    @property
    def is_consent(self) -> bool:
        return self.basis == Basis.CONSENT


@dataclass(frozen=True, slots=True)
class Kept:
    """What counts for a group of fields at a host."""

    group: Group
    widest: Audience
    days: int | None


def in_all_languages(words: object) -> Text:
    """Words that are translated in the house, as a text in all languages."""
    versions = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            versions[code] = str(words)
    return Text.of(**versions)


def purposes(host: Host) -> list[Worded]:
    """All purposes of a host: those shipped, in its own words where it has any, and its own."""
    latest = _latest(host)
    counts = _counts(host, latest)
    own = {purpose.key: purpose for purpose in Purpose.objects.filter(host=host)}
    shipped = personal.purposes()
    found = []
    for key in [*shipped, *(key for key in own if key not in shipped)]:
        groups = tuple(group for group in personal.groups() if group.purpose == key)
        text = latest.get(key)
        current, before = counts.get(key, (0, 0))
        if text is not None:
            basis = Basis(own[key].basis)
            words = (basis, text.title, text.text, text.version, Audience(text.audience))
            found.append(Worded(key, *words, groups, current, before))
        elif key in shipped:
            found.append(_as_shipped(shipped[key], own.get(key), groups))
    return found


def purpose(host: Host, key: str) -> Worded | None:
    """One of them."""
    return next((one for one in purposes(host) if one.key == key), None)


def _as_shipped(shipped: personal.Purpose, own: Purpose | None, groups: tuple[Group, ...]) -> Worded:
    audience = max((group.audience for group in groups), default=Audience.HOST)
    basis = Basis(own.basis) if own is not None else shipped.basis
    return Worded(
        shipped.key, basis, in_all_languages(shipped.title), in_all_languages(shipped.says), 0, audience, groups
    )


def _latest(host: Host) -> dict[str, PurposeText]:
    rows = PurposeText.objects.filter(purpose__host=host).select_related("purpose").order_by("version")
    return {row.purpose.key: row for row in rows}


def _counts(host: Host, latest: Mapping[str, PurposeText]) -> dict[str, tuple[int, int]]:
    """For each purpose how many consents count, to its latest version and to older ones."""
    rows = Consent.objects.filter(purpose__host=host, withdrawn_at=None, user__isnull=False).order_by()
    counts: dict[str, tuple[int, int]] = {}
    for key, version, number in rows.values_list("purpose__key", "text__version").annotate(number=Count("pk")):
        current, before = counts.get(key, (0, 0))
        is_latest = version == latest[key].version
        counts[key] = (current + number, before) if is_latest else (current, before + number)
    return counts


def _open() -> Q:
    return Q(consents__withdrawn_at=None, consents__user__isnull=False)


def versions(host: Host, key: str) -> QuerySet[PurposeText]:
    """All versions of a purpose, the latest first, with how many consents to each count."""
    rows = PurposeText.objects.filter(purpose__host=host, purpose__key=key).select_related("published_by")
    return rows.annotate(consented=Count("consents", filter=_open()))


def consents(user: User) -> QuerySet[Consent]:
    """All that she has ever consented to."""
    return Consent.objects.filter(user=user).select_related("purpose__host", "text", "given_by", "withdrawn_by")


def hosts_of(user: User) -> QuerySet[Host]:
    """Hosts with which she has to do."""
    return Host.objects.filter(memberships__user=user).distinct().order_by("name")


def kept(host: Host) -> list[Kept]:
    """What counts for each group at a host."""
    own = {rule.group: rule for rule in GroupRule.objects.filter(host=host)}
    return [_kept(group, own.get(group.key)) for group in personal.groups()]


def _kept(group: Group, rule: GroupRule | None) -> Kept:
    widest = group.widest if rule is None or rule.widest is None else Audience(min(rule.widest, group.widest))
    if group.retention is None:
        return Kept(group, widest, None)
    days = group.retention.days if rule is None or rule.days is None else rule.days
    return Kept(group, widest, min(max(days, group.retention.least), group.retention.most))


def requests(host: Host) -> QuerySet[Request]:
    """What was asked of a host: what is open first, the most urgent on top."""
    rows = Request.objects.filter(host=host).select_related("answered_by")
    return rows.annotate(is_open=Q(state=RequestState.OPEN)).order_by("-is_open", "due_on", "pk")


def late(rows: Iterable[Request], today: date) -> int:
    """How many are open past their day."""
    return sum(row.state == RequestState.OPEN and row.due_on < today for row in rows)


def proofs(host: Host) -> QuerySet[Proof]:
    """What went at a host, the latest first."""
    return Proof.objects.filter(scope=host.slug).order_by("-at", "-pk")
