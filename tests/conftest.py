"""What all tests share."""

import pytest


@pytest.fixture(autouse=True)
def _default_language():
    """Pages leave the language of the last reader active; each test begins in German."""
    from django.utils import translation

    with translation.override("de"):
        yield
