"""What was read and what was written of it, kept in this process for the next page that shows the same.

A row is known by what the database gave for it: whoever changes anything gets another row, and of that nothing is
written yet. So a change shows at once, and nothing ever has to be thrown away by hand. Only rows that everybody may
see belong here. Of what the database gave no more than a number is kept, for it may hold what nobody is shown.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any, Generic, NamedTuple, Protocol, TypeVar
from weakref import WeakSet

from django.utils import translation

from handschlag.foundation import revisions
from handschlag.foundation.prepared import Prepared

Row = TypeVar("Row")
Piece = TypeVar("Piece")
Given = tuple[Hashable, ...]
MOST_PIECES = 60
"""Of one row: some pages in some languages. More only come about where what stands around it keeps changing."""


def for_reader(*about: Hashable) -> Hashable:
    """What a piece is about that is written in the reader's language."""
    return translation.get_language(), about


class Written:
    """The pieces of pages and files that were written of a row."""

    __slots__ = ("_pieces",)

    def __init__(self) -> None:
        self._pieces: dict[Hashable, Any] = {}

    def piece(self, about: Hashable, write: Callable[..., Piece], *values: Any) -> Piece:
        """What ``write`` makes of ``values``; ``about`` names it and all that it depends on besides the row."""
        found: Piece | None = self._pieces.get(about)
        if found is None:
            if len(self._pieces) >= MOST_PIECES:
                self._pieces = {}
            found = self._pieces[about] = write(*values)
        return found

    def __len__(self) -> int:
        return len(self._pieces)


class Kept(Protocol):
    """A row that keeps what was written of it."""

    @property
    def written(self) -> Written: ...


class _Line(NamedTuple):
    """Rows as they stood in a line, and the piece of each."""

    rows: tuple[Kept, ...]
    pieces: list[Any]


class Lines:
    """The pieces of all rows of a list, as they were last put in a line.

    Where the same row stands in the same place again its piece is taken from there: after one row of hundreds has
    changed, the others need not even be looked at.

    Parameters
    ----------
    most
        So many pieces are kept here, of rows that may be kept nowhere else by now; the lines that nobody has asked for
        longest go first.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = Lock()
        self._kept: OrderedDict[Hashable, _Line] = OrderedDict()
        self._pieces = 0
        ALL.add(self)

    def pieces(self, rows: Iterable[Kept], about: Hashable, write: Callable[..., Piece], *values: Any) -> list[Piece]:
        """The same piece of each of these rows, named by ``about`` as in ``Written``; ``write`` is given the row."""
        now = tuple(rows)
        with self._lock:
            last = self._kept.get(about)
        if last is None or len(last.rows) != len(now):
            found = [row.written.piece(about, write, row, *values) for row in now]
        else:
            found = [
                piece if row is before else row.written.piece(about, write, row, *values)
                for row, before, piece in zip(now, last.rows, last.pieces, strict=True)
            ]
        self._keep(about, _Line(now, found))
        return found

    def clear(self) -> None:
        with self._lock:
            self._kept.clear()
            self._pieces = 0

    def __len__(self) -> int:
        return self._pieces

    def _keep(self, about: Hashable, line: _Line) -> None:
        with self._lock:
            before = self._kept.pop(about, None)
            self._kept[about] = line
            self._pieces += len(line.rows) - (len(before.rows) if before else 0)
            while self._pieces > self._most:
                self._pieces -= len(self._kept.popitem(last=False)[1].rows)


ALL: WeakSet[Rows[Any] | Followed[Any] | Lines] = WeakSet()


def forget() -> None:
    """Forget all rows that this process keeps, as if it had just been started."""
    for rows in list(ALL):
        rows.clear()


class Rows(Generic[Row]):
    """Rows as they were read, by what the database gave; those that nobody has asked for longest go first.

    Parameters
    ----------
    most
        So many are kept.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = Lock()
        self._kept: OrderedDict[Hashable, Row] = OrderedDict()
        ALL.add(self)

    def read(
        self, given: Sequence[Given], read: Callable[[list[Given]], Iterable[Row]], *around: Hashable
    ) -> list[Row]:
        """All rows in their order; ``read`` reads those that are new. ``around``: what else goes into reading."""
        keys = [(around, hash(one)) for one in given]
        with self._lock:
            found = [self._kept.get(key) for key in keys]
        new = [one for one, row in zip(given, found, strict=True) if row is None]
        made = iter(read(new) if new else ())
        rows = [next(made) if row is None else row for row in found]
        self._keep(keys, rows)
        return rows

    def ask(self, query: Prepared[Any], read: Callable[[list[Row]], Iterable[Row]] = list, **values: Any) -> list[Row]:
        """The rows of a query as they are kept; ``read`` is given those that are new, and makes of them what is."""
        return self.read(query.given(**values), lambda given: read(query.read(given)))

    def clear(self) -> None:
        with self._lock:
            self._kept.clear()

    def __len__(self) -> int:
        return len(self._kept)

    def _keep(self, keys: Sequence[Hashable], rows: Sequence[Row]) -> None:
        with self._lock:
            for key, row in zip(keys, rows, strict=True):
                self._kept[key] = row
                self._kept.move_to_end(key)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)


@dataclass(frozen=True, slots=True)
class _Known(Generic[Row]):
    """All rows of a scope by their ids, as they stood when its number was this one, or later."""

    number: int
    token: str
    rows: Mapping[str, Row]


class Followed(Generic[Row]):
    """All rows of one kind in a scope: after changes that say what they were about, no others are asked for.

    That is so if the change is known at which the rows were read, and every one since, up to the number that is asked
    for: of each there is a row in the database, written with the number itself. A change that did not say it, one that
    was taken back and one too long ago leave a gap there, or another token; then all rows are read.

    What no row of the kind plays a part in is followed as well, by ids of its own: it is read again after any change
    that may have been about something else.

    Parameters
    ----------
    kind
        Of which model the rows are.
    most
        So many rows are kept; those of scopes that nobody has asked for longest go first.
    """

    def __init__(self, kind: str, most: int) -> None:
        self._kind, self._most = kind, most
        self._lock = Lock()
        self._kept: OrderedDict[Hashable, _Known[Row]] = OrderedDict()
        ALL.add(self)

    def read(
        self,
        number: revisions.PublicNumber,
        read_all: Callable[[], Mapping[str, Row]],
        read: Callable[[Collection[str]], Mapping[str, Row]],
        *around: Hashable,
    ) -> Mapping[str, Row]:
        """All rows by their ids, in no order; ``read`` reads those of some ids, as far as there are such rows.

        ``number`` was read before; ``around`` is what else goes into reading.
        """
        scope = number.scopes
        with self._lock:
            known = self._kept.get((scope, around))
        told = number.told(since=number if known is None else min(known.number, number))
        changed = self._changed(known, told, number)
        if known is None or changed is None:
            rows = read_all()
        else:
            rows = {**known.rows, **(now := read(changed) if changed else {})}
            for gone in changed - now.keys():
                rows.pop(gone, None)
        if told and told[-1].number >= number:
            self._keep((scope, around), _Known(told[-1].number, told[-1].token, rows))
        return rows

    def clear(self) -> None:
        with self._lock:
            self._kept.clear()

    def __len__(self) -> int:
        return sum(len(known.rows) for known in self._kept.values())

    def _changed(self, known: _Known[Row] | None, told: Sequence[revisions.Told], number: int) -> set[str] | None:
        """The ids of all rows that are others by now; None where that is not known."""
        since = [] if known is None else [one for one in told if one.number >= known.number]
        if known is None or not since or since[0][:2] != (known.number, known.token) or since[-1].number < number:
            return None
        new = since[1:]
        if since[-1].number - known.number != len(new) or any(one.kind != self._kind for one in new):
            return None
        changed = {key for one in new for key in one.about}
        return changed if len(changed) <= revisions.MOST_TOLD else None

    def _keep(self, key: Hashable, known: _Known[Row]) -> None:
        with self._lock:
            self._kept[key] = known
            self._kept.move_to_end(key)
            while len(self._kept) > 1 and len(self) > self._most:
                self._kept.popitem(last=False)
