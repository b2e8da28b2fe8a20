"""Reading the words of hosts, and whom a letter to many would reach."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, OuterRef, QuerySet, Subquery
from django.db.models.expressions import Combinable

from handschlag.events.models import Host
from handschlag.foundation.enclosed import enclosed
from handschlag.foundation.letters import Kind, Sender, all_kinds
from handschlag.foundation.models import MailState
from handschlag.foundation.outbox import dead, queries
from handschlag.foundation.prepared import Prepared
from handschlag.mail.audiences import Recipient, audience_of
from handschlag.mail.models import Mailing, MailText


@dataclass(frozen=True, slots=True)
class Reach:
    """Whom a letter to many reaches, and whom it does not: nobody is written to twice."""

    reached: tuple[Recipient, ...]
    without: tuple[Recipient, ...]
    dead: tuple[Recipient, ...]

    @property
    def languages(self) -> dict[str, int]:
        """How many read which language, the most first."""
        return dict(Counter(one.language for one in self.reached).most_common())


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a released letter is."""

    all: int
    sent: int
    waiting: int
    not_sent: int

    @property
    def is_over(self) -> bool:
        return not self.waiting


@dataclass(frozen=True, slots=True)
class Worded:
    """A kind of letter, and the languages in which the host says it in its own words."""

    kind: Kind
    own: tuple[str, ...]


def sender(scope: str) -> Sender | None:
    """Who writes in the name of a host."""
    return next((Sender(name, address) for name, address in _SENDERS.ask(slug=scope)), None)


_SENDERS: Prepared[tuple[str, str]] = Prepared(
    lambda slug: Host.objects.filter(slug=slug).order_by().values_list("name", "address"), slug=CharField()
)


def wording(scope: str, kind: str, language: str) -> tuple[str, str] | None:
    """The words that a host has chosen for a kind of letter."""
    texts = MailText.objects.filter(host__slug=scope, kind=kind, language=language)
    return texts.order_by("pk").values_list("subject", "body").first()


def letter(scope: str, kind: str, language: str) -> tuple[Sender, tuple[str, str]] | None:
    """Who writes in the name of a host, and in which words; empty ones where it has chosen none."""
    for name, address, chosen in _LETTERS.ask(scope=scope, kind=kind, language=language):
        return Sender(name, address), _words(chosen)
    return None


def words_of(host: Combinable, kinds: Sequence[Combinable | str], language: Combinable) -> Subquery:
    """What a host has chosen for kinds of letter, to be asked for with something else; ``letter_by`` reads it."""
    texts = MailText.objects.filter(host=host, kind__in=kinds, language=language)
    return enclosed(texts, "id", "kind", "subject", "body")


def letter_by(host: Host, chosen: Iterable[Mapping[str, Any]]) -> tuple[Sender, tuple[str, str]]:
    """The same as ``letter``, of a host that is at hand; ``chosen`` for this kind."""
    return Sender(host.name, host.address), _words(chosen)


def _words(chosen: Iterable[Mapping[str, Any]]) -> tuple[str, str]:
    words = min(chosen, key=lambda one: one["id"], default={"subject": "", "body": ""})
    return words["subject"], words["body"]


def _letters(scope: Combinable, kind: Combinable, language: Combinable) -> QuerySet[Host, Any]:
    words = words_of(OuterRef("pk"), [kind], language)
    return Host.objects.filter(slug=scope).order_by().annotate(words=words).values_list("name", "address", "words")


_LETTERS: Prepared[tuple[str, str, list[dict[str, Any]]]] = Prepared(
    _letters, **dict.fromkeys(("scope", "kind", "language"), CharField())
)


def worded(host: Host) -> list[Worded]:
    """All kinds of letter that hosts can say in other words."""
    own: dict[str, list[str]] = {}
    for kind, language in MailText.objects.filter(host=host).order_by("language").values_list("kind", "language"):
        own.setdefault(kind, []).append(language)
    return [Worded(kind, tuple(own.get(kind.key, ()))) for kind in all_kinds() if kind.is_editable]


def reach(mailing: Mailing) -> Reach:
    """Whom the letter would reach if it was released now."""
    people = {one.email.lower() or f"?{number}": one for number, one in enumerate(_people(mailing))}
    gone = dead.among(people)
    return Reach(
        reached=tuple(one for key, one in people.items() if one.email and key not in gone),
        without=tuple(one for one in people.values() if not one.email),
        dead=tuple(one for key, one in people.items() if key in gone),
    )


def progress(mailing: Mailing) -> Progress:
    """How many of its mails have gone out."""
    number = queries.of_group(mailing.group)
    whole = len(mailing.recipients)
    sent = sum(number.get(state, 0) for state in (MailState.SENT, MailState.KEPT, MailState.BOUNCED))
    not_sent = sum(number.get(state, 0) for state in (MailState.FAILED, MailState.STOPPED))
    return Progress(whole, sent, whole - sent - not_sent, not_sent)


def _people(mailing: Mailing) -> Iterable[Recipient]:
    return audience_of(mailing.audience).people(mailing.host, mailing.event)
