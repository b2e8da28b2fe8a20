"""A creating request is carried out once, however often it arrives, when, and whatever happens to it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from handschlag.api.models import KeptAnswer
from handschlag.api.services import answers
from handschlag.api.services.answers import Created
from handschlag.events.models import Event, Invitation, Membership
from handschlag.events.roles import Role
from handschlag.foundation.errors import RuleBroken
from handschlag.foundation.models import OutgoingMail
from handschlag.registration.models import Application
from tests import factories as make
from tests import racing
from tests.api.desk import NEW_EVENT, program

pytestmark = pytest.mark.django_db

NOW = timezone.now()


def gist(answer):
    return answer.status_code, answer.content, answer.get("Location")


def creating(event):
    """Each operation that creates, with a body."""
    colleague = make.MembershipFactory(event=event, role=Role.EDITOR)
    return {
        f"/events/{event.slug}/applications": {"email": "anna@example.org", "name": "Anna"},
        "/events": NEW_EVENT,
        f"/events/{event.slug}/invitations": {"email": "anna@example.org", "role": "reader"},
        f"/events/{event.slug}/roles": {"person": colleague.user.public_id, "role": "reader"},
    }


def counts():
    return [kind.objects.count() for kind in (Event, Invitation, Membership, Application, OutgoingMail)]


@pytest.mark.parametrize("place", range(4))
def test_the_same_request_gets_the_same_answer_and_creates_nothing_new(place):
    event = make.EventFactory()
    path, body = list(creating(event).items())[place]
    caller = program(host=event.host)
    before = counts()

    first = caller.post(path, body, Idempotency_Key="k1")
    after = counts()
    again = caller.post(path, body, Idempotency_Key="k1")

    assert (first.status_code, after != before) == (201, True)
    assert gist(again) == gist(first)
    assert counts() == after
    assert caller.ask("GET", first["Location"].removeprefix("/api/v1")).json() == first.json()


def test_another_request_with_the_same_key_is_refused():
    caller = program()
    caller.post("/events", NEW_EVENT, Idempotency_Key="k1")

    answer = caller.post("/events", NEW_EVENT | {"slug": "other"}, Idempotency_Key="k1")

    assert (answer.status_code, answer.json()["code"]) == (422, "key")
    assert [event.slug for event in Event.objects.all()] == ["new"]


def test_two_tokens_may_choose_the_same_key():
    first, second = program(), program()

    statuses = [
        caller.post("/events", NEW_EVENT | {"slug": slug}, Idempotency_Key="k1").status_code
        for caller, slug in ((first, "one"), (second, "two"))
    ]

    assert statuses == [201, 201]


def test_what_was_refused_can_be_mended_and_sent_again_with_the_same_key():
    caller = program()

    refused = caller.post("/events", NEW_EVENT | {"ends_at": NEW_EVENT["starts_at"]}, Idempotency_Key="k1")
    mended = caller.post("/events", NEW_EVENT, Idempotency_Key="k1")

    assert (refused.json()["code"], mended.status_code) == ("period", 201)


@pytest.mark.parametrize("key", ["", "a b", "ä", "k" * 256])
def test_a_key_that_is_none_is_refused_before_anything_is_done(key):
    answer = program().post("/events", NEW_EVENT, Idempotency_Key=key)

    assert answer.status_code == 422
    assert not Event.objects.exists()


def test_without_a_key_the_second_one_meets_the_rules():
    caller = program()

    statuses = [caller.post("/events", NEW_EVENT).status_code for _ in range(2)]

    assert statuses == [201, 422]


def test_what_fails_in_the_middle_leaves_neither_row_nor_key():
    caller = program()

    def create():
        make.HostFactory(slug="half-written")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        answers.once(caller.token, "k1", fingerprint="f", create=create, now=NOW)

    assert not type(caller.token.host).objects.filter(slug="half-written").exists()
    assert not KeptAnswer.objects.exists()


def test_after_a_day_a_key_is_new_again_and_the_tick_has_tidied_up():
    token = program().token
    create = iter([Created("1", "/1"), Created("2", "/2"), Created("3", "/3")]).__next__

    def ask(hours):
        return answers.once(token, "k", fingerprint="f", create=create, now=NOW + timedelta(hours=hours)).body

    assert [ask(0), ask(23.9), ask(24.1), ask(30)] == ["1", "1", "2", "2"]
    assert answers.forget(now=NOW + timedelta(hours=48)) == 0
    assert answers.forget(now=NOW + timedelta(hours=48.2)) == 1


def one_of_two(token):
    """A request that makes a new host each time that it is carried out, and says which one."""

    def create():
        return Created(make.HostFactory().slug, "/")

    return lambda: answers.once(token, "k", fingerprint="f", create=create, now=NOW).body


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_of_two_that_arrive_at_once_one_is_carried_out_and_both_get_its_answer(copied):
    token = program().token
    copied()

    first, second = racing.at_once(one_of_two(token), one_of_two(token))

    assert first == second


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_without_the_key_in_the_table_both_would_be_carried_out(copied, monkeypatch):
    """The red control: the test above can fail."""
    token = program().token
    copied()
    numbers = iter(range(10))

    def not_taken(token, _key, fingerprint, now):
        return KeptAnswer(token=token, key=f"k{next(numbers)}", fingerprint=fingerprint, kept_at=now)

    monkeypatch.setattr(answers, "_taken", not_taken)
    monkeypatch.setattr(KeptAnswer, "save", lambda *_args, **_facts: None)

    first, second = racing.at_once(one_of_two(token), one_of_two(token))

    assert first != second


def test_a_key_of_another_request_says_so():
    token = program().token
    answers.once(token, "k", fingerprint="f", create=lambda: Created("1", "/1"), now=NOW)

    with pytest.raises(RuleBroken) as broken:
        answers.once(token, "k", fingerprint="g", create=lambda: Created("2", "/2"), now=NOW)

    assert broken.value.code == "key"
