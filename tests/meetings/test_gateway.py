"""The door to the planner's process: what comes through it, what is refused, and that no plan is lost on the way."""

import fcntl
import json
import selectors
import signal
import subprocess
import sys
from dataclasses import replace

import pytest

from handschlag.engine import scheduling
from handschlag.engine.scheduling import files
from handschlag.meetings import bridge, gateway
from handschlag.meetings.choices import Choices
from tests.meetings import planned

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def solve(problem, **choices):
    return gateway.solve(problem, Choices(**choices), on_progress=lambda progress: None, stop_asked=lambda: False)


def refusal(problem, **choices):
    with pytest.raises(gateway.NoAnswer) as none:
        solve(problem, **choices)
    return none.value.code


@pytest.fixture
def problem():
    return bridge.pose(planned.forum(), Choices()).problem


@pytest.fixture
def planner(tmp_path, monkeypatch):
    """Puts a program of our own in the planner's place."""

    def replace(script):
        program = tmp_path / "planner"
        program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        program.chmod(0o755)
        monkeypatch.setattr(sys, "executable", str(program))

    return replace


def honest(document):
    pass


def two_at_a_table(document):
    document["assign"][1] |= {name: document["assign"][0][name] for name in ("slot", "place")}


def one_forgotten(document):
    document["unplaced"].pop()


def worth_less(document):
    document["objective"]["lost"] -= 1


@pytest.mark.parametrize("change", [honest, two_at_a_table, one_forgotten, worth_less])
def test_only_an_answer_that_keeps_the_rules_and_tells_the_truth_passes(planner, tmp_path, change):
    run = planned.started(planned.forum())
    asked, outcome, _ = planned.computed(run)
    document = json.loads(json.dumps(outcome.answer.document))
    change(document)
    answer = tmp_path / "answer.json"
    answer.write_text(json.dumps(document), encoding="utf-8")
    planner(f"cat {answer}")

    if change is honest:
        assert solve(asked.problem).document == document
    else:
        assert refusal(asked.problem) == "answer"


@pytest.mark.parametrize(("kind", "is_believed"), [("no_common_slot", True), ("hall", False)])
def test_that_there_is_no_plan_is_believed_if_it_is_proven(problem, planner, tmp_path, kind, is_believed):
    asked = replace(problem, places=(), meetings=tuple(replace(one, locked=True) for one in problem.meetings))
    refused = scheduling.solve(asked, moves=100)
    refused = replace(refused, certificate=replace(refused.certificate, kind=kind))
    answer = tmp_path / "answer.json"
    answer.write_text(files.write_plan(asked, refused, problem_sha256=""), encoding="utf-8")
    planner(f"cat {answer}")

    if is_believed:
        assert solve(asked).plan.certificate == refused.certificate
    else:
        assert refusal(asked) == "answer"


@pytest.mark.parametrize(
    ("script", "code"),
    [
        ("echo nonsense", "answer"),
        ("echo 'Traceback: oh' >&2; exit 1", "crashed"),
        ("echo 'wrong' >&2; exit 2", "input"),
        ("kill -9 $$", "killed"),
        ("echo 'LLVM ERROR: out of memory' >&2; kill -6 $$", "memory"),
        ("exec sleep 60", "late"),
    ],
)
def test_why_there_is_no_answer_has_a_code(problem, planner, script, code):
    planner(script)

    assert refusal(problem, seconds=-gateway.GRACE if code == "late" else 1) == code


# The process itself


@pytest.fixture
def child(tmp_path):
    """The planner with a forum that it cannot finish by proof, writing into a pipe that takes less than its answer."""
    asked = tmp_path / "problem.json"
    asked.write_text(files.write_problem(bridge.pose(planned.endless(), Choices()).problem), encoding="utf-8")
    command = gateway._command(asked, Choices(moves=planned.MOVES), gateway.MOST_MEMORY)
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, **pipes) as process:
        fcntl.fcntl(process.stdout, fcntl.F_SETPIPE_SZ, 4096)
        yield process
        process.kill()


def wait_for_output(child):
    with selectors.DefaultSelector() as selector:
        selector.register(child.stdout, selectors.EVENT_READ)
        assert selector.select(timeout=60)


@pytest.mark.server
def test_being_asked_to_stop_while_it_writes_its_answer_loses_no_plan(child):
    wait_for_output(child)

    child.send_signal(signal.SIGINT)

    assert json.loads(child.stdout.read())["status"] == "feasible"
    assert child.wait() == 0


@pytest.mark.server
def test_it_ends_with_whoever_started_it(child):
    wait_for_output(child)

    child.stdin.close()

    assert child.wait(timeout=60) == 1
