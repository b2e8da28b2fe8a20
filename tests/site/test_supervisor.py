"""The supervisor: starts again what has died, later each time, and leaves nothing behind."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

PATIENCE_SECONDS = 60
# Children that note their process and what they do; each is held by the lifeline.
BEGIN = "import os, sys, time, signal, subprocess; open(sys.argv[1], 'a').write(f'{os.getpid()}\\n')\n"
HOLD = BEGIN + "from handschlag.site import lifeline; lifeline.hold()\n"
SLEEPER = HOLD + "time.sleep(60)"
DYING = BEGIN
STUBBORN = HOLD + "signal.signal(signal.SIGTERM, signal.SIG_IGN); print(flush=True); time.sleep(60)"
PARENT = HOLD + (
    "one = subprocess.Popen([sys.executable, '-S', '-c', 'import time; time.sleep(60)'])\n"
    "open(sys.argv[1], 'a').write(f'{one.pid}\\n'); time.sleep(60)"
)
SUPERVISOR = """
import logging, sys
from handschlag.site.supervisor import Supervisor
logging.basicConfig(level="INFO")
children = [(str(n), [sys.executable, "-c", source, sys.argv[1]]) for n, source in enumerate(sys.argv[2:])]
Supervisor(children).run(is_ready=lambda: True, when_ready=lambda: print("ready", flush=True))
"""

pytestmark = pytest.mark.server


@pytest.fixture
def supervise(tmp_path):
    """Starts a supervisor of such children; returns it and a function that reads the noted processes."""
    started, notes = [], tmp_path / "notes"

    def pids():
        return [int(line) for line in notes.read_text().split()] if notes.exists() else []

    def start(*children):
        command = [sys.executable, "-c", SUPERVISOR, str(notes), *children]
        started.append(subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True))
        return started[-1], pids

    yield start
    for one in started:
        one.kill()
        one.communicate()


def wait_until(is_so):
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def is_alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_all_are_started_and_all_end_on_ctrl_c(supervise):
    supervisor, pids = supervise(SLEEPER, SLEEPER)
    wait_until(lambda: len(pids()) == 2)

    supervisor.send_signal(signal.SIGINT)

    assert supervisor.wait(5) == 0
    assert supervisor.stdout.read() == "ready\n"
    assert not any(is_alive(pid) for pid in pids())


def test_a_killed_child_is_started_again(supervise):
    _, pids = supervise(SLEEPER, SLEEPER)
    wait_until(lambda: len(pids()) == 2)

    os.kill(pids()[1], signal.SIGKILL)

    wait_until(lambda: len(pids()) == 3)
    assert [is_alive(pid) for pid in pids()] == [True, False, True]


def test_a_child_that_keeps_dying_is_started_later_each_time(supervise):
    supervisor, pids = supervise(DYING)
    wait_until(lambda: len(pids()) == 3)
    supervisor.terminate()

    said = [line.rpartition(": ")[2].rpartition("; ")[2] for line in supervisor.communicate()[1].splitlines()]
    assert [sentence for sentence in said if sentence.startswith("again")][:2] == ["again in 0.5 s", "again in 1 s"]


def test_what_a_dead_child_had_started_is_ended_with_it(supervise):
    _, pids = supervise(PARENT)
    wait_until(lambda: len(pids()) == 2)
    parent, grandchild = pids()

    os.kill(parent, signal.SIGKILL)

    wait_until(lambda: len(pids()) == 4)
    assert not is_alive(grandchild)


def test_who_does_not_listen_is_killed_at_the_second_ctrl_c(supervise):
    supervisor, pids = supervise(STUBBORN)
    wait_until(lambda: len(pids()) == 1)
    time.sleep(0.3)

    supervisor.send_signal(signal.SIGINT)
    time.sleep(0.3)
    assert is_alive(pids()[0])
    supervisor.send_signal(signal.SIGINT)

    assert supervisor.wait(3) == 0
    assert not is_alive(pids()[0])


def test_nobody_outlives_a_killed_supervisor(supervise):
    supervisor, pids = supervise(SLEEPER, STUBBORN, PARENT)
    wait_until(lambda: len(pids()) == 4)
    time.sleep(0.3)

    supervisor.kill()

    wait_until(lambda: not any(is_alive(pid) for pid in pids()))
