"""Requests made up from the description of the interface: none breaks it, and every answer is as described."""

from collections import Counter

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.strategies import booleans
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from handschlag.events.roles import Role
from handschlag.site.wsgi import application
from tests import factories as make
from tests.api.desk import program

pytestmark = pytest.mark.django_db

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
THERE = "0"
"""Slug and id of what there is."""
FEW, MANY = 2, 95
"""Made-up requests for each operation, each sent by 13 programs: some 400 in all, and 20,000 at full size."""


def as_a_server_does(environ, start_response):
    """Read an answer to its end and close it, which the program that asks here leaves to others."""
    answer = application(environ, start_response)
    try:
        return [b"".join(answer)]
    finally:
        answer.close()


@pytest.fixture
def described():
    """The description, from the site itself, which must leave open the connection that the test has begun."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield schemathesis.openapi.from_wsgi("/api/v1/openapi.json", as_a_server_does)
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def programs():
    """A program of every role at a host with something in it, known by names that are tried often."""
    event = make.EventFactory(slug=THERE, host__slug=THERE)
    make.MembershipFactory(event=event, role=Role.EDITOR, public_id=THERE)
    make.InvitationFactory(event=event, public_id=THERE)
    make.ApplicationFactory(event=event, public_id=THERE, state="approved", ticket=THERE)
    callers = [program(role, host=event.host) for role in Role]
    return [*callers, program(Role.ORGANISER, event=event)]


def ask_all(described, programs, examples):
    """Ask what the description allows and what it forbids; returns how often each status was answered."""
    statuses = Counter()
    for found in described.get_all_operations():
        ask(found.ok(), programs, examples, statuses)
    return statuses


def ask(operation, programs, examples, statuses):
    """Made-up requests for one operation, by every program; every second one about what there is."""
    cases = operation.as_strategy()
    if operation.body or operation.query:
        cases |= operation.as_strategy(generation_mode=GenerationMode.NEGATIVE)

    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=cases, is_there=booleans())
    def ask_made_up(case, is_there):
        if is_there:
            case.path_parameters = dict.fromkeys(case.path_parameters or {}, THERE)
        for caller in programs:
            headers = {"Authorization": f"Token {caller.secret}"}
            answer = case.call(headers=headers)
            statuses[answer.status_code] += 1
            case.validate_response(answer, checks=CHECKS, headers=headers)

    ask_made_up()


@pytest.mark.wide
def test_every_answer_is_as_described(described, programs):
    statuses = ask_all(described, programs, FEW)

    assert sum(statuses.values()) >= 300
    assert {200, 404, 422} <= set(statuses)


@pytest.mark.long
def test_every_answer_is_as_described_20_000_times(described, programs):
    statuses = ask_all(described, programs, MANY)

    assert sum(statuses.values()) >= 20_000
    assert {200, 201, 204, 404, 422} <= set(statuses)
