"""The planner works wherever it is put: without numba, without a place to write, and as somebody else."""

import os
import runpy
import shutil
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

import numba
import pytest

import handschlag
from handschlag.engine.scheduling import files, generate, jit
from handschlag.engine.scheduling.rules import check
from tests.engine.scheduling import planner

SOURCE = Path(handschlag.__file__).parents[1]
NOBODY = 65534
NOWHERE = "/dev/null/nowhere"
"""A folder that nobody can make, not even root."""


@pytest.fixture
def forum(tmp_path):
    path = tmp_path / "forum.json"
    recipe = generate.Recipe(participants=20, meetings=40, slots=6, pools=1, interpreted=0.3)
    path.write_text(files.write_problem(generate.generate(recipe)), encoding="utf-8")
    return path


def is_planned(forum, done):
    answer = forum.with_name("plan.json")
    answer.write_text(done.stdout, encoding="utf-8")
    problem, _ = files.read_problem(forum)
    plan = files.read_plan(answer, problem)
    assert (done.returncode, done.stderr) == (0, "")
    assert check(problem, plan) == []
    assert len(plan.held) + len(plan.unplaced) == len(problem.meetings)
    assert len(plan.held) > 30


def test_functions_run_compiled_here():
    assert jit.COMPILED
    assert jit.numbers(range(3)).tolist() == jit.plain(jit.numbers(range(3)), 0, 3) == [0, 1, 2]


def test_without_numba_a_function_stays_as_it_is():
    script = (
        "import sys; sys.modules['numba'] = None\n"
        "from handschlag.engine.scheduling import jit\n"
        "print(jit.COMPILED, jit.compiled(len) is len, jit.numbers(range(3)), jit.plain([1, 2, 3], 1, 2), "
        "jit.is_cached(len))"
    )

    done = planner.run(command=(sys.executable, "-c", script))

    assert (done.stdout, done.stderr) == ("False True [0, 1, 2] [2, 3] True\n", "")


def test_without_numba_the_planner_plans(forum, tmp_path):
    folder = tmp_path / "broken"
    folder.mkdir()
    (folder / "numba.py").write_text("raise ImportError('not on this machine')\n", encoding="utf-8")

    done = planner.run(
        "solve", forum, "--moves", "2000", "--quiet", command=planner.MODULE, environment={"PYTHONPATH": str(folder)}
    )

    is_planned(forum, done)


def test_without_a_place_for_the_cache_functions_are_compiled_all_the_same(tmp_path, monkeypatch):
    for name in ("HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, NOWHERE)
    monkeypatch.setattr(numba.config, "CACHE_DIR", NOWHERE)
    (tmp_path / "__pycache__").write_text("no folder\n", encoding="utf-8")
    (tmp_path / "tiny.py").write_text("def longer(n):\n    return n + 1\n", encoding="utf-8")
    longer = runpy.run_path(str(tmp_path / "tiny.py"))["longer"]
    with pytest.raises(RuntimeError, match="cannot cache function"):
        numba.njit(cache=True)(longer)

    compiled = jit.compiled(longer)

    assert (compiled(20), len(compiled.signatures), jit.is_cached(compiled)) == (21, 1, False)


@contextmanager
def read_only_copy():
    """The planner's source, readable by everybody and writable by nobody, without anything compiled."""
    # Not below ``tmp_path``, into which nobody else may look.
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "src"
        planner = Path("handschlag/engine/scheduling")
        shutil.copytree(SOURCE / planner, folder / planner, ignore=shutil.ignore_patterns("__pycache__"))
        for package in planner.parents[:2]:
            shutil.copy(SOURCE / package / "__init__.py", folder / package)
        folders = [Path(name), folder, *(one for one in folder.rglob("*") if one.is_dir())]
        for one in folder.rglob("*.py"):
            one.chmod(0o444)
        for one in folders:
            one.chmod(0o555)
        try:
            yield folder
        finally:
            for one in folders:
                one.chmod(0o755)


def somebody_else(*needs):
    """How to run a Python that has what it needs as another user: the command, the user and where modules are.

    Only root can be somebody else; and not every Python may be run by everybody. Failing that it is this
    Python, and this user.
    """
    here = {"command": [sys.executable], "path": [], "user": None}
    if os.getuid() != 0:
        return here
    site = [one for one in sys.path if one.endswith("-packages")] if needs else []
    test = f"import sys; assert sys.version_info >= (3, 11)\nfor name in {needs}: __import__(name)"
    for python in (sys.executable, shutil.which("python3", path="/usr/local/bin:/usr/bin")):
        if python is None:
            continue
        environment = {"PYTHONPATH": os.pathsep.join(site), "HOME": NOWHERE}
        try:
            subprocess.run([python, "-c", test], env=environment, cwd="/", user=NOBODY, check=True, capture_output=True)
        except (OSError, subprocess.CalledProcessError):
            continue
        return {"command": [python], "path": site, "user": NOBODY}
    return here


def runs_on_a_read_only_copy(forum, person, **environment):
    with read_only_copy() as source:
        before = sorted(source.rglob("*"))
        done = subprocess.run(
            [*person["command"], "-m", "handschlag.engine.scheduling", "solve", "-", "--moves", "2000", "--quiet"],
            input=forum.read_text(encoding="utf-8"),
            env={"HOME": NOWHERE, "PYTHONPATH": os.pathsep.join([str(source), *person["path"]])} | environment,
            user=person["user"],
            cwd="/",
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        if person["user"] is not None:
            assert sorted(source.rglob("*")) == before
    is_planned(forum, done)


@pytest.mark.slow
def test_somebody_else_plans_on_a_read_only_copy(forum):
    runs_on_a_read_only_copy(forum, somebody_else(), NUMBA_DISABLE_JIT="1", PYTHONDONTWRITEBYTECODE="1")


@pytest.mark.long
def test_somebody_else_plans_on_a_read_only_copy_compiled(forum):
    runs_on_a_read_only_copy(forum, somebody_else("numba"))
