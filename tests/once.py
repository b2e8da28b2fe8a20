"""Rows that take long to make, made once for all tests of a file."""

import copy

import pytest
from django.db import transaction


def made(build):
    """A fixture of the file that holds what ``build`` makes, within a transaction that is rolled back at its end.

    A test takes it through ``copied`` in a fixture of its own that asks for ``db``: then whatever it changes, in the
    database or in the objects, the next one does not see. For files without ``transactional_db``.
    """

    @pytest.fixture(scope="module")
    def kept(django_db_setup, django_db_blocker):
        with django_db_blocker.unblock(), transaction.atomic():
            yield build()
            transaction.set_rollback(True)

    return kept


copied = copy.deepcopy
