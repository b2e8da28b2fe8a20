"""Is the chain as it was written?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from handschlag.foundation.audit import sealing
from handschlag.foundation.audit.erasing import ERASED
from handschlag.foundation.models import AuditEntry, AuditHead

AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong at an entry (0: with the head), for whoever looks after the site."""

    number: int
    says: str


def head() -> tuple[int, str]:
    """Number and hash of the last entry, to be noted elsewhere; 0 and empty before the first."""
    found = AuditHead.objects.first()
    return (found.number, found.hash) if found is not None else (0, "")


def verify() -> Iterator[Fault]:
    """Yield everything at which the chain is not as it was written; nothing when all is well.

    Needs no lock: what is added meanwhile lies between the head as it was before and as it is afterwards.
    """
    before = list(AuditHead.objects.all())
    number, last = 0, ""
    hashes = {0: ""}
    erased: set[tuple[int, str]] = set()
    announced: set[tuple[int, str]] = set()
    for entry in AuditEntry.objects.order_by("number", "pk").iterator(chunk_size=AT_ONCE):
        yield from _broken_links(entry, number, last)
        yield from _broken_words(entry)
        erased |= {(entry.number, part) for part in entry.seals if part not in entry.words}
        announced |= set(_announced(entry))
        number, last = entry.number, entry.hash
        if before and number == before[0].number:
            hashes[number] = last
    for missing, part in sorted(erased - announced):
        yield Fault(missing, f"the words of {part} are gone, and no entry says that they were erased")
    yield from _broken_head(before, hashes, number)


def _broken_links(entry: AuditEntry, number: int, last: str) -> Iterator[Fault]:
    if entry.number != number + 1:
        yield Fault(entry.number, f"follows number {number}: entries are missing or were put in")
    if entry.previous != last:
        yield Fault(entry.number, "does not follow from the entry before it")
    if entry.hash != sealing.link(entry):
        yield Fault(entry.number, "was changed")


def _broken_words(entry: AuditEntry) -> Iterator[Fault]:
    for part, words in entry.words.items():
        if not _fits(words, entry.seals.get(part)):
            yield Fault(entry.number, f"the words of {part} were changed")


def _fits(words: Any, seal: Any) -> bool:
    return isinstance(words, dict) and {"salt", "text"} == set(words) and sealing.seal(words) == seal


def _announced(entry: AuditEntry) -> Iterator[tuple[int, str]]:
    if entry.verb == ERASED and isinstance(facts := entry.words.get("facts"), dict):
        for number, parts in facts.get("text", {}).get("erased", []):
            yield from ((number, part) for part in parts)


def _broken_head(before: list[AuditHead], hashes: Mapping[int, str], number: int) -> Iterator[Fault]:
    """``hashes`` has the hash at the number of the head as it was before; ``number`` is the last that was read."""
    after = list(AuditHead.objects.all())
    if not after and not number:
        return  # nothing was ever written
    if len(after) != 1:
        yield Fault(0, f"there are {len(after)} heads, and one is right")
    for one in before:
        if hashes.get(one.number) != one.hash:
            yield Fault(0, f"the head says that entry {one.number} is the last, and no such entry is there")
    for one in after:
        if one.number < number:
            yield Fault(0, f"the head says that entry {one.number} is the last, and {number} is")
        if not sealing.is_signed(one.number, one.hash, one.signature):
            yield Fault(0, "the head is not signed with the secret key of this site")
