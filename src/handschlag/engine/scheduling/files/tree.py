"""JSON text as a tree of values and back: stricter than the standard library, and laid out to be compared.

Refused besides what is no JSON: a key that stands twice, NaN and Infinity, numbers of absurd length,
half of a surrogate pair, and nesting so deep that nobody wrote it.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from math import isfinite

from handschlag.engine.scheduling.files.sentence import Misfit, quoted

MOST_DIGITS = 20
"""Enough for any 64-bit seed."""
EXACT = 2.0**53
"""Up to here every whole number is a float of its own."""

_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode
_HALF_PAIR = re.compile(r"\\u[dD][89a-fA-F]")
_WANTED = (
    ("Expecting ',' delimiter", "a comma or the end of the list or object"),
    ("Expecting ':' delimiter", "a colon"),
    ("Expecting property name", "a key in double quotes"),
    ("Illegal trailing comma", "a value after the comma"),
    ("Extra data", "the end of the file"),
    ("Unterminated string", "a closing quotation mark for the text"),
    ("Invalid control character", "a text without control characters"),
    ("Invalid \\", "an escape of JSON"),
)


class _Flaw:
    """Stands in the tree for something that may not be there; its place is known once the tree is whole."""

    def __init__(self, expected: str, got: str) -> None:
        self.expected = expected
        self.got = got


class _Flaws:
    """The callbacks of the decoder. It does not tell them where they are."""

    def __init__(self) -> None:
        self.found = False

    def whole(self, digits: str) -> int | _Flaw:
        if len(digits) > MOST_DIGITS:
            return self._flaw(f"a number of at most {MOST_DIGITS} digits", f"{digits[:MOST_DIGITS]}…")
        return int(digits)

    def real(self, digits: str) -> float | _Flaw:
        value = float(digits)
        return value if isfinite(value) else self.constant(digits)

    def constant(self, name: str) -> _Flaw:
        return self._flaw("a finite number", name[:MOST_DIGITS])

    def members(self, pairs: list[tuple[str, object]]) -> dict[str, object] | _Flaw:
        found = dict(pairs)
        if len(found) == len(pairs):
            return found
        twice, _ = Counter(key for key, _ in pairs).most_common(1)[0]
        return self._flaw("each key once", f"{quoted(twice)} twice")

    def _flaw(self, expected: str, got: str) -> _Flaw:
        self.found = True
        return _Flaw(expected, got)


def parsed(text: str) -> object:
    """The tree of a JSON text: dict, list, str, int, finite float, bool and None."""
    flaws = _Flaws()
    try:
        tree: object = json.loads(
            text,
            parse_int=flaws.whole,
            parse_float=flaws.real,
            parse_constant=flaws.constant,
            object_pairs_hook=flaws.members,
        )
        if flaws.found or (_HALF_PAIR.search(text) and not _is_encodable(tree)):
            _refuse_flaws(tree)
    except json.JSONDecodeError as wrong:
        raise _syntax(wrong) from None
    except RecursionError:
        raise Misfit("lists and objects a few levels deep", "hundreds of levels") from None
    return tree


def _syntax(wrong: json.JSONDecodeError) -> Misfit:
    expected = next((said for begin, said in _WANTED if wrong.msg.startswith(begin)), "a value")
    return Misfit(expected, _from(wrong.doc, wrong.pos), f"line {wrong.lineno}, column {wrong.colno}")


def _from(text: str, position: int) -> str:
    there = text[position : position + 20].split("\n", 1)[0].rstrip()
    if there:
        return quoted(there)
    return "the end of the line" if position < len(text.rstrip()) else "the end of the file"


def _refuse_flaws(tree: object) -> None:
    for steps, value in _walk(tree):
        if isinstance(value, _Flaw):
            raise _placed(Misfit(value.expected, value.got), steps)
        if isinstance(value, str) and not value.isascii() and not _is_encodable(value):
            raise _placed(Misfit("whole characters", f"half of a surrogate pair in {quoted(value)}"), steps)


def _is_encodable(value: object) -> bool:
    """Can it be written as UTF-8? Half of a surrogate pair cannot."""
    try:
        _encode(value).encode()
    except UnicodeEncodeError:
        return False
    return True


_Steps = tuple["_Steps", "str | int"] | None
_Stop = tuple[_Steps, object]


def _walk(tree: object) -> Iterator[_Stop]:
    """All values and keys in the order of the file, each with the steps that lead there, last step first."""
    # Not recursive: the stack of the decoder is deeper than ours may be.
    levels: list[Iterator[_Stop]] = [iter([(None, tree)])]
    while levels:
        stop = next(levels[-1], None)
        if stop is None:
            levels.pop()
            continue
        yield stop
        if isinstance(stop[1], (dict, list)):
            levels.append(_inside(*stop))


def _inside(steps: _Steps, value: object) -> Iterator[_Stop]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield steps, key
            yield (steps, key), inner
    elif isinstance(value, list):
        yield from (((steps, k), one) for k, one in enumerate(value))


def _placed(misfit: Misfit, steps: _Steps) -> Misfit:
    while steps:
        steps, step = steps
        misfit.inside(step)
    return misfit


def laid_out(document: Mapping[str, object]) -> str:
    """JSON text with a line for each field of the document and one for each element of its lists."""
    fields = (f" {_encode(key)}: {_block(value)}" for key, value in document.items())
    return "{\n" + ",\n".join(fields) + "\n}\n"


def _block(value: object) -> str:
    if not isinstance(value, list) or not value:
        return _encode(value)
    return "[\n  " + ",\n  ".join(map(_encode, value)) + "\n ]"


def plain(value: object, number: Mapping[str, int]) -> object:
    """A value of a dataclass as JSON has it.

    Sets of slots are sorted by their ``number``; a float that is whole becomes an int.
    """
    if isinstance(value, frozenset):
        return sorted(value, key=lambda slot: number.get(slot, len(number)))
    if isinstance(value, (tuple, list)):
        return [plain(one, number) for one in value]
    if isinstance(value, Mapping):
        return {key: plain(one, number) for key, one in value.items()}
    if isinstance(value, float) and value.is_integer() and abs(value) < EXACT:
        return int(value)
    return str(value) if isinstance(value, str) else value
