"""Who marks whom at a made-up forum, how strongly, and what those marked say to it. Chance without a random number:
each decision is a hash of what it is about, so the marks stay the same when something else is added.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from handschlag.meetings.states import WishLevel, WishState
from handschlag.site.demo.reading import Firm, Forum

Pair = tuple[str, str]

NEAR, RELATED = 3.0, 1.2
"""What the same sector counts between two firms, and each further field that both know."""
CHANCE = 1.6
"""What chance adds at most; enough to let firms of different sectors find each other now and then."""
SAXONS_ASK = 0.55
"""The share of one-sided marks that come from the first side."""
MOST_MUTUAL = 3
"""Of one firm."""
ACCEPTED = 0.5
"""The share of one-sided marks that have been accepted."""
ANSWERED_BY_VETO = 10
"""So many vetoes are directed at firms that marked the one who vetoes."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One organisation's wish, as it stands when the demonstration begins."""

    asker: str
    asked: str
    level: WishLevel = WishLevel.POSSIBLE
    state: WishState = WishState.OPEN
    message: str = ""
    language: str = ""


def marks(forum: Forum) -> list[Mark]:
    """All marks of a forum, in an order that stays the same."""
    firms = {firm.key: firm for firm in forum.firms}
    wanted = forum.facts["marks"]
    arranged = [Mark(one["asker"], one["asked"], WishLevel(one["level"])) for one in forum.facts.get("arranged", ())]
    fit = _fit(forum)
    pairs = [pair for pair in sorted(fit, key=fit.__getitem__, reverse=True) if pair not in _pairs(arranged, fit)]
    mutual = _mutual(pairs, wanted["mutual"])
    number = sum(wanted[level] for level in ("must", "want", "possible")) - len(arranged) - 2 * len(mutual)
    single = _single([pair for pair in pairs if pair not in mutual], number, firms)
    drawn = [Mark(*pair) for first in sorted(mutual) for pair in (first, first[::-1])] + single
    levelled = [*arranged, *_levelled(drawn, arranged, fit, wanted)]
    answered = list(_answered(levelled, mutual, wanted["declined"]))
    return [*_worded(answered, firms), *_vetoes(answered, pairs, wanted["no"])]


def dice(*about: str) -> float:
    """From 0 up to 1, always the same for the same words."""
    return int.from_bytes(hashlib.sha256("/".join(about).encode()).digest()[:6], "big") / 2**48


def _fit(forum: Forum) -> dict[Pair, float]:
    """How well a firm of the first side and one of the other fit."""
    ours, *others = (side["key"] for side in forum.facts["sides"])
    return {
        (one.key, other.key): _affinity(one, other) + CHANCE * dice("fit", one.key, other.key)
        for one in forum.firms
        if one.side == ours
        for other in forum.firms
        if other.side in others
    }


def _affinity(one: Firm, other: Firm) -> float:
    shared = set(one.fields) & set(other.fields)
    return NEAR * (one.fields[0] == other.fields[0]) + RELATED * len(shared)


def _pairs(found: Iterable[Mark], fit: Mapping[Pair, float]) -> set[Pair]:
    """The pairs of some marks, each as ``fit`` names it."""
    named = ((mark.asker, mark.asked) for mark in found)
    return {pair if pair in fit else pair[::-1] for pair in named}


def _mutual(pairs: Iterable[Pair], number: int) -> set[Pair]:
    """Those who mark each other: the best fitting, but nobody too often."""
    found: set[Pair] = set()
    often: Counter[str] = Counter()
    for pair in pairs:
        if len(found) < number and all(often[one] < MOST_MUTUAL for one in pair):
            found.add(pair)
            often.update(pair)
    return found


def _single(pairs: Iterable[Pair], number: int, firms: Mapping[str, Firm]) -> list[Mark]:
    """One-sided marks, the best fitting first; how many a firm sends and gets is a matter of its own."""
    found: list[Mark] = []
    sent: Counter[str] = Counter()
    got: Counter[str] = Counter()
    for pair in pairs:
        asker, asked = pair if dice("asks", *pair) < SAXONS_ASK else pair[::-1]
        if len(found) < number and sent[asker] < _zeal(asker) and got[asked] < _renown(firms[asked]):
            found.append(Mark(asker, asked))
            sent[asker] += 1
            got[asked] += 1
    return found


def _zeal(key: str) -> int:
    """How many one-sided marks a firm sends at most."""
    return 1 + int(5 * dice("zeal", key))


def _renown(firm: Firm) -> int:
    """How many it gets at most: few get many."""
    return 2 + int(13 * dice("renown", firm.key) ** 3)


def _levelled(
    drawn: list[Mark], arranged: list[Mark], fit: Mapping[Pair, float], wanted: Mapping[str, int]
) -> Iterator[Mark]:
    """Give the levels out, the strongest to those who fit best, as often as wanted in all."""
    given = Counter(mark.level for mark in arranged)
    strongest_first = (WishLevel.MUST, WishLevel.WANT, WishLevel.POSSIBLE)
    left = [level for level in strongest_first for _ in range(wanted[level] - given[level])]

    def strength(mark: Mark) -> float:
        pair = (mark.asker, mark.asked)
        return fit[pair if pair in fit else pair[::-1]] + 3 * dice("level", *pair)

    for mark, level in zip(sorted(drawn, key=strength, reverse=True), left, strict=True):
        yield replace(mark, level=level)


def _answered(found: list[Mark], mutual: set[Pair], declined: int) -> Iterator[Mark]:
    """What those marked have said so far. Those who marked each other have said yes by it."""
    order = sorted(found, key=lambda mark: dice("declined", mark.asker, mark.asked))
    one_sided = [mark for mark in order if not _is_of(mark, mutual) and mark.level != WishLevel.MUST]
    no = {(mark.asker, mark.asked) for mark in one_sided[:declined]}
    for mark in found:
        if (mark.asker, mark.asked) in no:
            yield replace(mark, state=WishState.DECLINED)
        elif _is_of(mark, mutual) or dice("accepted", mark.asker, mark.asked) < ACCEPTED:
            yield replace(mark, state=WishState.ACCEPTED)
        else:
            yield mark


def _is_of(mark: Mark, pairs: set[Pair]) -> bool:
    return (mark.asker, mark.asked) in pairs or (mark.asked, mark.asker) in pairs


def _worded(found: list[Mark], firms: Mapping[str, Firm]) -> Iterator[Mark]:
    """Let each firm write its sentences to those whom it wants most."""
    unsaid = {key: list(firm.asks) for key, firm in firms.items()}
    rank = list(WishLevel)
    for mark in sorted(found, key=lambda mark: (rank.index(mark.level), dice("words", mark.asker, mark.asked))):
        if unsaid[mark.asker]:
            language, words = unsaid[mark.asker].pop(0)
            yield replace(mark, message=words, language=language)
        else:
            yield mark


def _vetoes(found: list[Mark], pairs: list[Pair], number: int) -> Iterator[Mark]:
    """Those who do not want each other: some answer a mark so, most are competitors who have no mark at all."""
    order = sorted(found, key=lambda mark: dice("veto", mark.asker, mark.asked))
    marked = {(mark.asker, mark.asked) for mark in found}
    weak = [mark for mark in order if mark.level == WishLevel.POSSIBLE and mark.state == WishState.OPEN]
    answers = [mark for mark in weak if (mark.asked, mark.asker) not in marked][: min(ANSWERED_BY_VETO, number // 3)]
    for mark in answers:
        yield Mark(mark.asked, mark.asker, WishLevel.NO)
    strangers = [pair for pair in pairs if pair not in marked and pair[::-1] not in marked]
    for pair in sorted(strangers, key=lambda pair: dice("stranger", *pair))[: number - len(answers)]:
        yield Mark(*(pair if dice("who", *pair) < SAXONS_ASK else pair[::-1]), level=WishLevel.NO)
