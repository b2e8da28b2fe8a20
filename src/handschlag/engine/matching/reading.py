"""Profiles as the matcher sees them: what was recognised in each, as vectors, with codes that we know."""

from __future__ import annotations

import copy
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, cached_property, partial
from typing import TypeAlias

import numpy as np

from handschlag.engine.matching import concepts, editions, taxonomy, titles, tokens
from handschlag.engine.matching.arrays import Flags, Floats, marked, unit
from handschlag.engine.matching.classes import ClassSpace
from handschlag.engine.matching.concepts import ConceptBase
from handschlag.engine.matching.editions import Correspondence, Edition
from handschlag.engine.matching.processes import in_turn, shared
from handschlag.engine.matching.profile import Market, Participant, Profile
from handschlag.engine.matching.recognition import Recognised, Recogniser
from handschlag.engine.matching.spreading import ConceptSpace
from handschlag.engine.matching.taxonomy import DIVISION, GROUP, Taxonomy
from handschlag.engine.matching.ways import Ways

AT_ONCE = 64
"""Texts that are spread together: more take more memory and are no faster."""
LARGE_SHARE = 0.2
"""Rows beside each other that are kept as one when they were asked for: a side of a market has so many."""
SHARED_FROM, EACH = 512, 256
"""With fewer texts, all in all or for each, it is done sooner than processes have been made and have loaded words."""
CLEAR = 0.3
"""A concept recognised less surely counts, but is not quoted."""


_Part: TypeAlias = tuple[str, list[int]]
"""A language, and where texts in it stand."""


@dataclass(frozen=True)
class Readings:
    """Profiles in the order in which they were given.

    Attributes
    ----------
    languages : in which each text was read
    clear : the concepts that each text clearly speaks of
    said : (profiles,) of how much each text speaks: the sum of how surely each concept is meant
    vectors : (profiles, concepts), rows of length one, or zero where nothing was recognised
    likeness : (profiles, classes), how much each text belongs to each class, the likeliest 1
    codes : known codes of each profile
    """

    profiles: tuple[Profile, ...]
    languages: tuple[str, ...]
    clear: tuple[tuple[Recognised, ...], ...]
    said: Floats
    vectors: Floats
    likeness: Floats
    codes: tuple[tuple[str, ...], ...]
    _views: dict[tuple[int, int], Readings] = field(default_factory=dict, init=False, repr=False, compare=False)
    _marks: dict[int, Floats] = field(default_factory=dict, init=False, repr=False, compare=False)

    def of(self, chosen: Sequence[int]) -> Readings:
        """Some of them, by their places."""
        places = list(chosen)
        if not places or places != [*range(places[0], places[-1] + 1)]:
            return self._some(places, places)
        if len(places) == len(self.profiles):
            return self
        rows = slice(places[0], places[-1] + 1)  # a market's vectors are most of what is held: no second time
        if len(places) < LARGE_SHARE * len(self.profiles):
            return self._some(places, rows)
        # A side of a market, which is asked for again and again.
        if (rows.start, rows.stop) not in self._views:
            self._views[rows.start, rows.stop] = self._some(places, rows)
        return self._views[rows.start, rows.stop]

    def _some(self, places: Sequence[int], rows: Sequence[int] | slice) -> Readings:
        return Readings(
            tuple(self.profiles[one] for one in places),
            tuple(self.languages[one] for one in places),
            tuple(self.clear[one] for one in places),
            self.said[rows],
            self.vectors[rows],
            self.likeness[rows],
            tuple(self.codes[one] for one in places),
        )

    @property
    def speaks(self) -> Flags:
        """(profiles,) which texts say anything that we know."""
        says: Flags = self.said > 0
        return says

    @cached_property
    def trade(self) -> Floats:
        """``likeness`` with rows of length one."""
        return unit(self.likeness)

    def forget(self) -> None:
        """Let go of what was kept for whoever asks again."""
        self._views.clear()
        self._marks.clear()
        self.__dict__.pop("trade", None)

    def on_tree(self, classes: Taxonomy, length: int) -> Floats:
        """``on_tree`` of their codes."""
        if length not in self._marks:
            self._marks[length] = on_tree(self.codes, classes, length)
        return self._marks[length]

    def and_also(self, more: Readings) -> Readings:
        """These profiles and then others."""
        return Readings(
            self.profiles + more.profiles,
            self.languages + more.languages,
            self.clear + more.clear,
            np.concatenate([self.said, more.said]),
            np.concatenate([self.vectors, more.vectors]),
            np.concatenate([self.likeness, more.likeness]),
            self.codes + more.codes,
        )


class Reader:
    """Everything that is loaded once: the words, what they stand for, and the classes.

    ``editions`` is what Rev. 2.1 calls the classes; without it the one that is shipped, read when it is needed.
    """

    def __init__(self, base: ConceptBase, classes: Taxonomy, editions: Correspondence | None = None) -> None:
        self.base, self.taxonomy, self._editions = base, classes, editions
        self.recogniser = Recogniser(base)
        self.space = ConceptSpace(base)

    @cached_property
    def classes(self) -> ClassSpace:
        return ClassSpace(self.base, self.recogniser, self.space, self.taxonomy)

    @cached_property
    def ways(self) -> Ways:
        return Ways(self.base)

    def read(self, profiles: Sequence[Profile], *, processes: int = 1) -> Readings:
        """Profiles as vectors, each text by itself: what others write changes nothing.

        Several ``processes`` share many texts by their languages: each loads only the words that it needs.
        """
        languages = [tokens.language_of(profile.text, profile.lang) for profile in profiles]
        is_shared = processes > 1 and len(profiles) >= SHARED_FROM
        parts = _parts(languages, min(processes, len(profiles) // EACH) if is_shared else 1)
        zeros = shared if is_shared else _zeros
        vectors, likeness = zeros(len(profiles), self.space.n), zeros(len(profiles), len(self.taxonomy.classes))
        clear: list[tuple[Recognised, ...]] = [()] * len(profiles)
        said = np.zeros(len(profiles), dtype=np.float32)
        found = in_turn(
            partial(self._read, profiles, parts, vectors, likeness, self.classes),
            len(parts),
            processes=len(parts) if is_shared else 1,
        )
        for (_, places), rows in zip(parts, found, strict=True):
            for place, row in zip(places, rows, strict=True):
                clear[place], said[place] = row
        most = likeness.max(axis=1, keepdims=True, initial=0)
        np.divide(likeness, most, out=likeness, where=most > 0)
        codes = tuple(self.known(profile.codes) for profile in profiles)
        return Readings(tuple(profiles), tuple(languages), tuple(clear), said, vectors, likeness, codes)

    def _read(
        self,
        profiles: Sequence[Profile],
        parts: Sequence[_Part],
        vectors: Floats,
        likeness: Floats,
        classes: ClassSpace,
        number: int,
    ) -> list[tuple[tuple[Recognised, ...], float]]:
        """Fill the rows of one part; of each, what its text clearly speaks of, and how much it says."""
        language, places = parts[number]
        told = []
        for start in range(0, len(places), AT_ONCE):
            some = places[start : start + AT_ONCE]
            words = [tokens.every_word(profiles[one].text, language) for one in some]
            found = [self.recogniser.spoken(one, language) for one in words]
            active = self.space.active(found)
            vectors[some] = self.space.vectors(active)
            likeness[some] = classes.by_words(words, language) + classes.by_concepts(active)
            told += [(tuple(row.above(CLEAR)), float(row.strengths.sum())) for row in found]
        return told

    def known(self, written: Sequence[str]) -> tuple[str, ...]:
        """Codes of Rev. 2 as we write them, for those of Rev. 2.1 all that they were before.

        Those that do not exist are left out.
        """
        return tuple(dict.fromkeys(code for one in written for code in self._in_rev2(one)))

    def _in_rev2(self, written: str) -> list[str]:
        edition, rest = editions.told_apart(written) if ":" in written else (Edition.REV2, written)
        if edition is Edition.REV21:
            found = (self._editions or editions.shipped()).in_rev2(rest)
        else:
            found = (rest,)
        return [code for one in found if (code := self.taxonomy.known(one)) is not None]

    def in_rev2(self, market: Market) -> Market:
        """The market with all codes that name an edition written as those of Rev. 2; the same one where none does."""
        people = tuple(self._participant_in_rev2(one) for one in market.participants)
        return market if people == market.participants else replace(market, participants=people)

    def _participant_in_rev2(self, one: Participant) -> Participant:
        if not any(":" in code for codes in (one.codes, *(row.codes for row in one.profiles)) for code in codes):
            return one
        profiles = tuple(replace(row, codes=self.known(row.codes)) for row in one.profiles)
        return replace(one, codes=self.known(one.codes), profiles=profiles)

    def given(self, *, titles_in: Iterable[str] = (), editions_in: str | None = None) -> Reader:
        """The same reader with what an operator brings along: files with titles, and one of editions.

        Raises
        ------
        ValueError
            With file and line for what is wrong in them; ``OSError`` if one cannot be read.
        """
        reader = copy.copy(self)
        reader.taxonomy = titles.added(self.taxonomy, titles_in)
        reader._editions = self._editions if editions_in is None else editions.load(editions_in)
        return reader

    def unbridged(self, text: str, language: str) -> list[str]:
        """The words of a text that stand in no label: what nobody could be found by."""
        spoken = tokens.language_of(text, language)
        vocabulary = self.recogniser.vocabulary(spoken)
        unknown = [word.text for word in tokens.words(text, spoken) if not vocabulary.knows(word.text)]
        return list(dict.fromkeys(unknown))


def shipped(*, titles: Iterable[str] = (), editions: str | None = None) -> Reader:
    """The reader with what comes with the product, and perhaps files of an operator (see ``Reader.given``)."""
    return _shipped().given(titles_in=titles, editions_in=editions) if titles or editions else _shipped()


@cache
def _shipped() -> Reader:
    return Reader(concepts.shipped(), taxonomy.shipped())


def on_tree(codes: Sequence[Sequence[str]], classes: Taxonomy, length: int) -> Floats:
    """(profiles, branches): 1 where a profile has a code on this branch, cut to ``length`` letters.

    A code that is shorter than a branch lies on none: who names a group has not named a class.
    """
    branches = classes.branches[length]
    cells = (
        (row, branches.get(code[:length])) for row, found in enumerate(codes) for code in found if len(code) >= length
    )
    return marked(((row, branch) for row, branch in cells if branch is not None), (len(codes), len(branches)))


LEVELS = (DIVISION, GROUP, 5)


def _parts(languages: Sequence[str], processes: int) -> list[_Part]:
    """The places of each language, in as many parts that none is more than its share of the work."""
    most = -(-len(languages) // processes)
    places: defaultdict[str, list[int]] = defaultdict(list)
    for place, language in enumerate(languages):
        places[language].append(place)
    return [
        (language, [int(one) for one in some])
        for language, held in places.items()
        for some in np.array_split(held, -(-len(held) // most))
    ]


def _zeros(*shape: int) -> Floats:
    return np.zeros(shape, dtype=np.float32)
