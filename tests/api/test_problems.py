"""Every refusal and failure has one form, in the reader's language, and tells nothing that it should not."""

import logging

import pytest
from django.test import Client
from django.utils import translation

from handschlag.api import problems
from handschlag.api.states import Scope
from handschlag.events import access
from handschlag.events.roles import Role
from tests import factories as make
from tests.api.desk import NEW_EVENT, Program, program

pytestmark = pytest.mark.django_db


def told(answer):
    problem = answer.json()
    assert answer["Content-Type"] == "application/problem+json"
    assert {"type", "title", "status", "detail", "code"} <= set(problem)
    assert (problem["status"], problem["type"]) == (answer.status_code, f"urn:handschlag:problem:{problem['code']}")
    return answer.status_code, problem["code"]


@pytest.mark.parametrize(
    ("method", "path", "expected"),
    [
        ("GET", "/nothing", (404, "not_found")),
        ("POST", "/nothing/at/all/", (404, "not_found")),
        ("GET", "/", (404, "not_found")),
        ("GET", "/events/forum!", (404, "not_found")),
        ("GET", "/events/", (404, "not_found")),
        ("PUT", "/events", (405, "method")),
        ("DELETE", "/me", (405, "method")),
        ("POST", "/openapi.json", (405, "method")),
        ("GET", "/me", (401, "no_token")),
        ("POST", "/events", (401, "no_token")),
    ],
)
def test_strangers_are_refused_in_one_form(method, path, expected):
    assert told(Program().ask(method, path)) == expected


def test_a_method_that_is_not_taken_names_those_that_are():
    answer = Program().ask("PUT", "/hosts/wfe")

    assert sorted(answer["Allow"].split(", ")) == ["GET", "PATCH"]


@pytest.mark.parametrize(
    "body", [b"{", b"\xff\xfe", b'{"slug": NaN}', b"[" * 100_000, b"9" * 5000, b'{"slug": "a"} {'], ids=range(6)
)
def test_what_is_no_json_is_malformed(body):
    assert told(program().post("/events", body)) == (400, "malformed")


def test_what_is_sent_as_something_else_is_no_json():
    answer = program().post("/events", b"slug=a", Content_Type="application/x-www-form-urlencoded")

    assert told(answer) == (415, "media_type")


@pytest.mark.parametrize("most", ["DATA_UPLOAD_MAX_MEMORY_SIZE", "LARGEST_REQUEST"])
def test_what_is_too_large_is_not_read(settings, most):
    setattr(settings, most, 10)

    assert told(program().post("/events", NEW_EVENT)) == (413, "too_large")


def test_each_field_that_is_wrong_is_named():
    body = {"slug": "Ä", "title": {"de": "", "Deutsch": "x"}, "starts_at": 5, "host": None, "state": "final"}

    answer = program().post("/events", body)

    errors = {error["field"]: error["message"] for error in answer.json()["errors"]}
    assert told(answer) == (422, "input")
    assert errors == {
        "host": "A text is expected here.",
        "slug": "This is not written in the way that is expected here.",
        "title.de": "This is too short: 1 characters at least.",
        "title.Deutsch": "This is not written in the way that is expected here.",
        "starts_at": "A time with its offset is expected here, such as 2027-03-10T09:00:00Z, between 2000 and 2100.",
        "ends_at": "This is needed and was not given.",
        "state": "There is no such field, or it cannot be set.",
    }
    assert {tuple(error) for error in answer.json()["errors"]} == {("row", "column", "field", "message")}


@pytest.mark.parametrize(
    "words", ["a\x00b", "a\ud800b", "a\x1bb", "\ud83d"], ids=["null", "half a letter", "escape", "half a smiley"]
)
@pytest.mark.parametrize("field", ["title", "lead"])
def test_letters_that_no_database_keeps_are_refused(words, field):
    answer = program().post("/events", NEW_EVENT | {field: {"de": words}})

    assert told(answer) == (422, "input")
    assert answer.json()["errors"][0]["field"] == f"{field}.de"


@pytest.mark.parametrize(
    ("asked", "given"), [("de-AT,en;q=0.5", "de"), ("en", "en"), ("ru,de;q=0.1", "ru"), ("fr", "de")]
)
def test_words_are_in_the_language_that_was_asked_for(asked, given):
    answer = Program().get("/nothing", Accept_Language=asked)

    with translation.override(given):
        assert answer.json()["title"] == str(problems.TITLES[404])
    assert answer["Content-Language"] == given


def test_what_a_rule_forbids_keeps_its_code():
    make.EventFactory(slug="new")

    answer = program().post("/events", NEW_EVENT)

    assert told(answer) == (422, "slug")
    assert answer.json()["detail"] == "This address is taken. Please choose another one."


def test_a_failure_tells_a_reference_and_the_log_tells_the_rest(monkeypatch, caplog):
    def fail(*_arguments):
        raise ZeroDivisionError("a secret of the house")

    caller = program()
    monkeypatch.setattr(access, "event_with", fail)

    with caplog.at_level(logging.ERROR):
        answer = caller.get("/events/forum")

    reference = answer.json()["reference"]
    assert told(answer) == (500, "broken")
    assert b"secret of the house" not in answer.content
    assert [record.message for record in caplog.records if reference in record.message] == [
        f"Reference {reference}: GET /api/v1/events/forum failed"
    ]
    assert "a secret of the house" in caplog.text


def test_a_failure_outside_of_operations_has_a_reference_too(monkeypatch, caplog):
    def fail(_request, *_rest):
        raise ZeroDivisionError

    monkeypatch.setattr("handschlag.foundation.limits.BrakeMiddleware.__call__", fail)

    answer = Program().get("/me")

    assert told(answer) == (500, "broken")
    assert answer.json()["reference"] in caplog.text


def test_nothing_is_kept_on_the_way_and_a_cookie_opens_nothing(client):
    client.force_login(make.MembershipFactory(event=None, host=make.HostFactory()).user)

    answer = client.get("/api/v1/me")

    assert (answer.status_code, answer["Cache-Control"]) == (401, "private, no-store")
    assert {"Authorization", "Accept-Language"} <= {name.strip() for name in answer["Vary"].split(",")}


def test_no_page_of_another_site_can_ask_in_a_browser(client):
    answer = Client(enforce_csrf_checks=True).post("/api/v1/events", b"{}", content_type="application/json")

    assert (answer.status_code, "Access-Control-Allow-Origin" in answer) == (401, False)


def test_a_token_that_reads_changes_nothing_whatever_its_role_may():
    caller = program(Role.ORGANISER, scope=Scope.READ)

    assert told(caller.post("/events", NEW_EVENT)) == (403, "scope")
    assert caller.get("/me").status_code == 200
