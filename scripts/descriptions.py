"""What programs read about the site: ``write`` it into ``docs``, or ``check`` that it says what the source says.

``docs/api/openapi.json`` describes the interface, ``docs/acceptance.json`` what tests from outside can do. ``check``
prints each difference and ends with 1 if there is any.
"""

from __future__ import annotations

import difflib
import json
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OPENAPI, ACCEPTANCE = Path("docs/api/openapi.json"), Path("docs/acceptance.json")


def written_anew() -> dict[Path, str]:
    """Each file as it should be."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "handschlag.site.settings")
    import django

    django.setup()
    from handschlag.api.interface import api
    from handschlag.site import acceptance

    description = json.dumps(api.get_openapi_schema(), ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    return {OPENAPI: description, ACCEPTANCE: acceptance.text(acceptance.placeholders())}


def differences() -> list[str]:
    """Lines that are not as they should be, as ``diff`` shows them."""
    found: list[str] = []
    for path, expected in written_anew().items():
        there = ROOT / path
        actual = there.read_text(encoding="utf-8") if there.exists() else ""
        found += difflib.unified_diff(
            actual.splitlines(), expected.splitlines(), f"{path}", f"{path} as the source says", lineterm=""
        )
    return found


def write() -> int:
    for path, text in written_anew().items():
        (ROOT / path).parent.mkdir(parents=True, exist_ok=True)
        (ROOT / path).write_text(text, encoding="utf-8")
    return 0


def check() -> int:
    found = differences()
    for line in found:
        print(line)
    print("Descriptions: write them by scripts/descriptions.py write" if found else "Descriptions: true")
    return 1 if found else 0


STEPS = {"write": write, "check": check}

if __name__ == "__main__":
    if sys.argv[1:] not in ([step] for step in STEPS):
        sys.exit("usage: descriptions.py write|check")
    sys.exit(STEPS[sys.argv[1]]())
