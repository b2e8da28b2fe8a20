"""What most products do instead: texts are near that share runs of letters, all in one alphabet.

Character n-grams of three to five letters within words, weighted by their rarity among the candidates, cosine.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

CYRILLIC = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"
LATIN = [*"abvgdee", "zh", *"ziyklmnoprstuf", "kh", "ts", "ch", "sh", "shch", "", "y", "", "e", "yu", "ya"]
ALPHABET = str.maketrans(dict(zip(CYRILLIC, LATIN, strict=True)) | {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
LENGTHS = (3, 4, 5)


def grams(text: str) -> Counter[str]:
    """How often each run of letters stands in the words of a text, of which both ends count as letters."""
    words = [f" {word} " for word in re.findall(r"\w+", text.lower().translate(ALPHABET))]
    return Counter(word[at : at + n] for n in LENGTHS for word in words for at in range(len(word) - n + 1))


def likeness(asked: Sequence[str], there: Sequence[str]) -> npt.NDArray[np.float64]:
    """How near each of these texts is to each of those, 0 to 1, (asked, there)."""
    candidates = [grams(text) for text in there]
    seen = Counter(gram for one in candidates for gram in one)
    place = {gram: number for number, gram in enumerate(seen)}
    rarity = np.array([math.log((1 + len(there)) / (1 + count)) + 1 for count in seen.values()])
    queries, documents = (_vectors(rows, place, rarity) for rows in ([grams(text) for text in asked], candidates))
    near: npt.NDArray[np.float64] = queries @ documents.T
    return near


def _vectors(
    rows: Sequence[Counter[str]], place: dict[str, int], rarity: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    found = np.zeros((len(rows), len(place)))
    for number, row in enumerate(rows):
        for gram, count in row.items():
            if gram in place:
                found[number, place[gram]] = 1 + math.log(count)
    found *= rarity
    found /= np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-12)
    return found
