"""Words of a text, folded and stemmed, so that inflected forms and spellings of one word become the same."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

import Stemmer

from handschlag.engine.language.names import INVISIBLE

LANGUAGES = ("de", "en", "ru")
"""Languages for which the words are shipped."""

STEMMERS = {"de": "german", "en": "english", "ru": "russian"}
WORD = re.compile(r"\d+[.,]\d+|[^\W_]+(?:['’][^\W_]+)*")
"""Letters and digits: standards and materials are known by both (ISO 9001, 16MnCr5)."""
LETTER = re.compile(f"(?:{INVISIBLE.pattern})*.[\u0300-\u036f]*", re.DOTALL)
"""A letter with its marks, after what cannot be seen."""
INVISIBLE_END = re.compile(f"(?:{INVISIBLE.pattern})+$|^(?:{INVISIBLE.pattern})+")
LIKE_A_VERB = dict.fromkeys(("ан", "ян", "ал", "ял"), "а") | dict.fromkeys(("ил", "ыл"), "и")
"""Ends of Russian stems that the algorithm takes for those of verbs in some forms (клапан, детали, профили) and not in
others (клапанов, деталь, профилей), with the ending by which it does: so all forms have one stem."""
SHORT_NUMBER = re.compile(r"\d{1,2}")
"""How many, how thick, how long: says nothing about what."""
CYRILLIC, LATIN = re.compile("[\u0400-\u04ff]"), re.compile("[A-Za-z\u00c0-\u024f]")
LOOKS_LATIN, LOOKS_CYRILLIC = "aceopxyijsABCEHIKMOPTXSJ", "асеорхуіјѕАВСЕНІКМОРТХЅЈ"
"""Letters of the two scripts that look the same."""
TO_LATIN, TO_CYRILLIC = (
    str.maketrans(LOOKS_CYRILLIC, LOOKS_LATIN),
    str.maketrans(LOOKS_LATIN, LOOKS_CYRILLIC),
)
SOME = 0.25
"""From this share of Cyrillic words on a text is Russian; others name a firm or a standard in passing."""
MOST_KEPT = 1 << 14
"""Words of which we remember what they are: texts repeat theirs."""
LONGEST_TEXT = 20_000
"""Letters of a text that are read; nobody describes one need in more."""

SMALL = Path(__file__).parent / "words" / "small.tsv"
"""Words to be looked up before they are stemmed, as they are written, in the columns ``language kind unlike words``.

``empty`` stand in every text and say nothing about what is offered or sought. ``everyday`` words are not those of the
trade (``unlike``) whose stem they share: *nahe* has nothing to do with *nähen*, *important* with imports. ``apart``
are the forms of one word of the trade that would share the stem of another one: *сырьё* is no *сыр*, *LED* no *Leder*.
"""
ACRONYM = 4
"""So many capitals at most stand for something: *LED* is not the past of *lead*."""


class Word(NamedTuple):
    """A word as we read it, its place among the words, its stem, and the letters that stand for it in the text."""

    text: str
    place: int
    stem: str
    written: str


def words(text: str, language: str) -> list[Word]:
    """The words of a text that say something, in their order; what cannot be seen is not there."""
    return telling(every_word(text, language), language)


def telling(words: Iterable[Word], language: str) -> list[Word]:
    """Those that say something."""
    return [word for word in words if not is_empty(word.text, language)]


def every_word(text: str, language: str) -> list[Word]:
    """The words of a text with those that say nothing by themselves, but without short numbers."""
    return [
        Word(word, place, stem(word, language), written)
        for place, (word, written) in enumerate(_written(text[:LONGEST_TEXT]))
        if not SHORT_NUMBER.fullmatch(word)
    ]


def said(text: str) -> set[str]:
    """The words of a text in small letters, without short numbers: neither their order nor how often they stand."""
    written = {word for word, _ in _written(text[:LONGEST_TEXT])}
    return {word.casefold() for word in written if not SHORT_NUMBER.fullmatch(word)}


def _written(text: str) -> Iterator[tuple[str, str]]:
    """Each word as it is read, and as it stands in the text with what cannot be seen."""
    shown = INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
    if shown == text:
        for word in WORD.findall(text):
            yield one_script(word), word
        return
    parts = [(one.start(), INVISIBLE.sub("", unicodedata.normalize("NFKC", one[0]))) for one in LETTER.finditer(text)]
    shown = "".join(letters for _, letters in parts)
    begins = [begin for begin, letters in parts for _ in letters] + [len(text)]
    for one in WORD.finditer(shown):
        last = begins[one.end() - 1]
        end = next((begin for begin in begins[one.end() :] if begin > last), len(text))
        yield one_script(one[0]), INVISIBLE_END.sub("", text[begins[one.start()] : end])


def is_visible(text: str) -> bool:
    """Whether there is anything to see."""
    return bool(INVISIBLE.sub("", text).strip())


@lru_cache(MOST_KEPT)
def one_script(word: str) -> str:
    """A word of two scripts in the one that most of its letters belong to, as far as letters look alike."""
    cyrillic, latin = len(CYRILLIC.findall(word)), len(LATIN.findall(word))
    if not cyrillic or not latin:
        return word
    whole = word.translate(TO_LATIN if latin >= cyrillic else TO_CYRILLIC)
    return word if CYRILLIC.search(whole) and LATIN.search(whole) else whole


@lru_cache(MOST_KEPT)
def is_empty(word: str, language: str) -> bool:
    """Whether a word stands in texts of any subject."""
    return SHORT_NUMBER.fullmatch(word) is not None or fold(word) in _listed("empty", language)


@lru_cache(MOST_KEPT)
def is_everyday(word: str, language: str) -> bool:
    """Whether a word only looks like one of the trade: it means something in company, never by itself."""
    is_acronym = word.isupper() and len(word) <= ACRONYM
    return not is_acronym and fold(word) in _listed("everyday", language)


def key(word: str, language: str) -> str:
    """By what a word is looked up: its stem, marked where it is a word of every day."""
    return f"~{stem(word, language)}" if is_everyday(word, language) else stem(word, language)


def small(word: str) -> str:
    """By what a word is looked up that says nothing by itself: "can" is not the can of a factory."""
    return f"={fold(word)}"


def fold(word: str) -> str:
    """Lower case, with one spelling for what is written in two ways (ё and е, ß and ss)."""
    return word.lower().replace("ё", "е").replace("ß", "ss").replace("’", "'")


@lru_cache(MOST_KEPT)
def stem(word: str, language: str) -> str:
    """The stem of a word by the Snowball algorithm of its language; of an unknown language the folded word.

    Words that have to be kept apart from others of the same stem have their first form, marked.
    """
    stemmer, folded = _stemmer(language), fold(word)
    if stemmer is None:
        return folded
    if (apart := _apart(language).get(folded)) is not None:
        return apart
    found = str(stemmer.stemWord(folded))
    if language == "ru" and (ending := LIKE_A_VERB.get(found[-2:])) is not None:
        found = str(stemmer.stemWord(found + ending))
    return found


@cache
def _stemmer(language: str) -> Stemmer.Stemmer | None:
    return Stemmer.Stemmer(STEMMERS[language], 0) if language in STEMMERS else None  # ``stem`` remembers


@cache
def _listed(kind: str, language: str) -> frozenset[str]:
    return frozenset(word for row in _rows(kind, language) for word in row)


@cache
def _apart(language: str) -> Mapping[str, str]:
    return {word: f"+{row[0]}" for row in _rows("apart", language) for word in row}


def _rows(kind: str, language: str) -> list[list[str]]:
    """The folded words of each row of a kind."""
    with SMALL.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t")
        return [fold(row["words"]).split() for row in rows if (row["kind"], row["language"]) == (kind, language)]


def language_of(text: str, stated: str = "") -> str:
    """The language in which to read a text: the stated one where we know it, else by script and small words."""
    if stated in LANGUAGES:
        return stated
    found = [fold(word) for word, _ in _written(text[:LONGEST_TEXT])]
    if sum(CYRILLIC.search(word) is not None for word in found) > SOME * len(found):
        return "ru"
    german = sum(word in _listed("empty", "de") for word in found) + sum(
        "ä" in w or "ö" in w or "ü" in w for w in found
    )
    return "de" if german > sum(word in _listed("empty", "en") for word in found) else "en"
