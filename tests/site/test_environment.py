"""Environment variables: defaults run with nothing set, and each bad value is answered with one sentence."""

import re

import pytest

from handschlag.site import environment


@pytest.fixture
def read(tmp_path):
    return lambda **variables: environment.read({"HANDSCHLAG_DATA": str(tmp_path), **variables})


def test_nothing_has_to_be_set(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    surroundings = environment.read({})

    assert (surroundings.data, surroundings.base_url) == (tmp_path / "var", "http://127.0.0.1:8000")
    assert environment.database(surroundings.database_url)["NAME"] == str(tmp_path / "var" / "handschlag.sqlite3")
    assert (surroundings.demo, surroundings.debug) == (False, False)


def test_the_secret_key_is_made_once_and_nobody_else_reads_it(read, tmp_path):
    first, second = read(), read()

    assert (len(first.secret_key) > 60, second.secret_key) == (True, first.secret_key)
    assert oct((tmp_path / "secret-key").stat().st_mode & 0o777) == "0o600"
    assert [path.name for path in tmp_path.iterdir()] == ["secret-key"]


def test_a_value_may_come_from_a_file(read, tmp_path):
    path = tmp_path / "key"
    path.write_text("k" * 40 + "\n", encoding="utf-8")

    assert read(SECRET_KEY_FILE=str(path)).secret_key == "k" * 40


@pytest.mark.parametrize("folder", ["a folder", "50 %", "what?", "two#three", "Ленинград"])
def test_the_data_folder_may_have_any_name(tmp_path, folder):
    surroundings = environment.read({"HANDSCHLAG_DATA": str(tmp_path / folder)})

    assert environment.database(surroundings.database_url)["NAME"] == str(tmp_path / folder / "handschlag.sqlite3")


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("sqlite:///forum.sqlite3", {"NAME": "forum.sqlite3"}),
        ("sqlite:////srv/forum.sqlite3", {"NAME": "/srv/forum.sqlite3"}),
        (
            "postgresql://us%40er:p%2Fw@db.example.org:5433/forum",
            {"NAME": "forum", "USER": "us@er", "PASSWORD": "p/w", "HOST": "db.example.org", "PORT": "5433"},
        ),
        ("postgres://forum@/forum?host=/run/postgresql", {"NAME": "forum", "USER": "forum", "HOST": "/run/postgresql"}),
    ],
)
def test_the_address_of_the_database_is_understood(url, expected):
    settings = environment.database(url)

    assert {key: settings[key] for key in expected} == expected


@pytest.mark.parametrize(
    ("variable", "value", "sentence"),
    [
        ("HANDSCHLAG_DEMO", "yes", 'HANDSCHLAG_DEMO: expected 0 or 1, got "yes" (example: HANDSCHLAG_DEMO=1)'),
        ("HANDSCHLAG_DEBUG", "2", 'HANDSCHLAG_DEBUG: expected 0 or 1, got "2" (example: HANDSCHLAG_DEBUG=1)'),
        (
            "SECRET_KEY",
            "short",
            "SECRET_KEY: expected at least 32 letters, got 5 (without it a key is made and kept in the data folder)",
        ),
        *(
            (
                "HANDSCHLAG_BASE_URL",
                url,
                f'HANDSCHLAG_BASE_URL: expected scheme and host, got "{url}" (example: https://forum.example.org)',
            )
            for url in ("forum.example.org", "ftp://forum.example.org", "https://", "https://a.example.org/forum")
        ),
        (
            "HANDSCHLAG_BASE_URL",
            "http://a.example.org:port",
            'HANDSCHLAG_BASE_URL: expected an address, got "http://a.example.org:port" '
            "(example: https://forum.example.org)",
        ),
        (
            "DATABASE_URL",
            "mysql://localhost/forum",
            'DATABASE_URL: expected sqlite:/// or postgresql://, got "mysql:" '
            "(example: postgresql://forum:secret@127.0.0.1/forum)",
        ),
        (
            "DATABASE_URL",
            "sqlite://",
            "DATABASE_URL: expected the name of a database at the end (example: sqlite:///forum.sqlite3)",
        ),
        (
            "DATABASE_URL",
            "postgresql://forum:pass/word@db/forum",
            'DATABASE_URL: expected an address, got "db/forum" (example: postgresql://forum:secret@127.0.0.1/forum)',
        ),
        (
            "SECRET_KEY_FILE",
            "/nowhere/key",
            "SECRET_KEY_FILE: expected a readable text file, got /nowhere/key (No such file or directory)",
        ),
    ],
)
def test_a_bad_value_is_answered_with_a_sentence(read, variable, value, sentence):
    with pytest.raises(ValueError, match=f"^{re.escape(sentence)}$"):
        read(**{variable: value})


def test_a_file_that_is_no_text_is_refused(read, tmp_path):
    path = tmp_path / "picture"
    path.write_bytes(b"\xff\xfe\x00")

    with pytest.raises(ValueError, match=r"SECRET_KEY_FILE: expected a readable text file, got .* \(not UTF-8\)"):
        read(SECRET_KEY_FILE=str(path))


def test_a_data_folder_that_is_a_file_is_refused(tmp_path):
    path = tmp_path / "file"
    path.touch()

    with pytest.raises(ValueError, match=r"HANDSCHLAG_DATA: expected a folder that can be made .* \(File exists;"):
        environment.read({"HANDSCHLAG_DATA": str(path)})
