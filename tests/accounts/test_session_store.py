"""What is kept of a visit: one statement for each step, and never two visitors in one row."""

import pytest
from django.contrib.sessions.backends.base import CreateError, UpdateError
from django.contrib.sessions.models import Session

from handschlag.accounts import session_store
from handschlag.accounts.session_store import SessionStore

pytestmark = pytest.mark.django_db


def kept(**data):
    """A session that is in the database."""
    session = SessionStore()
    session.update(data)
    session.save()
    return session


def test_each_step_costs_one_statement(django_assert_num_queries):
    with django_assert_num_queries(5):
        session = kept(who="anna")
        session["what"] = "coffee"
        session.save()
        session.cycle_key()
        session.save()
        read = SessionStore(session.session_key)["who"]
        session.delete()

    assert (read, Session.objects.count()) == ("anna", 0)


def test_with_another_key_the_old_one_opens_nothing():
    session = kept(who="anna")
    before = session.session_key

    session.cycle_key()
    session.save()

    assert SessionStore(before).get("who") is None
    assert SessionStore(session.session_key)["who"] == "anna"


def test_a_session_without_a_row_gets_one_with_its_new_key():
    session = SessionStore()
    session["who"] = "anna"

    session.cycle_key()

    assert SessionStore(session.session_key)["who"] == "anna"


def test_whoever_was_signed_out_meanwhile_goes_on_under_a_new_key_as_with_django():
    session = kept(who="anna")
    Session.objects.all().delete()

    session.cycle_key()
    session.save()

    assert SessionStore(session.session_key)["who"] == "anna"


def test_what_has_not_changed_since_is_not_written_again(django_assert_num_queries):
    session = kept(who="anna")

    with django_assert_num_queries(0):
        session.save()


def test_one_with_another_key_is_ended_before_it_is_saved():
    session = kept(who="anna")
    before = session.session_key

    session.cycle_key()
    session.flush()

    assert (SessionStore(before).get("who"), Session.objects.count()) == (None, 0)


def test_what_was_ended_is_not_kept_again():
    session = kept(who="anna")
    Session.objects.all().delete()
    session["who"] = "boris"

    with pytest.raises(UpdateError):
        session.save()

    assert Session.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_nobody_gets_a_key_that_is_taken(monkeypatch):
    taken = kept(who="anna").session_key
    keys = iter([taken, "b" * 32])
    monkeypatch.setattr(session_store, "get_random_string", lambda *_facts: next(keys))

    other = kept(who="boris")

    assert (other.session_key, SessionStore(taken)["who"]) == ("b" * 32, "anna")
    with pytest.raises(CreateError):
        SessionStore(taken).save(must_create=True)
