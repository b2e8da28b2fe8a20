"""Engines know no site: what the other tests clear away before each, these have none of."""

import pytest
from hypothesis import settings

from tests.garbage import pytest_collection_finish, pytest_configure  # noqa: F401 - hooks

settings.register_profile("untimed", deadline=None)  # as in the tests of everything, which these may run without
settings.load_profile("untimed")


@pytest.fixture(autouse=True)
def _default_language():
    """No page was asked for, so no language is active."""


@pytest.fixture(autouse=True)
def _no_page_is_kept():
    """No page is kept."""
