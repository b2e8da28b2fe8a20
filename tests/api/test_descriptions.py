"""What stands in ``docs`` about the interface is what the source says."""

import json
import re
import stat
from pathlib import Path
from string import Template

import pytest
from django.test import Client
from django.urls import resolve
from django.urls.exceptions import Resolver404

from handschlag.accounts.models import User
from handschlag.api.interface import api
from handschlag.api.models import Token
from handschlag.events.models import Event, Host
from handschlag.site import acceptance
from handschlag.site.command.errors import InputError
from tests import factories as make
from tests.api.desk import File, Program

DOCS = Path(__file__).parents[2] / "docs"


@pytest.fixture
def data(tmp_path, settings):
    settings.DATA = tmp_path
    return tmp_path


def test_the_committed_description_of_the_interface_is_true():
    committed = json.loads((DOCS / "api" / "openapi.json").read_text(encoding="utf-8"))

    assert committed == json.loads(json.dumps(api.get_openapi_schema()))


def test_the_served_description_is_the_committed_one(client):
    assert client.get("/api/v1/openapi.json").json() == json.loads(json.dumps(api.get_openapi_schema()))


def test_each_operation_has_a_name_words_and_all_its_problems():
    for all_of in api.get_openapi_schema()["paths"].values():
        for method, one in all_of.items():
            problems = {status for status in one["responses"] if status >= "400"}
            assert re.fullmatch("[a-z_]+", one["operationId"])
            assert one["summary"]
            assert {"400", "401", "404", "413", "429", "500"} <= problems
            assert ("403" in problems) == (method != "get")
            assert [next(iter(one["responses"][status]["content"])) for status in problems] == [
                "application/problem+json"
            ] * len(problems)
            assert ("Location" in one["responses"].get("201", {}).get("headers", {})) == ("201" in one["responses"])


def test_the_committed_document_for_acceptance_is_true_and_holds_no_secret():
    committed = (DOCS / "acceptance.json").read_text(encoding="utf-8")

    assert committed == acceptance.text(acceptance.placeholders())
    assert set(json.loads(committed)["tokens"].values()) == {"Token …"}


def test_every_address_of_the_document_exists():
    document = acceptance.placeholders()
    names = {**document["vars"], "page": "1", "id": "x"}
    paths = [Template(op["path"]).substitute(names).partition("?")[0] for op in document["ops"].values()]

    missing = []
    for path in (*paths, *document["pages"], document["openapi"], document["commands"]["ready"]):
        try:
            missing += [path] if resolve(path).url_name in ("api_nothing", "api_root") else []
        except Resolver404:
            missing.append(path)
    assert missing == []


def test_every_operation_of_the_document_is_one_of_the_interface():
    document = acceptance.placeholders()
    offered = {
        (method.upper(), path) for path, all_of in api.get_openapi_schema()["paths"].items() for method in all_of
    }

    def described(path):
        path = Template(path.partition("?")[0]).safe_substitute(v="/api/v1")
        one = "application" if "/applications/" in path else "invitation"
        return re.sub(r"\$\{(\w+)\}", lambda found: f"{{{one if found[1] == 'id' else found[1]}}}", path)

    asked = {(op["method"], described(op["path"])) for op in document["ops"].values() if op["path"].startswith("${v}")}
    assert asked - offered == set()


@pytest.mark.django_db
@pytest.mark.usefixtures("data")
class TestLoading:
    def test_all_that_is_described_works(self):
        file = acceptance.load()

        document = json.loads(file.read_text(encoding="utf-8"))
        me = {
            name: Program(words.removeprefix("Token ")).get("/me").json() for name, words in document["tokens"].items()
        }

        assert {name: one["role"] for name, one in me.items()} == {
            name: part.role for name, part in acceptance.PARTS.items()
        }
        assert me["organiser"]["host"] != me["other_organiser"]["host"]
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        known = document["known_account"]
        assert User.objects.get(email=known["email"]).check_password(known["password"])

    @pytest.mark.slow
    def test_the_body_of_each_operation_is_taken(self):
        document = json.loads(acceptance.load().read_text(encoding="utf-8"))
        caller = Program(document["tokens"]["organiser"].removeprefix("Token "))
        names = {
            **document["vars"],
            "page": "1",
            "slug": "made",
            "name": "Neu",
            "email": "new@example.org",
            "id": "",
            "capacity": 9,
        }
        statuses = {}

        for name, op in document["ops"].items():
            if not op["path"].startswith("${v}"):
                continue
            path = Template(op["path"]).substitute(names).removeprefix("/api/v1")
            body = json.loads(Template(json.dumps(op.get("body"))).substitute(names))
            sent = File("list.csv", b"email,contact_name\r\nfile@example.org,Anna") if "file_field" in op else body
            answer = caller.ask(op["method"], path, sent)
            if answer.streaming:
                b"".join(answer)  # at its end the file is closed, and the connection stays
            statuses[name] = answer.status_code
            if name in ("invite", "register"):
                names["id"] = answer.json()[op["fields"]["id"]]

        assert set(statuses.values()) == {200, 201, 204}

    def test_the_known_account_signs_in_with_its_password(self):
        document = json.loads(acceptance.load().read_text(encoding="utf-8"))
        login = document["ops"]["login"]
        form = json.loads(Template(json.dumps(login["form"])).substitute(document["known_account"]))
        client = Client()

        answer = client.post(login["path"], form)

        assert (answer.status_code, "_auth_user_id" in client.session) == (302, True)

    def test_a_second_start_finds_everything_as_it_was(self):
        first = acceptance.load().read_text(encoding="utf-8")

        again = acceptance.load().read_text(encoding="utf-8")

        assert again == first
        assert (Host.objects.count(), Event.objects.count(), Token.objects.count()) == (2, 2, len(acceptance.PARTS))

    def test_what_somebody_else_has_made_is_not_touched(self):
        make.HostFactory()

        with pytest.raises(InputError, match="expected an empty database"):
            acceptance.load()

        assert not Token.objects.exists()
