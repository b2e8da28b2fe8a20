"""What browser tests share: a running demo and a browser for all of them, and pages that complain aloud."""

import os
from pathlib import Path

import pytest

from tests.browser import house as houses
from tests.browser import running

# Playwright's own event loop makes Django believe that it is called from asynchronous code.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(__file__).parent in Path(item.fspath).parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def folder(tmp_path_factory):
    """Where the running demo keeps its data."""
    return tmp_path_factory.mktemp("site")


@pytest.fixture(scope="session")
def site(folder):
    """The address of a running demo."""
    with running.demo(folder) as address:
        yield address


@pytest.fixture(scope="session")
def chromium():
    with running.chromium() as browser:
        yield browser


@pytest.fixture(scope="session")
def pass_of(chromium, site):
    """What lets the browser in as somebody: cookies of one sign-in for each role."""
    kept = {}

    def passed(role):
        if role not in kept:
            context = chromium.new_context(base_url=site)
            running.sign_in(context.new_page(), role)
            kept[role] = context.storage_state()
            context.close()
        return kept[role]

    return passed


@pytest.fixture
def complaints():
    """What the browser complains of: errors, refused styles and scripts. None may be left at the end of a test."""
    found = []
    yield found
    assert found == []


@pytest.fixture
def open_page(chromium, site, pass_of, complaints):
    """Opens pages, signed in as somebody or not, of a size, a colour scheme and a language.

    Motion is reduced: else a colour may be on its way when axe measures it.
    """
    contexts = []

    def opened(*, signed_in_as=None, language="de", width=1440, height=1000, scheme="light", javascript=True):
        context = chromium.new_context(
            base_url=site,
            viewport={"width": width, "height": height},
            color_scheme=scheme,
            java_script_enabled=javascript,
            locale=running.LOCALES[language],
            reduced_motion="reduce",
            storage_state=pass_of(signed_in_as) if signed_in_as else None,
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
        return page

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """A running site as a host has it, anew for each file of tests."""
    with houses.house(tmp_path_factory.mktemp("house")) as running_house:
        yield running_house


@pytest.fixture
def browse(chromium, house, complaints):
    """Opens a browser of one's own, of a size, in a language, with a script or without."""
    contexts = []

    def opened(size=(1440, 1000), *, language="de", javascript=True, scheme="light"):
        context = chromium.new_context(
            base_url=house.address,
            viewport={"width": size[0], "height": size[1]},
            locale=running.LOCALES[language],
            java_script_enabled=javascript,
            color_scheme=scheme,
            reduced_motion="reduce",
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
        return page

    yield opened
    for context in contexts:
        context.close()
