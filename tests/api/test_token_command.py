"""``handschlag token``: the token on standard output, once; one sentence for what is at fault."""

from argparse import Namespace

import pytest

from handschlag.api.models import Token
from handschlag.events.models import Membership
from handschlag.site.command import arguments, token
from handschlag.site.command.errors import InputError
from tests import factories as make
from tests.api.desk import Program

pytestmark = pytest.mark.django_db


def run(typed):
    assert token.run(arguments.parser().parse_args(["token", *typed.split()])) == 0


@pytest.fixture
def event():
    return make.EventFactory(slug="forum", host__slug="wfe")


def test_a_token_is_printed_once_and_works(event, capsys):
    run("create --role check_in_desk --event forum --name Door --days 5 --scope read")

    said = capsys.readouterr()
    made = Token.objects.get()
    me = Program(said.out.strip()).get("/me").json()
    assert (said.out.count("\n"), said.out.startswith("hs_")) == (1, True)
    assert (me["name"], me["event"], me["role"], me["scope"]) == ("Door", "forum", "check_in_desk", "read")
    assert (made.is_of_operator, made.given_by, (made.expires_at - made.created_at).days) == (True, None, 4)
    assert "shown only now" in said.err


def test_a_token_for_a_host_counts_at_all_of_its_events(event, capsys):
    run("create --role reader --host wfe")

    assert [(row.host, row.event) for row in Membership.objects.all()] == [(event.host, None)]


def test_the_list_shows_no_secret(event, capsys):
    run("create --role reader --event forum")
    secret = capsys.readouterr().out.strip()

    run("list --host wfe")

    said = capsys.readouterr().out
    assert said.split()[:5] == [f"{secret[:9]}…", "wfe", "forum", "reader", "write"]
    assert secret not in said


def test_a_token_is_revoked_by_its_first_letters(event, capsys):
    run("create --role reader --event forum")
    secret = capsys.readouterr().out.strip()

    run(f"revoke {secret[:9]}…")
    run("list")

    assert capsys.readouterr().out == f"{secret[:9]}… is revoked\n"
    assert Program(secret).get("/me").status_code == 401


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("create --role clown --event forum", 'expected a role such as organiser, .*, got "clown"'),
        ("create --role reader --event other", 'there is no event "other"'),
        ("create --role reader --event forum --host other", 'there is no event "forum" of other'),
        ("create --role reader --host other", 'there is no host "other"'),
        ("create --role reader", "expected --event or --host"),
        ("create --role reader --event forum --days 4000", "expected at most 3650 days, got 4000"),
        ("revoke hs_none", 'expected the beginning of one token, got "hs_none", which 0 have'),
        ("list --host other", 'there is no host "other"'),
    ],
)
def test_what_is_at_fault_is_said_in_one_sentence(event, typed, sentence):
    with pytest.raises(InputError, match=sentence):
        run(typed)

    assert not Token.objects.exists()


@pytest.mark.parametrize("flag", ["HANDSCHLAG_DEMO", "HANDSCHLAG_DEBUG"])
def test_acceptance_looks_at_production_only(monkeypatch, tmp_path, flag):
    from handschlag.site.command import acceptance

    for name in ("HANDSCHLAG_DEMO", "HANDSCHLAG_DEBUG"):
        monkeypatch.setenv(name, "0")
    monkeypatch.setenv("HANDSCHLAG_DATA", str(tmp_path))
    monkeypatch.setenv(flag, "1")

    with pytest.raises(InputError, match="unset HANDSCHLAG_DEMO and HANDSCHLAG_DEBUG"):
        acceptance.run(Namespace(host="127.0.0.1", port=1))
