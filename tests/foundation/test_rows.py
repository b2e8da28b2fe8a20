"""Rows that are most likely not there yet."""

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from handschlag.foundation.models import Revision
from handschlag.foundation.rows import create_or_get

pytestmark = pytest.mark.django_db
FORUM = {"scope": "forum", "stream": "public"}


def test_a_new_row_takes_one_statement_and_what_goes_around_it():
    with CaptureQueriesContext(connection) as asked:
        row, is_new = create_or_get(Revision.objects.all(), **FORUM, defaults={"number": 7})

    real = [one["sql"] for one in asked if not one["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    assert (row.number, is_new, len(real)) == (7, True, 1)


def test_a_row_that_is_there_is_found_and_left_as_it_is():
    there = Revision.objects.create(**FORUM, number=3)

    assert create_or_get(Revision.objects.all(), **FORUM, defaults={"number": 7}) == (there, False)
    there.refresh_from_db()
    assert there.number == 3


def test_what_breaks_another_rule_is_said():
    with pytest.raises(IntegrityError):
        create_or_get(Revision.objects.all(), **FORUM, defaults={"number": None})
    assert not Revision.objects.exists()
