"""The benchmarks run, and say what they measured; what they measure is not tested here."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks import cpsat
from benchmarks.command import CPSAT, PLANNER, run
from benchmarks.forums import Forum
from benchmarks.generated import check

ROOT = Path(__file__).parents[2]
INSTANCE = """\
nBusiness = 3; nMeetings = 2; nTables = 1; nTotalSlots = 3; nMorningSlots = 2;
requested = [|1,2,3|2,3,3|]; forbidden = [{0},{3},{0}]; fixed = [0,0]; precedences = [{},{}];
"""


@pytest.fixture
def published(tmp_path):
    """A folder with one instance whose optimum is known and one whose optimum is not."""
    folder = tmp_path / "published"
    folder.mkdir()
    for name in ("known", "unknown"):
        (folder / f"{name}.original.dzn").write_text(INSTANCE, encoding="utf-8")
    (folder / "known-optima.csv").write_text("instance,opt_d2\nknown,0\nunknown,TO\n", encoding="utf-8")
    return folder


def measure(*arguments, **environment):
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks", "--quick", *arguments],
        cwd=ROOT,
        env={name: value for name, value in os.environ.items() if name != "B2B_DIR"} | environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.splitlines()


@pytest.mark.server
def test_everything_is_measured_printed_and_written(tmp_path, published):
    lines = measure("--results", str(tmp_path / "results"), B2B_DIR=str(published))

    results = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in (tmp_path / "results").iterdir()}
    assert {name: len(result["rows"]) for name, result in results.items()} == {
        "baseline": 2,
        "generated": 2,
        "generated-comparison": 2,
        "growth": 2,
        "matching-classes": 3,
        "matching-finding": 3,
        "matching-fresh": 1,
        "matching-growth": 1,
        "matching-market": 3,
        "matching-scale": 4,
        "matching-written": 1,
        "published": 2,
        "published-comparison": 2,
        "site": 12,
        "portal": 16,
        "portal-lists": 13,
        "applications": 4,
        "applications-in-browser": 2,
        "applications-of-organisers": 10,
        "office": 3,
        "server": 4,
    }
    assert [
        row["page"] for name in ("portal", "portal-lists") for row in results[name]["rows"] if row["sql"] > 12
    ] == []
    assert [row["page"] for row in results["site"]["rows"] if row["sql"] > 20] == []
    assert [
        row["sql"] <= most for row, most in zip(results["applications-in-browser"]["rows"], (30, 48), strict=True)
    ] == [
        True,
        True,
    ]
    assert [row["what"] for row in results["applications-of-organisers"]["rows"] if row.get("sql", 0) > 8] == []
    assert {(row["status"], row["violations"]) for row in results["generated"]["rows"]} == {("optimal", 0)}
    assert [(row["instance"], row["breaks"], row["optimum"]) for row in results["published"]["rows"]] == [
        ("known", 0, 0),
        ("unknown", 0, None),
    ]
    assert [line for line in lines if line.startswith(("##", "At the", "Checked"))] == [
        "## Made-up forums, 10 s",
        "Checked independently: 2 of 2 plans keep every rule and are worth what they say.",
        "## Compared with first come, first served",
        "## Made-up forums, 10 s: other planners",
        "## Growth",
        "Checked independently: 2 of 2 plans keep every rule and are worth what they say.",
        "## A need finds its offer in another language",
        "## The right class of 615 is among the five that are suggested for an offer",
        "## From what people write to lists with reasons",
        "## A fresh list after a new text",
        "## Lists at made-up markets",
        "## Lists as markets grow",
        "## Lists: single measurements",
        "## Published instances, 20 s",
        "At the known optimum: 1 of 1; at most 6 breaks above: 1. Proven optimal by us: 2.",
        "Checked independently: 2 of 2 plans keep every rule and are worth what they say.",
        "## Published instances, 20 s: other planners",
        "## Pages of the site",
        "## Pages for visitors, beside a bare Django site",
        "## Lists, feeds and search",
        "## Applications, beside a bare update and INSERT",
        "## Applications in a browser, beside the start page",
        "## The organiser's list of applications, beside the start page",
        "## Many at once, for the office",
        "## The server, from its start on",
    ]
    written = "".join(path.read_text(encoding="utf-8") for path in (tmp_path / "results").iterdir())
    assert str(tmp_path) not in written


def test_without_the_published_instances_the_table_says_so_and_nothing_is_written(tmp_path):
    lines = measure("published", "--results", str(tmp_path))

    assert lines[2] == "The published instances were not given: B2B_DIR was not given."
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not cpsat.is_there(), reason="OR-Tools is not part of the usual set-up")
def test_the_plain_model_keeps_every_rule_and_finds_the_optimum_of_a_small_forum(tmp_path):
    flags = "--participants 8 --meetings 8 --overload 0.5 --tables 2 --slots 5 --pools 1 --precedences 2"
    path = Forum("small", flags).write(tmp_path, fresh=False)
    theirs = run(CPSAT, path, "--seconds", "20", fresh=False)
    ours = run(PLANNER, "solve", path, "--seconds", "20", "--quiet", fresh=False).answer

    assert check(path, theirs, fresh=False) == {"violations": 0, "claim_holds": True}
    assert (theirs.answer["status"], theirs.answer["objective"]["lost"]) == ("optimal", ours["objective"]["lost"])
    assert (ours["status"], theirs.answer["objective"]["breaks"]) == ("optimal", ours["objective"]["breaks"])
