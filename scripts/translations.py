"""The interface's languages: ``update`` the catalogues from the source, ``compile`` them, ``check`` that none lags.

Messages are English in the source; ``src/handschlag/site/locale/LANGUAGE/LC_MESSAGES/django.po`` has the others.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "handschlag"
LOCALE = SOURCE / "site" / "locale"
LANGUAGES = ("de", "ru")
# Pages and letters say «вы» to everybody alike; a capital, as in a letter by hand, would have to be everywhere.
ADDRESSED = re.compile(r"(?<![\w-])(?:Вы|Вас|Вам|Вами|Ваш\w{0,3})(?![\w-])")
BEGINNING = re.compile(r"(?:^|[.!?…]\s|\n)[\s«„“\"(\[*_#>–—-]*$")
KEYWORDS: dict[str, Any] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}


def extracted() -> Catalog:
    """All messages of the source."""
    with (ROOT / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)  # type: ignore[no-untyped-call]
    catalog = Catalog(charset="utf-8")
    found = extract_from_dir(
        str(SOURCE), methods, options, keywords=KEYWORDS, comment_tags=["Translators:"], strip_comment_tags=True
    )
    for name, _, message, comments, context in found:
        catalog.add(message, None, [(name, 0)], auto_comments=comments, context=context)
    return catalog


def path_of(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def read(language: str) -> Catalog:
    """The catalogue of a language as it is, or an empty one."""
    path = path_of(language)
    if not path.exists():
        return Catalog(locale=language, charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=language)


def update() -> int:
    """Merge the source's messages into every catalogue; what nobody uses any more goes."""
    template = extracted()
    for language in LANGUAGES:
        catalog = read(language)
        catalog.update(template, no_fuzzy_matching=True, update_header_comment=True)
        catalog.obsolete.clear()
        catalog.header_comment = f"# Handschlag in {language}."
        path_of(language).parent.mkdir(parents=True, exist_ok=True)
        with path_of(language).open("wb") as file:
            write_po(file, catalog, width=120, sort_output=True, omit_header=False, include_lineno=False)
        print(f"{language}: {len(missing(catalog, template))} of {len(template)} messages are not translated")
    return 0


def missing(catalog: Catalog, template: Catalog) -> list[str]:
    """Messages of the source that a catalogue lacks, has untranslated, or has with other placeholders."""
    return [str(message.id) for message in template if message.id and not _is_good(message, catalog)]


def _is_good(message: Message, catalog: Catalog) -> bool:
    found = catalog.get(message.id, message.context)
    if found is None or found.fuzzy:
        return False
    strings = found.string if isinstance(found.string, tuple | list) else (found.string,)
    return all(strings) and not list(found.check(catalog))


def capitals(text: str) -> list[str]:
    """Russian words of address that have a capital within a sentence, such as «Вас»."""
    return [found[0] for found in ADDRESSED.finditer(text) if not BEGINNING.search(text[: found.start()])]


def _all_capitals() -> list[str]:
    """In the Russian catalogue, each with the text in which it stands."""
    rows = [one.string if isinstance(one.string, tuple | list) else (one.string,) for one in read("ru") if one.id]
    return [f"{word} in: {text}" for strings in rows for text in strings for word in capitals(text or "")]


def compile_all() -> int:
    """Write the ``.mo`` files that the site reads."""
    for language in LANGUAGES:
        with path_of(language).with_suffix(".mo").open("wb") as file:
            write_mo(file, read(language))
    return 0


def check() -> int:
    """Name every message that a language lacks, and capitals that are too polite; 1 if there is one."""
    template = extracted()
    lacking = [(language, one) for language in LANGUAGES for one in missing(read(language), template)]
    for language, one in lacking:
        print(f"{language}: not translated: {one}", file=sys.stderr)
    polite = _all_capitals()
    for one in polite:
        print(f"ru: small letters are expected within a sentence: {one}", file=sys.stderr)
    return 1 if lacking or polite else 0


COMMANDS = {"update": update, "compile": compile_all, "check": check}

if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1] not in COMMANDS:
        sys.exit(f"translations.py: expected one of {', '.join(COMMANDS)}")
    sys.exit(COMMANDS[sys.argv[1]]())
