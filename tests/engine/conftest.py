"""Engines know no site: what the other tests clear away before each, these have none of."""

import pytest


@pytest.fixture(autouse=True)
def _default_language():
    """No page was asked for, so no language is active."""


@pytest.fixture(autouse=True)
def _no_page_is_kept():
    """No page is kept."""
