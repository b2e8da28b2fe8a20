"""Environment variables: defaults run with nothing set, and each bad value is answered with one sentence."""

import re
import sys
from pathlib import Path

import pytest

from handschlag.foundation.mail_route import Cipher, Route, Way
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


@pytest.mark.parametrize(
    ("url", "route"),
    [
        ("", Route()),
        ("console:", Route(Way.CONSOLE)),
        ("file:///srv/mails%20out", Route(Way.FILE, folder=Path("/srv/mails out"))),
        ("smtp://127.0.0.1:2525", Route(Way.SMTP, host="127.0.0.1", port=2525)),
        ("smtp://mail.example.org", Route(Way.SMTP, host="mail.example.org", port=25)),
        (
            "smtp://us%40er:p%2Fw@mail.example.org/?starttls=1",
            Route(Way.SMTP, "mail.example.org", 587, "us@er", "p/w", Cipher.STARTTLS),
        ),
        ("smtps://u:p@mail.example.org", Route(Way.SMTP, "mail.example.org", 465, "u", "p", Cipher.TLS)),
        ("smtp://u:p@localhost:25", Route(Way.SMTP, "localhost", 25, "u", "p")),
    ],
)
def test_the_way_out_for_mails_is_understood(url, route):
    assert environment.mail(url) == route


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("http://mail.example.org", 'got "http:"'),
        ("smtp:", 'got "smtp:"'),
        ("file://mails", 'got "file:"'),
        ("smtp://mail.example.org/?tls=1", 'got "?tls=1"'),
        ("smtp://mail.example.org/?starttls=yes", 'got "?starttls=yes"'),
        ("smtp://me:geheim@mail.example.org", "a password goes to mail.example.org"),
        ("smtp://me:geheim@mail.example.org:port", 'got "mail.example.org:port"'),
    ],
)
def test_a_wrong_way_out_is_said_in_one_sentence_and_never_with_the_password(read, url, says):
    with pytest.raises(ValueError, match=r"^EMAIL_URL: expected ") as wrong:
        read(EMAIL_URL=url)

    assert says in str(wrong.value)
    assert "geheim" not in str(wrong.value)


def test_a_password_is_not_shown_with_the_way_out():
    route = environment.mail("smtp://me:geheim@mail.example.org/?starttls=1")

    assert ("geheim" in f"{route} {route!r}", str(route)) == (False, "mail.example.org:587 (starttls)")


def test_mails_come_from_the_address_that_is_set_or_from_one_at_the_site(read):
    site = read(HANDSCHLAG_BASE_URL="https://forum.example.org")
    own = read(HANDSCHLAG_MAIL_FROM="forum@agency.example.org")

    assert (site.mail_from, own.mail_from) == ("handschlag@forum.example.org", "forum@agency.example.org")


@pytest.mark.parametrize("value", ["nobody", "Agency <a@b.example>", "a@b.example, c@d.example", "ö@b.example"])
def test_a_sender_that_is_no_address_is_refused(read, value):
    with pytest.raises(ValueError, match=r"^HANDSCHLAG_MAIL_FROM: expected a mail address"):
        read(HANDSCHLAG_MAIL_FROM=value)


OIDC = {
    "HANDSCHLAG_OIDC_URL": "https://sign-in.example.org/realms/agency/",
    "HANDSCHLAG_OIDC_CLIENT_ID": "handschlag",
    "HANDSCHLAG_OIDC_CLIENT_SECRET": "geheim",
}


def test_proxies_are_trusted_only_where_somebody_says_how_many(read):
    assert (read().trusted_proxies, read(HANDSCHLAG_TRUSTED_PROXIES="2").trusted_proxies) == (0, 2)


@pytest.mark.parametrize("value", ["-1", "6", "one", "1.0", "²"])
def test_a_wrong_number_of_proxies_is_answered_with_a_sentence(read, value):
    sentence = f'HANDSCHLAG_TRUSTED_PROXIES: expected a number from 0 to 5, got "{value}"'
    with pytest.raises(ValueError, match=re.escape(sentence)):
        read(HANDSCHLAG_TRUSTED_PROXIES=value)


def test_another_sign_in_is_set_as_a_whole_or_not_at_all(read):
    given = read(**OIDC).oidc

    assert read().oidc is None
    assert (given.url, given.client_id, given.name) == (
        "https://sign-in.example.org/realms/agency",
        "handschlag",
        "sign-in.example.org",
    )
    assert read(**OIDC, HANDSCHLAG_OIDC_NAME="Agency").oidc.name == "Agency"


@pytest.mark.parametrize("missing", OIDC)
def test_half_of_another_sign_in_is_answered_with_a_sentence(read, missing):
    with pytest.raises(ValueError, match=f"^{missing}: expected a value, got none") as wrong:
        read(**{name: value for name, value in OIDC.items() if name != missing})

    assert "geheim" not in str(wrong.value)


@pytest.mark.parametrize("url", ["http://sign-in.example.org", "sign-in.example.org", "ftp://x.example.org"])
def test_another_sign_in_has_to_be_encrypted(read, url):
    with pytest.raises(ValueError, match=r"^HANDSCHLAG_OIDC_URL: expected an address with https"):
        read(**OIDC | {"HANDSCHLAG_OIDC_URL": url})


@pytest.mark.parametrize(
    "url", ["redis://127.0.0.1:6379/0", "rediss://:geheim@cache.example.org", "unix:///run/redis.sock"]
)
def test_machines_may_share_pages_in_redis(read, url):
    assert (read().redis_url, read(REDIS_URL=url).redis_url) == ("", url)


@pytest.mark.parametrize(
    "url", ["127.0.0.1:6379", "http://:geheim@127.0.0.1", "redis://", "unix://", "redis://host:port"]
)
def test_a_wrong_address_of_redis_is_answered_with_a_sentence(read, url):
    with pytest.raises(ValueError, match=r"^REDIS_URL: expected .*example: redis://127\.0\.0\.1:6379/0") as wrong:
        read(REDIS_URL=url)

    assert "geheim" not in str(wrong.value)


def test_without_the_package_redis_is_refused_with_what_to_do(read, monkeypatch):
    monkeypatch.setitem(sys.modules, "redis", None)

    with pytest.raises(ValueError, match=r"^REDIS_URL: .*pip install 'handschlag\[redis\]'"):
        read(REDIS_URL="redis://127.0.0.1")
