"""The command ``handschlag``: the answer on standard output, one sentence and 2 for what is at fault."""

import os
import socket
import subprocess
import sys
from argparse import Namespace

import pytest

from handschlag.site.command import arguments, main
from handschlag.site.command.demo import forget
from handschlag.site.command.errors import InputError
from handschlag.site.command.serve import only_one, refuse_busy_port

COMMANDS = ["demo", "serve", "web", "prepare", "worker", "acceptance", "tick", "doctor"]
OURSELVES = [sys.executable, "-m", "handschlag.site.command"]


def handschlag(*typed, data, **variables):
    """Exit code, standard output and standard error."""
    names = ("PATH", "PYTHONPATH", "COVERAGE_PROCESS_START", "COVERAGE_PROCESS_CONFIG")
    surroundings = {name: os.environ[name] for name in names if name in os.environ}
    environment = {**surroundings, "HANDSCHLAG_DATA": str(data), **variables}
    done = subprocess.run([*OURSELVES, *typed], env=environment, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize("typed", [[], *([name] for name in COMMANDS)], ids=["handschlag", *COMMANDS])
def test_each_command_explains_itself(typed, capsys):
    with pytest.raises(SystemExit) as ended:
        main([*typed, "--help"])

    said = capsys.readouterr()
    assert (ended.value.code, said.out.startswith("usage: handschlag"), said.err) == (0, True, "")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "handschlag: the following arguments are required: COMMAND"),
        ("dance", "handschlag: argument COMMAND: invalid choice: 'dance'"),
        ("serve --port x", 'handschlag serve: argument --port: expected a number from 1 to 65535, got "x"'),
        ("serve --port 65536", 'handschlag serve: argument --port: expected a number from 1 to 65535, got "65536"'),
        ("demo --threads 0", 'handschlag demo: argument --threads: expected a number from 1 on, got "0"'),
        ("worker --queue express", "handschlag worker: argument --queue: invalid choice: 'express'"),
        ("tick --now", "handschlag: unrecognized arguments: --now"),
    ],
)
def test_what_cannot_be_understood_is_refused_in_one_sentence(typed, sentence, capsys):
    with pytest.raises(SystemExit) as ended:
        main(typed.split())

    said = capsys.readouterr()
    assert (ended.value.code, said.out, said.err.count("\n")) == (2, "", 1)
    assert said.err.startswith(sentence)


def test_what_is_typed_counts_more_than_what_is_set(tmp_path):
    variables = {"HANDSCHLAG_DATA": "elsewhere", "HANDSCHLAG_BASE_URL": "https://forum.example.org"}

    typed = arguments.parser().parse_args(["demo", "--data", str(tmp_path), "--port", "8123"])
    arguments.into_environment(typed, variables)

    assert variables == {
        "HANDSCHLAG_DATA": str(tmp_path),
        "HANDSCHLAG_BASE_URL": "https://forum.example.org",
        "HANDSCHLAG_DEMO": "1",
    }


def test_the_usual_address_follows_the_port():
    variables = {}
    arguments.into_environment(Namespace(command="serve", data=None, port=8123), variables)

    assert variables == {"HANDSCHLAG_BASE_URL": "http://127.0.0.1:8123"}


@pytest.mark.server
@pytest.mark.parametrize("command", COMMANDS)
def test_a_bad_environment_is_refused_by_every_command(command, tmp_path):
    done = handschlag(command, data=tmp_path, HANDSCHLAG_DEBUG="maybe")

    sentence = 'handschlag: HANDSCHLAG_DEBUG: expected 0 or 1, got "maybe" (example: HANDSCHLAG_DEBUG=1)\n'
    assert done == (2, "", sentence)


@pytest.fixture
def busy_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.mark.server
def test_the_demo_refuses_a_busy_port_before_it_does_anything(tmp_path, busy_port):
    done = handschlag("demo", "--port", str(busy_port), data=tmp_path)

    sentence = f"handschlag: cannot listen at 127.0.0.1, port {busy_port}: it is in use; choose another port\n"
    assert done == (2, "", sentence)
    assert not (tmp_path / "handschlag.sqlite3").exists()


@pytest.mark.parametrize("host", ["198.51.100.1", "no.such.host.example"])
def test_an_address_of_another_machine_is_refused(host):
    with pytest.raises(InputError, match=f"cannot listen at {host}, port 8000: .*; choose another port"):
        refuse_busy_port(host, 8000)


def test_one_data_folder_has_one_supervisor(tmp_path):
    refused = pytest.raises(InputError, match=rf"already runs on .* \(process {os.getpid()}\)")
    with only_one(tmp_path), refused, only_one(tmp_path):
        pytest.fail("the second one should have been refused")

    with only_one(tmp_path):
        pass


def test_reset_deletes_the_database_and_nothing_else(tmp_path):
    for name in ("handschlag.sqlite3", "handschlag.sqlite3-wal", "secret-key"):
        (tmp_path / name).touch()

    forget(f"sqlite:///{tmp_path}/handschlag.sqlite3", tmp_path)

    assert [path.name for path in tmp_path.iterdir()] == ["secret-key"]


@pytest.mark.parametrize("url", ["sqlite:////elsewhere/forum.sqlite3", "postgresql://forum@127.0.0.1/forum"])
def test_reset_deletes_no_database_outside_of_the_data_folder(tmp_path, url):
    with pytest.raises(InputError, match=r"--reset deletes only a database in"):
        forget(url, tmp_path)


@pytest.mark.server
@pytest.mark.parametrize("typed", [["tick"], ["mails"], ["rescue", "anna@example.org"], ["token", "list"]])
def test_without_a_database_there_is_one_sentence_that_says_what_to_type(typed, tmp_path):
    sentence = "handschlag: the database is not made yet, or is of an older version; type: handschlag prepare\n"
    assert handschlag(*typed, data=tmp_path) == (2, "", sentence)


@pytest.mark.server
def test_an_agency_begins_on_an_empty_installation(tmp_path):
    typed = ["host", "wfs", "--name", "Agency", "--manager", "anna@example.org"]

    code, output, talk = handschlag(*typed, data=tmp_path)

    assert (code, talk) == (0, "")
    assert output.startswith("Agency (wfs) is there now, managed by anna@example.org\n")
