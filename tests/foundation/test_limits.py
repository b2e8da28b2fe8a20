"""Counting tries: over processes, by address and account, and never by what a request claims about itself."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connections
from django.test import RequestFactory
from django.utils import timezone

from handschlag.foundation import limits
from handschlag.foundation.limits import Braked, Limit
from handschlag.foundation.models import Tally
from tests.factories import OPENING as NOW

THREE = Limit("forms", 3, 60)


def tries(limit, who, number, *, now=NOW):
    """How each of so many tries ended."""
    outcome = []
    for _ in range(number):
        try:
            outcome.append(limits.count(limit, who, now=now))
        except Braked as braked:
            outcome.append(braked.until)
    return outcome


@pytest.mark.django_db
def test_the_fourth_of_three_tries_is_told_when_to_come_again():
    until = NOW + timedelta(seconds=60)

    assert tries(THREE, "anna", 5) == [1, 2, 3, until, until]


@pytest.mark.django_db
def test_each_limit_counts_everybody_for_herself():
    tries(THREE, "anna", 4)

    assert tries(THREE, "boris", 1) + tries(Limit("codes", 3, 60), "anna", 1) == [1, 1]


@pytest.mark.django_db
def test_the_count_begins_anew_when_the_window_has_ended():
    tries(THREE, "anna", 4)
    later = NOW + timedelta(seconds=60)

    assert tries(THREE, "anna", 4, now=later) == [1, 2, 3, later + timedelta(seconds=60)]


@pytest.mark.django_db
def test_one_statement_counts_a_try_of_each(django_assert_num_queries):
    each = [(THREE, "anna"), (Limit("codes", 1, 600), "anna"), (THREE, "boris")]
    tries(THREE, "boris", 2)

    with django_assert_num_queries(1):
        first = limits.count_each(each, now=NOW)
    second = limits.count_each(each, now=NOW + timedelta(seconds=60))

    assert (first, second) == ([1, 1, 3], [1, 2, 1])


@pytest.mark.django_db
def test_what_was_no_guess_does_not_count():
    for _ in range(10):
        limits.count(THREE, "anna", now=NOW)
        limits.give_back(THREE, "anna", now=NOW)

    assert tries(THREE, "anna", 1) == [1]


@pytest.mark.django_db
def test_who_it_was_is_kept_as_a_hash_only_and_forgotten():
    tries(THREE, "anna@example.org", 1)
    row = Tally.objects.get()

    assert "anna" not in repr(vars(row))
    assert (limits.forget(now=NOW), limits.forget(now=NOW + timedelta(seconds=60))) == (0, 1)


@pytest.mark.django_db
def test_a_try_costs_one_statement_be_it_the_first_or_not(django_assert_num_queries):
    with django_assert_num_queries(2):
        tries(THREE, "anna", 2)


def one_try(_number):
    """1 if it was let through; by a thread with a connection of its own."""
    try:
        limits.count(Limit("race", 10, 60), "anna", now=NOW)
    except Braked:
        return 0
    else:
        return 1
    finally:
        connections.close_all()


@pytest.mark.slow
@pytest.mark.django_db
def test_of_twenty_who_try_at_once_exactly_ten_are_let_through(copied):
    limits.count(THREE, "somebody else", now=NOW)
    copied()

    with ThreadPoolExecutor(4) as threads:
        through = sum(threads.map(one_try, range(20)))

    assert through == 10


@pytest.mark.django_db
def test_the_red_control_who_counts_in_python_lets_more_through(copied, monkeypatch):
    Tally.objects.create(key=limits._key(Limit("race", 10, 60), "anna"), tries=9, ends_at=NOW + timedelta(seconds=9))
    copied()
    both_have_read = Barrier(2, timeout=20)

    def in_python(until, _now):
        [key] = until
        row = Tally.objects.get(key=key)
        both_have_read.wait()
        Tally.objects.filter(key=key).update(tries=row.tries + 1)
        return {key: row.tries + 1}

    monkeypatch.setattr(limits, "_counted", in_python)
    with ThreadPoolExecutor(2) as threads:
        through = sum(threads.map(one_try, range(2)))

    assert through == 2  # and one would be right


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, None, "198.51.100.1"),
        (0, "203.0.113.9", "198.51.100.1"),
        (1, None, "198.51.100.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "6.6.6.6, 203.0.113.9", "203.0.113.9"),
        (2, "6.6.6.6, 203.0.113.9, 192.0.2.7", "203.0.113.9"),
        (2, "203.0.113.9", "198.51.100.1"),
        (1, "6.6.6.6, nonsense", "198.51.100.1"),
        (1, "", "198.51.100.1"),
        (1, "2001:db8::1", "2001:db8::1"),
    ],
)
def test_only_what_our_own_proxies_have_added_is_believed(settings, proxies, forwarded, address):
    settings.TRUSTED_PROXIES = proxies
    facts = {} if forwarded is None else {"HTTP_X_FORWARDED_FOR": forwarded}

    assert limits.client_address(RequestFactory().get("/", REMOTE_ADDR="198.51.100.1", **facts)) == address


@pytest.mark.parametrize(
    ("remote", "line"),
    [("198.51.100.1", "198.51.100.1"), ("2001:db8:1:2:3::4", "2001:db8:1:2::/64"), ("", "unknown")],
)
def test_all_addresses_of_one_connection_count_as_one(settings, remote, line):
    settings.TRUSTED_PROXIES = 0

    assert limits.client_line(RequestFactory().get("/", REMOTE_ADDR=remote)) == line


@pytest.mark.django_db
@pytest.mark.parametrize(("seconds", "minutes"), [(5, "1"), (60, "1"), (61, "2"), (600, "10")])
def test_the_page_says_when_to_come_again(client, seconds, minutes):
    request = client.get("/de/").wsgi_request
    answer = limits.too_many(request, Braked(timezone.now() + timedelta(seconds=seconds)))

    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= seconds
    assert minutes in answer.content.decode() or minutes == "1"
