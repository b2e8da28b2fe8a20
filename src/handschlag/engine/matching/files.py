"""Reading markets and tables, with a sentence for what is wrong in them."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from handschlag.engine.matching.profile import Kind, Market, Participant, Profile

FORMAT = "b2b-market/1"
MOST_BYTES = 500_000_000
MOST_CELL = 1_000_000


def read_table(path: str, *, needed: Iterable[str], kind: Kind) -> list[Profile]:
    """Profiles from a table with tabs: columns ``id``, ``lang``, ``text``, and perhaps ``codes`` and ``kind``.

    Raises
    ------
    ValueError
        With row and column of what is wrong; ``OSError`` if it cannot be read.
    """
    csv.field_size_limit(MOST_CELL)
    reader = csv.DictReader(io.StringIO(text(path)), delimiter="\t", quoting=csv.QUOTE_NONE)
    columns = reader.fieldnames or []
    if missing := [name for name in needed if name not in columns]:
        raise ValueError(
            f"{path}, row 1: expected a column {missing[0]!r}, got {', '.join(map(repr, columns)) or 'none'}"
        )
    profiles: dict[str, Profile] = {}
    for number, row in enumerate(reader, start=2):
        if None in row:
            raise ValueError(f"{path}, row {number}: expected {len(columns)} columns, got more")
        profile = _table_row(row, f"{path}, row {number}", kind)
        if profile.id in profiles:
            raise ValueError(f"{path}, row {number}, column id: {profile.id!r} is there twice")
        profiles[profile.id] = profile
    return list(profiles.values())


def _table_row(row: Mapping[str, str | None], where: str, kind: Kind) -> Profile:
    id_ = (row.get("id") or "").strip()
    if not id_:
        raise ValueError(f"{where}, column id: expected an id, got nothing")
    stated = (row.get("kind") or "").strip()
    if stated and stated not in tuple(map(str, Kind)):
        raise ValueError(f"{where}, column kind: expected 'offer' or 'seek', got {stated!r}")
    codes = tuple(code.strip() for code in (row.get("codes") or "").split(",") if code.strip())
    return Profile(id_, Kind(stated) if stated else kind, row.get("text") or "", (row.get("lang") or "").strip(), codes)


def read_market(path: str) -> Market:
    """A market from ``b2b-market/1``; raises ``ValueError`` with the place of what is wrong, or ``OSError``."""
    try:
        data = json.loads(text(path))
    except RecursionError:
        raise ValueError(f"{path}: nested too deeply to be a market") from None
    except json.JSONDecodeError as wrong:
        raise ValueError(f"{path}: no JSON: {wrong.msg} in line {wrong.lineno}, column {wrong.colno}") from None
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        got = data.get("format") if isinstance(data, dict) else type(data).__name__
        raise ValueError(f"{path}: expected the format {FORMAT!r}, got {got!r}")
    try:
        return _market(data)
    except ValueError as wrong:
        raise ValueError(f"{path}: {wrong}") from None


def _market(data: Mapping[str, Any]) -> Market:
    sides = _strings(data, "sides", "market")
    matrix = [_pair(pair, f"matrix[{number}]") for number, pair in enumerate(_list(data, "matrix", "market"))]
    if not matrix:
        matrix = [frozenset({one, other}) for one in sides for other in sides if one != other]
    people = [_participant(one, number) for number, one in enumerate(_list(data, "participants", "market"))]
    return Market(tuple(people), sides, frozenset(matrix))


def _pair(value: Any, where: str) -> frozenset[str]:
    if not isinstance(value, list) or len(value) != 2 or not all(isinstance(one, str) for one in value):
        raise ValueError(f"{where}: expected two sides, got {value!r:.60}")
    return frozenset(value)


def _participant(data: Any, number: int) -> Participant:
    where = f"participants[{number}]"
    if not isinstance(data, dict):
        raise ValueError(f"{where}: expected an object, got {type(data).__name__}")
    id_ = _string(data, "id", where)
    where = f"participant {id_!r}"
    profiles = [
        _profile(one, f"{where}, profiles[{place}]", f"{id_}.{place + 1}")
        for place, one in enumerate(_list(data, "profiles", where))
    ]
    return Participant(
        id_,
        _string(data, "side", where),
        tuple(profiles),
        languages=_strings(data, "languages", where),
        country=_string(data, "country", where, ""),
        region=_string(data, "region", where, ""),
        size=_string(data, "size", where, ""),
        codes=_strings(data, "codes", where),
        vetoes=frozenset(_strings(data, "vetoes", where)),
        organisation=_string(data, "organisation", where, ""),
        is_cleared=_flag(data, "cleared", where),
    )


def _profile(data: Any, where: str, usual_id: str) -> Profile:
    if not isinstance(data, dict):
        raise ValueError(f"{where}: expected an object, got {type(data).__name__}")
    kind = _string(data, "kind", where)
    if kind not in tuple(map(str, Kind)):
        raise ValueError(f"{where}, kind: expected 'offer' or 'seek', got {kind!r}")
    return Profile(
        _string(data, "id", where, usual_id),
        Kind(kind),
        _string(data, "text", where, ""),
        _string(data, "lang", where, ""),
        _strings(data, "codes", where),
        _strings(data, "cooperation", where),
        _strings(data, "certificates", where),
    )


def _flag(data: Mapping[str, Any], name: str, where: str) -> bool:
    value = data.get(name, True)
    if not isinstance(value, bool):
        raise ValueError(f"{where}, {name}: expected true or false, got {value!r:.60}")
    return value


def _string(data: Mapping[str, Any], name: str, where: str, usual: str | None = None) -> str:
    value = data.get(name, usual)
    if value is None and usual is not None:
        return usual
    if not isinstance(value, str) or (usual is None and not value):
        got = "nothing" if value is None else f"{value!r:.60}"
        raise ValueError(f"{where}, {name}: expected a text, got {got}")
    return value


def _strings(data: Mapping[str, Any], name: str, where: str) -> tuple[str, ...]:
    found = _list(data, name, where)
    if wrong := [one for one in found if not isinstance(one, str)]:
        raise ValueError(f"{where}, {name}: expected texts, got {wrong[0]!r:.60}")
    return tuple(found)


def _list(data: Mapping[str, Any], name: str, where: str) -> list[Any]:
    value = data.get(name, [])
    if value is None:
        return []
    if not isinstance(value, list):
        raise ValueError(f"{where}, {name}: expected a list, got {type(value).__name__}")
    return value


def text(path: str) -> str:
    """What stands in a file, or in standard input (``-``), without a byte order mark.

    Raises
    ------
    ValueError
        If it is no UTF-8 or too much; ``OSError`` if it cannot be read.
    """
    data = sys.stdin.buffer.read(MOST_BYTES + 1) if path == "-" else _bytes(Path(path))
    if len(data) > MOST_BYTES:
        raise ValueError(f"{path}: more than {MOST_BYTES // 1_000_000} MB")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        raise ValueError(f"{path}: expected UTF-8, got the byte {data[wrong.start]:#04x} at {wrong.start}") from None


def _bytes(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(MOST_BYTES + 1)
