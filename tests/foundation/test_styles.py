"""Style sheets: they know beginning and end, never left and right, and stay small."""

import gzip
import re
from pathlib import Path

import pytest

import handschlag

PACKAGE = Path(handschlag.__file__).parent
SHEETS = sorted(path for path in PACKAGE.glob("*/static/**/*.css") if "vendor" not in path.parts)
MOST_BYTES = {"hs.css": 10_000, "portal.css": 3_000}
MOST_BYTES_OF_A_SCRIPT = 2_000
BORDERS = "margin|padding|border|scroll-margin|scroll-padding"
PHYSICAL = re.compile(
    rf"""(?:^|[;{{\s])(?:
        (?:{BORDERS})-(?:left|right|top|bottom)(?:-[a-z-]+)?\s*:
      | border-(?:top|bottom)-(?:left|right)-radius\s*:
      | (?:left|right)\s*:
      | (?:min-|max-)?(?:width|height)\s*:
      | (?:text-align|float|clear|caption-side|justify-[a-z]+)\s*:\s*(?:left|right)\b
      | [a-z-]+\s*:[^;}}]*\bto\s(?:left|right)\b
    )""",
    re.VERBOSE,
)
FOUR = re.compile(r"(?:margin|padding|inset|border-width)\s*:\s*" + r"\s+".join([r"([^\s;}]+)"] * 4) + r"\s*[;}]")
IN_A_CONDITION = re.compile(r"@(?:media|container)[^{]*")
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


def physical(sheet):
    """What in a style sheet would be at the wrong side where people read from right to left."""
    rules = IN_A_CONDITION.sub("", COMMENT.sub("", sheet))
    found = [one.strip(" ;{\n") for one in PHYSICAL.findall(rules)]
    return found + [one[0] for one in FOUR.finditer(rules) if one[2] != one[4]]


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.name)
def test_a_style_sheet_knows_no_left_and_no_right(path):
    assert physical(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "rule",
    [
        "margin-left: 1px",
        "padding-right:0",
        "border-left-color: red",
        "border-top-left-radius: 2px",
        "left: 0",
        "max-width: 20rem",
        "text-align: right",
        "float: left",
        "background: linear-gradient(to right, red, blue)",
        "padding: 1px 2px 3px 4px",
        "inset: 0 auto 0 0",
    ],
)
def test_the_search_for_left_and_right_finds_it(rule):
    assert len(physical(f"a {{ color: red; {rule}; }}")) == 1


@pytest.mark.parametrize(
    "rule", ["margin-inline-start: 1px", "inset: 0 1px 2px 1px", "text-align: end", "inline-size: 2rem", "color: left"]
)
def test_it_finds_nothing_else(rule):
    assert physical(f"@media (max-width: 40rem) {{ a {{ {rule}; }} }} /* left: 0 */") == []


@pytest.mark.parametrize("path", [path for path in SHEETS if path.name in MOST_BYTES], ids=lambda path: path.name)
def test_what_visitors_load_is_small(path):
    assert len(gzip.compress(path.read_bytes(), mtime=0)) <= MOST_BYTES[path.name]


@pytest.mark.parametrize("path", sorted(PACKAGE.glob("portal/static/**/*.js")), ids=lambda path: path.name)
def test_scripts_for_visitors_are_small(path):
    assert len(gzip.compress(path.read_bytes(), mtime=0)) <= MOST_BYTES_OF_A_SCRIPT
