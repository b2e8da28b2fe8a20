"""Set-up, without a network: what is typed exists, and what is missing is said in one sentence."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TARGETS = [
    "serve-acceptance",
    "setup",
    "demo",
    "timetable",
    "test",
    "test-fast",
    "test-long",
    "fuzz",
    "check",
    "bench",
    "lock",
    "clean",
    "coverage",
    "help",
]
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
# What the scripts may take from the system besides Python: nothing else is on the path of these tests.
TOOLS = ["sh", "cat", "dirname", "mkdir", "sed", "awk", "cksum", "rm", "touch"]


def run(*command, cwd=ROOT, **environment):
    environment = {"PATH": os.environ["PATH"], **environment}
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture
def machine(tmp_path):
    """A copy of the scripts and a folder of commands that holds the few tools and no Python."""
    shutil.copytree(ROOT / "scripts", tmp_path / "checkout" / "scripts", ignore=shutil.ignore_patterns("__pycache__"))
    commands = tmp_path / "commands"
    commands.mkdir()
    for tool in TOOLS:
        (commands / tool).symlink_to(shutil.which(tool))
    return tmp_path


def command(machine, name, *lines):
    path = machine / "commands" / name
    path.write_text("\n".join(["#!/bin/sh", *lines, ""]), encoding="utf-8")
    path.chmod(0o755)


def set_up(machine, **environment):
    done = run("scripts/venv.sh", cwd=machine / "checkout", PATH=str(machine / "commands"), **environment)
    return done.returncode, done.stdout, done.stderr.splitlines()


OLD_PYTHON = "exit 1"  # the only thing asked of it is whether it is new enough
PYTHON_WITHOUT_VENV = 'case "$2" in *ensurepip*) exit 1;; *print*) echo 3.12;; esac'


@pytest.mark.parametrize("target", TARGETS)
def test_every_target_knows_what_to_do(target):
    done = run("make", "-n", target)

    assert (done.returncode, done.stderr) == (0, "")


def test_make_alone_lists_the_targets():
    lines = run("make").stdout.splitlines()

    assert sorted(line.split()[1] for line in lines) == sorted(TARGETS)


def test_no_python_is_said_in_one_sentence(machine):
    assert set_up(machine) == (
        1,
        "",
        [
            "Handschlag needs Python 3.11 or newer, and found none; "
            "where it lies elsewhere, type: make setup PYTHON=/path/to/python3"
        ],
    )


def test_an_old_python_is_passed_over(machine):
    command(machine, "python3", OLD_PYTHON)
    command(machine, "python3.12", PYTHON_WITHOUT_VENV)
    command(machine, "apt-get")
    command(machine, "id", "echo 1000")

    assert set_up(machine)[2] == ["Python's venv module is missing, please type: sudo apt-get install python3.12-venv"]


def test_an_old_python_that_was_asked_for_is_refused(machine):
    command(machine, "python3", OLD_PYTHON)
    command(machine, "python3.12", PYTHON_WITHOUT_VENV)

    assert set_up(machine, PYTHON="python3") == (
        1,
        "",
        ["Handschlag needs Python 3.11 or newer, and PYTHON=python3 is not that."],
    )


def test_a_missing_venv_module_is_not_installed_without_rights(machine):
    command(machine, "python3", PYTHON_WITHOUT_VENV)
    command(machine, "apt-get", "echo called >called")
    command(machine, "id", "echo 1000")

    code, _, said = set_up(machine)

    assert (code, len(said)) == (1, 1)
    assert not (machine / "checkout" / "called").exists()


def test_root_installs_the_missing_venv_module_from_debian(machine):
    command(machine, "python3", PYTHON_WITHOUT_VENV)
    command(machine, "apt-get", 'echo "$@" >>called')
    command(machine, "id", "echo 0")

    set_up(machine)

    called = (machine / "checkout" / "called").read_text(encoding="utf-8").splitlines()
    assert called == ["update", "install -y --no-install-recommends python3.12-venv"]


def test_a_failing_installation_is_one_sentence(machine):
    command(machine, "python3", PYTHON_WITHOUT_VENV)
    command(machine, "apt-get", "echo no network >&2; exit 100")
    command(machine, "id", "echo 0")

    assert set_up(machine)[2] == [
        "Installing Debian's python3.12-venv …",
        "Debian's package python3.12-venv could not be installed: the reason is in .venv/setup.log.",
    ]


# Makes what `python -m venv` makes as far as the script looks at it, and notes each time.
PYTHON_WITH_VENV = 'case "$*" in *"-m venv"*) echo made >>times; mkdir -p .venv/bin; cp "$0" .venv/bin/python;; esac'


def test_an_interrupted_environment_is_made_anew_and_a_whole_one_is_kept(machine):
    (machine / "commands" / "cp").symlink_to(shutil.which("cp"))
    command(machine, "python3", PYTHON_WITH_VENV)
    command(machine, "uv")
    (machine / "checkout" / ".venv" / "bin").mkdir(parents=True)
    shutil.copy(machine / "commands" / "python3", machine / "checkout" / ".venv" / "bin" / "python")

    first, second = set_up(machine), set_up(machine)

    assert first == (0, "uv\n", ["Making the virtual environment .venv …"])
    assert second == (0, "uv\n", [])
    assert (machine / "checkout" / "times").read_text(encoding="utf-8") == "made\n"


def test_a_failing_download_is_one_sentence(machine):
    command(machine, "python3", PYTHON_WITH_VENV.replace("esac", '*"-m pip"*) exit 1;; esac'))
    (machine / "commands" / "cp").symlink_to(shutil.which("cp"))

    assert set_up(machine)[2][1:] == [
        "Installing uv …",
        "uv could not be downloaded: check the network and type make again (the reason is in .venv/setup.log).",
    ]


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_a_lock_holds_hashes_and_no_address(lock):
    text = lock.read_text(encoding="utf-8")
    packages = re.findall(r"^[\w.-]+==", text, re.MULTILINE)
    hashed = re.findall(r"^[\w.-]+==.*\\\n    --hash=sha256:[0-9a-f]{64}", text, re.MULTILINE)

    assert packages
    assert len(hashed) == len(packages)
    assert re.findall(r"\w+://|^-|file:", text, re.MULTILINE) == []


def test_there_is_a_lock_for_each_purpose():
    assert [lock.name for lock in LOCKS] == ["compare.txt", "dev.txt", "fuzz.txt", "run.txt", "uv.txt"]


def test_what_runs_has_the_same_versions_when_developing():
    run, dev = ((ROOT / "requirements" / name).read_text(encoding="utf-8") for name in ("run.txt", "dev.txt"))

    assert set(re.findall(r"^[\w.-]+==.*", run, re.MULTILINE)) <= set(re.findall(r"^[\w.-]+==.*", dev, re.MULTILINE))


def test_continuous_integration_checks_and_tests():
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")

    assert re.findall(r"^make (\w+)", script, re.MULTILINE) == ["check", "test"]
    assert os.access(ROOT / ".ci" / "run", os.X_OK)
