"""Folds words, so that all who spell one in their own way find the same: "Cheliabinsk", "Tscheljabinsk", "Челябинск".

A word becomes one or more *forms*, spellings in a few Latin letters that stand for sounds, and from these its *keys*,
the forms without their endings. Two words are taken for the same if they share a key. Which word was meant is not
known, so a spelling that can be read in two ways has two forms ("ch" as in Chelyabinsk and as in Charkow).

======  =====================================================================================================
sound   spelled
======  =====================================================================================================
c       ж ч ш щ ҷ; zh sh ch shch (English, BGN/PCGN), sch tsch schtsch dsch (German), ž č š ŝ (ISO 9, scholarly),
        shh (GOST 7.79 B), tch (French), cz (Polish); also дж, and j as in Azerbaijan
h       х һ ҳ; kh, h, ch as in Charkow, x as in GOST 7.79 B; nothing before a consonant (Mühle and Мюле)
s       з с ц ѕ; s z ß ts tz, and c before e, i and y
k v f   к қ and k c ck q; в and v w, also at the end as -ow, -off; ф and f ph, also v that begins a German word
a o u   а я ә; ä ae ya ja ia â · о ө ё; ö oe yo jo · у ю ұ ү ў ӯ; ü ue yu ju iu û ou
e       е э є ё; ye je è; ей ай ei ai are one, and so are ев, ав and eu, au before a consonant (Европа and Europa)
i       и й і ї ы ӣ; i j y ĭ; nothing before another vowel, so that ia, ya and ja are one
======  =====================================================================================================

Soft and hard signs, apostrophes, accents and doubled letters count for nothing. Ends are taken off as they come in
German, English and Russian: vowels always, endings such as -en, -er, -ами and -ого beside the whole word, for a name
may end so, too. Other scripts are kept letter by letter and found as they are written.

Sources: ISO 9:1995 (GOST 7.79-2000 A) and GOST 7.79-2000 B; BGN/PCGN 1947; ALA-LC 1997; the transcription tables of
Duden for Russian, Ukrainian and Kazakh; Kazakh Latin of 2021. The endings are those of light stemmers (J. Savoy,
"Light stemming approaches for the French, Portuguese, German and Hungarian languages", 2006; L. Dolamic, J. Savoy,
"Indexing and stemming approaches for the Czech and Russian languages", 2009), as far as they leave names alone.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice, product

LONGEST = 40
"""Letters of a word that count."""
LONGEST_FORM = 60
NOTHING = "q"
"""The form of what has no sound at all, such as ь alone; no other form contains this letter."""
MOST_FORMS = 8
SHORTEST_STEM = 3
FORGIVING_FROM, VERY_FORGIVING_FROM = 5, 9
"""Letters of a word in which one slip is forgiven, and two."""

# Accents, apostrophes and soft hyphens do not end a word.
WORD = re.compile("[^\\W_](?:[^\\W_]|[\u0300-\u036f'’ʼʹʺʻ`´\u00ad])*")
SILENT = re.compile("['’ʼʹʺʻ`´\u00ad]")
DIGIT = re.compile(r"\d")
UNKNOWN = re.compile(r"[^A-Za-z0-9]")
TWICE = re.compile(r"([A-Z])\1+")
CARON = frozenset("čšžŝ")

# Capital letters are sounds. Greek ones are spellings that can be read in several ways: see READ_AS.
CYRILLIC = str.maketrans(
    dict(zip("абвгдежзийклмнопрстуфхцчшщыэ", "ABVGDECSIIKLMNOPRSTUFHSCCCIE", strict=True))
    | {"ё": "Ω", "ю": "IU", "я": "IA", "ъ": "", "ь": "", "і": "I", "ї": "I", "є": "IE", "ґ": "G", "ў": "U"}
    | dict(zip("қғңөұүһәҷҳӯӣјљњћђџѓќѕ", "KGNOUUHACHUIILNCCCGKS", strict=True))
)
LATIN = str.maketrans(
    dict(zip("čćçšşŝžđðøłıþə", "CCCCCCCDDOLITA", strict=True)) | {"ë": "Ω", "ö": "Ω", "œ": "Ω", "ä": "Α", "æ": "Α"}
)
READ_AS = {
    "Χ": ("C", "H"),  # ch
    "Ω": ("O", "E"),  # ё, written е more often than not, and ö, which becomes ё
    "Α": ("A", "E"),  # ä, which becomes е
    "Ι": ("I", "C"),  # j
    "Ε": ("E", "I"),  # ie: Kiew, Siemens
    "Ξ": ("KS", "H"),  # x
    "Φ": ("V", "F"),  # v at the beginning: Vogtland
    "Ζ": ("C", "S"),  # cz
    "Γ": ("H", "G"),  # the first h, where somebody asks: Hamburg, Гамбург
    "Δ": ("G", "H"),  # the first г, where somebody asks: Луганск, Luhansk
}
SOUND_SPELLED = {
    "C": "schtsch shtsh shch shh tzsch tsch dsch zsch tsh dsh dzh tch sch sh zh",
    "H": "kh",
    "K": "ck c q",
    "KV": "qu",
    "S": "tz ts zz z",
    "V": "w",
    "I": "y",
    "F": "ph",
    "T": "th dt",
    "R": "rh",
    "G": "gh",
    "Χ": "ch",
    "Ζ": "cz",
    "Ξ": "x",
    "Ι": "j",
    "Ω": "yo jo oe",
    "Α": "ae",
}
SPELLINGS = {spelling: sound for sound, spellings in SOUND_SPELLED.items() for spelling in spellings.split()}
SPELLING = re.compile("|".join(sorted(SPELLINGS, key=len, reverse=True)))
SOFT_C = re.compile(r"c(?=[eiy]|ova?$)")
LONG_IE = re.compile(r"(?<=[A-Z])IE(?=[BCDFGHKLMNPRSTVΧ])")
FIRST_V = re.compile(r"^v")
LAST_FF = re.compile(r"(?<=[eo])ff$")
HUSHED_O = re.compile(r"CO")

SOUNDS = (
    (re.compile(r"[TDS]+C"), "C"),
    (re.compile(r"C(?=[TP])"), "S"),
    (re.compile(r"[TD]S"), "S"),
    (re.compile(r"DT"), "T"),
    (re.compile(r"I(?=[AEOU])"), ""),
    (re.compile(r"([AOU])E"), r"\1"),
    (re.compile(r"OU"), "U"),
    (re.compile(r"AI"), "EI"),
    (re.compile(r"([AE])V(?=[BCDFGHKLMNPRST])"), r"\1U"),
    (re.compile(r"H(?=[BCDFGKLMNPRSTV])"), ""),
    (TWICE, r"\1"),
)
VOWELS = re.compile(r"[aeiou]+$")
ENDINGS = (
    (re.compile(r"(?:ern|en|er|em|es|ami|imi|ogo|ego|omu|emu)$"), 3),
    (re.compile(r"(?:am|om|im|ah|ih)$"), 4),
    (re.compile(r"(?:ov|ev)$"), 5),
)
"""Endings, and how many letters at least stand before them."""
PLURAL_S = re.compile(r"(?<=[^sS])[sS]$")
SHORTEST_BEFORE_S = 4


def words(text: str) -> list[str]:
    """The words of a text in their order, as they are written."""
    return WORD.findall(text)


@lru_cache(maxsize=30_000)
def forms(word: str, *, is_asked: bool = False) -> tuple[str, ...]:
    """How the word sounds, in each way in which it can be read; never empty. Letters a to z and digits only.

    ``is_asked``: somebody looks for it; then h may also stand for г and the other way round.
    """
    spelled = _spelled(word, is_asked=is_asked)
    choices = {sign: readings for sign, readings in READ_AS.items() if sign in spelled}
    read = (_read(spelled, dict(zip(choices, chosen, strict=True))) for chosen in product(*choices.values()))
    return tuple(dict.fromkeys(islice(read, MOST_FORMS)))


@lru_cache(maxsize=30_000)
def keys(word: str, *, is_asked: bool = False) -> tuple[str, ...]:
    """What the word has in common with others that mean the same: its forms without endings, the plainest first."""
    sounds = forms(word, is_asked=is_asked)
    if DIGIT.search(word):
        return sounds
    if len(word) > SHORTEST_BEFORE_S and PLURAL_S.search(word):
        sounds += forms(word[:-1], is_asked=is_asked)
    shorter = (stem for form in sounds for stem in _shorter(form))
    return tuple(dict.fromkeys((*map(_stem, sounds), *shorter)))


def slips(word: str) -> int:
    """How many slips are forgiven in a word: by its letters, and by those of its form, of which enough has to stay."""
    if DIGIT.search(word):
        return 0
    letters, sounds = len(SILENT.sub("", word)), len(forms(word)[0])
    by_letters = (letters >= FORGIVING_FROM) + (letters >= VERY_FORGIVING_FROM)
    return min(by_letters, sounds // 3)


def distance(one: str, other: str, *, most: int) -> int:
    """How many slips lead from one form to the other; ``most + 1`` if more than ``most``.

    A slip is a letter too many, too few or another one, or two neighbours that have changed places (the distance of
    Damerau and Levenshtein in its restricted form).
    """
    if abs(len(one) - len(other)) > most or len(set(one) ^ set(other)) > 2 * most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        before, last, row = row, before, [i]
        for j, facing in enumerate(other, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != facing))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == facing:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)


def _spelled(word: str, *, is_asked: bool) -> str:
    """Sounds, and signs for what can be read in several ways."""
    small = SILENT.sub("", unicodedata.normalize("NFC", word[:LONGEST].casefold()))
    if is_asked:
        small = small.replace("г", "Δ", 1)
    if not CARON.isdisjoint(small):  # scholars write c for ц and ch for х
        small = small.replace("ch", "kh").replace("c", "s")
    latin = "".join(_bare(small.translate(CYRILLIC).translate(LATIN)))
    latin = LAST_FF.sub("v", FIRST_V.sub("Φ", SOFT_C.sub("s", latin)))
    sounds = SPELLING.sub(lambda found: SPELLINGS[found[0]], latin)
    if is_asked:
        sounds = sounds.replace("h", "Γ", 1)
    return HUSHED_O.sub("CΩ", LONG_IE.sub("Ε", sounds.upper()))


def _bare(letters: str) -> Iterator[str]:
    """Letters without their accents; those that we know no sound of become their number."""
    for letter in unicodedata.normalize("NFKD", letters):
        if letter in READ_AS or not UNKNOWN.match(letter):
            yield letter
        elif not unicodedata.combining(letter):
            yield f"U{ord(letter)}"


def _read(spelled: str, chosen: dict[str, str]) -> str:
    read = TWICE.sub(r"\1", "".join(chosen.get(letter, letter) for letter in spelled))
    for pattern, sound in SOUNDS:
        read = pattern.sub(sound, read)
    return (read or NOTHING).lower()[:LONGEST_FORM]


def _stem(form: str) -> str:
    stem = VOWELS.sub("", form)
    return stem if len(stem) >= SHORTEST_STEM else form


def _shorter(form: str) -> Iterator[str]:
    """The form without endings that may also belong to the word itself."""
    for ending, least in ENDINGS:
        found = ending.search(form)
        if found and found.start() >= least:
            yield _stem(form[: found.start()])
