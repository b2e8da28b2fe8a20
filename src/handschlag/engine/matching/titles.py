"""Titles of classes that an operator brings along: of further languages, or official ones instead of ours.

Ours stay what texts are compared with: a title that is loaded is shown, and changes no score.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from handschlag.engine.matching import editions, tables
from handschlag.engine.matching.taxonomy import EDITION, Taxonomy

MOST = 500
"""Letters of a title."""
LANGUAGE = re.compile("[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
CODE = tables.Column(
    "code",
    re.compile("(?:nace|class)?code(?:nace|rev2|nacerev2)?|nace(?:rev|r)?2?(?:code)?|schlüssel|kode?|код|notation"),
)
TITLE = tables.Column(
    "title",
    re.compile(
        "(?:(?:official)?heading|title|name|label|description|bezeichnung|titel|text"
        "|наименование|название|назва|атауы|nomi|nomlanishi|nazwa|název|popis|libellé|libelle|intitulé|intitule)"
        "(?:de|en|ru|kk|kz|uz|uk|ua|pl|cs|cz|fr)?"
    ),
)


@dataclass(frozen=True, slots=True)
class Official:
    """What an official table says.

    Attributes
    ----------
    titles : by code, in the order of the codes
    unknown : what stood in the column of codes and is no code of the edition, in the order of the table
    """

    titles: Mapping[str, str]
    unknown: tuple[str, ...]


def official(path: str, known: Container[str], *, columns: Sequence[str] = ()) -> Official:
    """Read a table of codes and titles; sections are passed over.

    Parameters
    ----------
    known : the codes of the edition
    columns : what the two columns are called, the codes first, where their names do not tell

    Raises
    ------
    ValueError
        With file and line for a row without code or title, a code that stands twice, a title that is too long, or if
        no code is known; ``OSError`` if it cannot be read.
    """
    wanted = [column.called(name) for column, name in zip((CODE, TITLE), columns, strict=True)] if columns else None
    titles: dict[str, str] = {}
    unknown: dict[str, None] = {}
    for row in tables.rows(path, wanted or (CODE, TITLE)):
        written, title = row.cells
        code = _code(written, row.where)
        if code in titles:
            raise ValueError(f"{row.where}: expected each code once, got {code} again")
        if code in known:
            titles[code] = _title(title, row.where)
        elif not editions.SECTION.fullmatch(written):
            unknown[written] = None
    if not titles:
        got = f"only others such as {next(iter(unknown))!r:.60}" if unknown else "none"
        raise ValueError(f"{path}: expected codes of {EDITION} such as 25.62, got {got}")
    return Official(dict(sorted(titles.items())), tuple(unknown))


def written(titles: Mapping[str, str], language: str) -> str:
    """Our form: the columns ``code`` and the language, divided by a tab."""
    return tables.written([("code", language), *titles.items()])


def load(path: str, known: Container[str]) -> tuple[str, Mapping[str, str]]:
    """The language of a table in our form, and its titles by code.

    Raises
    ------
    ValueError
        As ``official`` does, and if a code is not known or the second column is no language.
    """
    language = _language(path)
    found = official(path, known, columns=("code", language))
    if found.unknown:
        raise ValueError(f"{path}: expected codes of {EDITION}, got {found.unknown[0]!r:.60}")
    return language, found.titles


def added(classes: Taxonomy, paths: Iterable[str]) -> Taxonomy:
    """The same classes, called what these tables call them; of two tables for one language the later one counts.

    Raises
    ------
    ValueError
        As ``load`` does.
    """
    called = dict(classes.called)
    for path in paths:
        language, found = load(path, classes.titles)
        called[language] = {**called.get(language, {}), **found}
    return replace(classes, called=called)


def _language(path: str) -> str:
    header = tables.header(path)
    if len(header) != 2 or header[0] != "code" or not LANGUAGE.fullmatch(header[1]):
        got = ", ".join(f"{name!r:.40}" for name in header[:20]) or "nothing"
        raise ValueError(f"{path}, line 1: expected the columns 'code' and a language such as 'kk', got {got}")
    return header[1]


def _code(written: str, where: str) -> str:
    """A code as we write it, or else as it is written there."""
    edition, rest = editions.told_apart(written)
    if not rest.strip():
        raise ValueError(f"{where}: expected a code, got nothing")
    return written if edition is not editions.Edition.REV2 else editions.code_of(rest) or written


def _title(written: str, where: str) -> str:
    """In one line, without what cannot be seen."""
    title = " ".join("".join(letter for letter in written if letter.isspace() or letter.isprintable()).split())
    if not title:
        raise ValueError(f"{where}: expected a title, got nothing")
    if len(title) > MOST:
        raise ValueError(f"{where}: expected a title of at most {MOST} letters, got {len(title)}")
    return title
