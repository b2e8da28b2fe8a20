"""Values of JSON read as typed values: small readers, and readers made of readers.

A reader takes a value of a tree and answers with a typed one or raises ``Misfit``. The readers of
objects and lists know what is inside them, so that the same table serves for reading, for writing and
for finding fields that nobody knows.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any, Final, Generic, TypeAlias, TypeVar

from handschlag.engine.scheduling.files.sentence import Misfit, joined, quoted

T = TypeVar("T")
Reader: TypeAlias = Callable[[object], T]

ABSENT: Final = object()
"""What a reader is given for a field that must be there and is not."""


def text(value: object) -> str:
    if isinstance(value, str):
        return value
    raise Misfit("a text", shown(value))


def flag(value: object) -> bool:
    if isinstance(value, bool):
        return value
    raise Misfit("true or false", shown(value))


def whole(value: object) -> int:
    if type(value) is int:
        return value
    raise Misfit("a whole number", shown(value))


def number(value: object) -> float:
    if type(value) is int or type(value) is float:
        return value
    raise Misfit("a number", shown(value))


def optional(read: Reader[T]) -> Reader[T | None]:
    """Reads null as None."""
    return lambda value: None if value is None else read(value)


def one_of(allowed: Iterable[T]) -> Reader[T]:
    """Reads one of a few texts, or the member of an enumeration that has the text as its value."""
    by_text = {str(one): one for one in allowed}

    def read(value: object) -> T:
        if isinstance(value, str) and value in by_text:
            return by_text[value]
        raise Misfit(f"one of {', '.join(by_text)}", shown(value))

    return read


def exactly(only: str) -> Reader[str]:
    """Reads this text and no other."""

    def read(value: object) -> str:
        if value == only:
            return only
        raise Misfit(quoted(only), shown(value))

    return read


class ListOf(Generic[T]):
    """Reads a list, each of its elements with the same reader."""

    def __init__(self, read: Reader[T], *, most: int | None = None) -> None:
        self.read = read
        self.most = most

    def __call__(self, value: object) -> tuple[T, ...]:
        if not isinstance(value, list):
            raise Misfit("a list", shown(value))
        if self.most is not None and len(value) > self.most:
            raise Misfit(f"a list of at most {self.most:,}", shown(value))
        done: list[T] = []
        try:
            for one in value:
                done.append(self.read(one))  # noqa: PERF401 - its length tells where a misfit is
        except Misfit as misfit:
            raise misfit.inside(len(done)) from None
        return tuple(done)


texts = ListOf(text)


def set_of_texts(value: object) -> frozenset[str]:
    return frozenset(texts(value))


def pair_of(what: str) -> Reader[tuple[str, str]]:
    """Reads a list of two texts."""

    def read(value: object) -> tuple[str, str]:
        if not isinstance(value, list) or len(value) != 2:
            raise Misfit(f"a list of two {what}", shown(value))
        first, second = texts(value)
        return first, second

    return read


def mapping_to(read: Reader[T]) -> Reader[dict[str, T]]:
    """Reads an object whose keys are ids, each of its values with the same reader."""

    def read_all(value: object) -> dict[str, T]:
        done: dict[str, T] = {}
        for key, inner in members(value).items():
            try:
                done[key] = read(inner)
            except Misfit as misfit:
                raise misfit.inside(key) from None
        return done

    return read_all


def simple(value: object, levels: int = 3) -> object:
    """Reads anything that is not too deep, lists as tuples."""
    if isinstance(value, (list, dict)) and levels == 0:
        raise Misfit("lists and objects at most three levels deep", shown(value))
    if isinstance(value, list):
        return tuple(simple(one, levels - 1) for one in value)
    if isinstance(value, dict):
        return {key: simple(one, levels - 1) for key, one in value.items()}
    return value


class Record(Generic[T]):
    """Reads an object whose fields have readers of their own; fields without one are passed over.

    Parameters
    ----------
    make : called with the fields that are there as keyword arguments
    fields : a reader for each field, in the order in which they are written
    required : fields that must be there
    """

    def __init__(self, make: Callable[..., T], fields: Mapping[str, Reader[Any]], required: Collection[str]) -> None:
        self.make = make
        self.fields = fields
        self.required = required

    def __call__(self, value: object) -> T:
        given = members(value)
        fields = self.fields
        done: dict[str, Any] = {}
        key = ""
        try:
            for key in self.required:
                if key not in given:
                    fields[key](ABSENT)
            for key, inner in given.items():
                if key in fields:
                    done[key] = fields[key](inner)
        except Misfit as misfit:
            raise misfit.inside(key) from None
        return self.make(**done)


def members(value: object) -> dict[str, object]:
    """The fields of an object."""
    if isinstance(value, dict):
        return value
    raise Misfit("an object", shown(value))


def unknown_fields(read: object, value: object) -> Iterator[str]:
    """The places of all fields in ``value`` that its reader passes over."""
    if isinstance(read, Record) and isinstance(value, dict):
        for key, inner in value.items():
            known = read.fields.get(key)
            if known is None:
                yield joined(key, "")
            elif isinstance(known, (Record, ListOf)):
                yield from (joined(key, place) for place in unknown_fields(known, inner))
    elif isinstance(read, ListOf) and isinstance(read.read, Record) and isinstance(value, list):
        for k, one in enumerate(value):
            yield from (joined(k, place) for place in unknown_fields(read.read, one))


def shown(value: object) -> str:
    """What was got, in a few words."""
    if value is ABSENT:
        return "nothing"
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, list):
        return f"a list of {len(value):,}"
    if isinstance(value, dict):
        return "an object"
    return "null" if value is None else str(value).lower()
