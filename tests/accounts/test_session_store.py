"""What is kept of a visit: one statement for each step, and never two visitors in one row."""

from datetime import UTC, datetime

import pytest
from django.contrib.sessions.backends.base import CreateError, UpdateError

from handschlag.accounts import session_store
from handschlag.accounts.models import Session
from handschlag.accounts.session_store import SessionStore
from tests import factories as make

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


def test_whose_it_is_comes_with_it_in_one_statement(django_assert_num_queries):
    row = make.RepresentativeFactory(person__user=make.UserFactory())
    user, event = row.person.user, row.participant.event
    signed_in, visit = kept(_auth_user_id=str(user.pk)), kept(who="anna")

    with django_assert_num_queries(2):
        found, nobody = (SessionStore(one.session_key) for one in (signed_in, visit))
        assert (found["_auth_user_id"], nobody["who"]) == (str(user.pk), "anna")

    assert (found.reader, nobody.reader) == (user, None)
    assert found.reader.brought["speaks_at"] == [{"event": event.pk}]
    assert (found.reader.is_of_staff, found.reader.has_second_factor) == (False, False)


def test_when_and_where_a_sign_in_began_is_written_once_and_stays():
    user, began, later = make.UserFactory(), datetime(2027, 3, 1, tzinfo=UTC), datetime(2027, 3, 2, tzinfo=UTC)
    session = kept(_auth_user_id=str(user.pk))
    session.begins(ip="203.0.113.7", user_agent="F" * 300, at=began)
    session.save()

    session.cycle_key()
    session.is_seen(later)
    session["what"] = "coffee"
    session.save()

    row = user.sessions.get()
    assert row.session_key == session.session_key
    assert (row.ip, row.user_agent, row.created_at, row.last_seen_at) == ("203.0.113.7", "F" * 200, began, later)


def test_with_the_account_its_sign_ins_go():
    session = kept(_auth_user_id=str((user := make.UserFactory()).pk))

    user.delete()

    assert SessionStore(session.session_key).get("_auth_user_id") is None
