"""The benchmark of the search runs; what it measures is not tested here."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.searching import QUESTIONS

ROOT = Path(__file__).parents[2]


@pytest.mark.server
def test_every_question_is_asked_in_both_ways():
    command = [sys.executable, "-m", "benchmarks.searching", "--notices", "30", "--events", "5", "--repeats", "2"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)

    index, *rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert index["entries"] == 35
    assert [(row["asked"], row["way"]) for row in rows] == [
        (asked, way) for asked in QUESTIONS for way in ("page", "suggestions")
    ]
    assert max(row["sql"] for row in rows) <= 6
