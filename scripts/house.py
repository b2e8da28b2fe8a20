"""Checks the rules of the house that no linter knows, over all files that git knows or would take.

Prints one line for each broken rule and ends with 1 if there is any. It runs in the working folder.
"""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path

LINES_AT_MOST = 400
DAY_OF_NO_PLACE = re.compile(r"\b(?:now|moment|\w+_at)\.date\(\)")
NAMES_THAT_SAY_NOTHING = {"utils", "util", "helpers", "helper", "common", "manager", "managers"}
THIRD_PARTY = Path("docs/third-party.md")
RUN_LOCK = Path("requirements/run.txt")

# Nothing may depend on one machine, one network or one package index. None of the expressions matches itself.
ADDRESSES = {
    "the address of a package index": re.compile(
        r"pypi\.org|pythonhosted\.org|registry\.npmjs\.org|--(?:extra-)?index-url"
    ),
    "a path of one machine": re.compile(r"(?<![\w.])/(?:home|root|Users)/\w"),
    "a private network address": re.compile(
        r"(?<![\d.])(?:10\.\d+|192\.168|172\.(?:1[6-9]|2\d|3[01]))\.\d{1,3}\.\d{1,3}(?![\d.])"
    ),
}
IN_A_LOCK = re.compile(r"://|^--", re.MULTILINE)
ROW_OF_A_FILE = re.compile(r"^\| `(?P<path>[^`]+)` \|.*`(?P<sha256>[0-9a-f]{64})` \|$", re.MULTILINE)
ROW_OF_A_PACKAGE = re.compile(r"^\| (?P<name>[\w.-]+) \|", re.MULTILINE)
LOCKED = re.compile(r"^(?P<name>[\w.-]+)==", re.MULTILINE)


def known_files() -> list[Path]:
    """The files that are committed or would be by ``git add .``, and exist."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return sorted({path for name in listed.split("\0") if name and (path := Path(name)).is_file()})


def addresses(path: Path, text: str) -> Iterator[str]:
    for meaning, pattern in ADDRESSES.items():
        for found in pattern.finditer(text):
            line = text.count("\n", 0, found.start()) + 1
            yield f"{path}:{line}: {meaning} ({found.group()}); name none in a committed file"


def names(path: Path) -> Iterator[str]:
    if path.name == "uv.lock":
        yield f"{path}: this lock holds addresses; the locks are requirements/*.txt, written by make lock"
    for part in path.parts:
        if part.split(".")[0].lower() in NAMES_THAT_SAY_NOTHING:
            yield f"{path}: '{part}' does not say what is inside; name it after its subject"


def length(path: Path, text: str) -> Iterator[str]:
    lines = text.count("\n")
    is_ours = path.parts[0] == "src" and path.suffix == ".py" and "migrations" not in path.parts
    if is_ours and lines > LINES_AT_MOST:
        yield f"{path}: {lines} lines, and {LINES_AT_MOST} is the most; make it a folder of the same name"


def days(path: Path, text: str) -> Iterator[str]:
    """A moment is kept in UTC, where it is still yesterday while people at the place have begun their day."""
    if path.parts[0] != "src" or path.suffix != ".py":
        return
    for found in DAY_OF_NO_PLACE.finditer(text):
        line = text.count("\n", 0, found.start()) + 1
        yield f"{path}:{line}: '{found.group()}' is the day in UTC; say of which place: timezone.localdate(moment)"


def lock(path: Path, text: str) -> Iterator[str]:
    """A lock names packages and hashes only: no address, no option, no package without a hash."""
    if path.parts[0] != "requirements" or path.suffix != ".txt":
        return
    if found := IN_A_LOCK.search(text):
        yield f"{path}:{text.count(chr(10), 0, found.start()) + 1}: an address or an option; write it anew by make lock"
    packages = len(LOCKED.findall(text))
    hashed = sum("==" in line and "--hash=sha256:" in following for line, following in pairwise(text.splitlines()))
    if packages != hashed:
        yield f"{path}: {packages - hashed} packages without a hash; write it anew by make lock"


def is_of_others(path: Path) -> bool:
    return path == Path("LICENSE") or "vendor" in path.parts


def third_party(files: list[Path], table: str, locked: str) -> Iterator[str]:
    """Whole files of others stand in the table with their hash, run-time packages with their licence."""
    listed = {Path(row["path"]): row["sha256"] for row in ROW_OF_A_FILE.finditer(table)}
    for path in files:
        if is_of_others(path) and path not in listed:
            yield f"{path}: comes from others and has no row in {THIRD_PARTY}"
    yield from hashes(listed)

    described = {row["name"] for row in ROW_OF_A_PACKAGE.finditer(table)}
    for name in sorted({row["name"] for row in LOCKED.finditer(locked)} - described):
        yield f"{RUN_LOCK}: {name} is needed at run time and has no row in {THIRD_PARTY}"


def hashes(listed: Mapping[Path, str]) -> Iterator[str]:
    for path, expected in listed.items():
        if not path.is_file():
            yield f"{THIRD_PARTY}: {path} is listed and does not exist"
        elif (actual := hashlib.sha256(path.read_bytes()).hexdigest()) != expected:
            yield f"{path}: its SHA-256 is {actual}, and {THIRD_PARTY} says {expected}"


def broken_rules() -> Iterator[str]:
    """Yield one sentence for each broken rule in the working folder."""
    files = known_files()
    for path in files:
        yield from names(path)
        if is_of_others(path):
            continue
        text = text_of(path)
        for rule in (addresses, length, days, lock):
            yield from rule(path, text)
    yield from third_party(files, text_of(THIRD_PARTY), text_of(RUN_LOCK))


def text_of(path: Path) -> str:
    """The text of a file; what is no UTF-8 is replaced, and a missing file is empty."""
    return path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""


def main() -> int:
    try:
        found = list(broken_rules())
    except (OSError, subprocess.CalledProcessError) as wrong:
        print(f"The rules of the house need git and a git checkout: {wrong}", file=sys.stderr)
        return 2
    for sentence in found:
        print(sentence)
    print(f"{len(found)} rules of the house broken" if found else "Rules of the house: kept")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
