"""Texts as vectors of a model that an operator has put into a folder. Nothing is ever downloaded.

The matcher does without. Who has a model that understands sentences can plug it in: anything that keeps
``EmbeddingBackend``. Vectors are kept with the fingerprint of what made them, so that those of two models never mix.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np

from handschlag.engine.matching.arrays import Floats, unit

WORD = re.compile(r"[^\W_]+")
WORDS, VECTORS = "words.txt", "vectors.npy"


class EmbeddingBackend(Protocol):
    """What turns texts into vectors."""

    @property
    def dim(self) -> int:
        """Numbers in a vector."""
        ...

    @property
    def fingerprint(self) -> str:
        """Another one for every other model, and for every other way of using it."""
        ...

    def encode(self, texts: Sequence[str], *, language: str) -> Floats:
        """(texts, dim), each of length one; zeros for a text that says nothing."""
        ...


class WordVectors:
    """Static vectors of words or pieces of words, as fastText and model2vec have them: a text is their mean.

    The folder holds ``words.txt``, one word a line, and ``vectors.npy``, (words, dim). A word that is not there counts
    by the longest beginning that is, of four letters at least.
    """

    def __init__(self, folder: Path) -> None:
        """Raises ``ValueError`` with a sentence if the folder holds no such model."""
        words = _read(folder / WORDS).decode("utf-8", errors="replace").split("\n")
        self._row = {word.casefold(): row for row, word in enumerate(words) if word}
        self._vectors = _array(folder / VECTORS)
        if len(self._vectors) != len([word for word in words if word]):
            raise ValueError(
                f"{folder}: {len(self._row)} words and {len(self._vectors)} vectors do not belong together"
            )
        self.fingerprint = _fingerprint(folder)

    @property
    def dim(self) -> int:
        return int(self._vectors.shape[1])

    def encode(self, texts: Sequence[str], *, language: str) -> Floats:  # noqa: ARG002
        """The language makes no difference: words of all languages are in one space."""
        means = np.zeros((len(texts), self.dim), dtype=np.float32)
        for number, text in enumerate(texts):
            rows = [row for word in WORD.findall(text.casefold()) if (row := self._known(word)) is not None]
            if rows:
                means[number] = self._vectors[rows].mean(axis=0)
        return unit(means)

    def _known(self, word: str) -> int | None:
        beginnings = (word[:length] for length in range(len(word), min(4, len(word)) - 1, -1))
        return next((self._row[one] for one in beginnings if one in self._row), None)


def _fingerprint(folder: Path) -> str:
    parts = [hashlib.sha256(_read(folder / name)).hexdigest() for name in (WORDS, VECTORS)]
    return "words-1:" + hashlib.sha256(" ".join(parts).encode()).hexdigest()[:32]


def _array(path: Path) -> Floats:
    try:
        found = np.load(path, allow_pickle=False)
    except (OSError, ValueError, EOFError) as wrong:
        raise ValueError(f"{path}: expected an array of numpy: {wrong}") from None
    if not isinstance(found, np.ndarray) or found.ndim != 2 or found.dtype.kind != "f":
        raise ValueError(f"{path}: expected an array of numbers with two dimensions")
    vectors: Floats = found.astype(np.float32)
    if not np.isfinite(vectors).all():
        raise ValueError(f"{path}: holds numbers that are not finite")
    return vectors


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as wrong:
        raise ValueError(f"{path}: cannot be read: {wrong.strerror or wrong}") from None
