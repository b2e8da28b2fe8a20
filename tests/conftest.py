"""What all tests share."""

import pytest
from hypothesis import settings

from tests.garbage import pytest_collection_finish, pytest_configure  # noqa: F401 - hooks

settings.register_profile("untimed", deadline=None)  # no example fails for what else the machine is doing
settings.load_profile("untimed")


@pytest.fixture(autouse=True)
def _default_language():
    """Pages leave the language of the last reader active; each test begins in German."""
    from django.utils import translation

    with translation.override("de"):
        yield


@pytest.fixture(autouse=True)
def _no_page_is_kept():
    """Numbers of revisions begin anew with each test, and so do the pages that are kept under them."""
    from handschlag.foundation.page_cache import front

    front.clear()


@pytest.fixture
def copied(tmp_path, monkeypatch, transactional_db):
    """To be called when all rows are there, so that threads can write them; see ``tests.racing``."""
    from tests import racing

    return lambda: racing.copy_for_threads(tmp_path, monkeypatch)


def pytest_collection_modifyitems(items):
    """What starts servers and browsers comes first; begun at the end, it would keep one core and let the other rest."""
    for item in items:
        if "client" in item.fixturenames:
            item.add_marker("page")
    slow = {item.path for item in items if item.get_closest_marker("server")}
    items.sort(key=lambda item: item.path not in slow and "browser" not in item.path.parts)
