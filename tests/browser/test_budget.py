"""What public pages weigh, as Chromium counts it on the wire: bytes, requests, cookies, and that nothing moves.

Kilobytes have 1,000 bytes, what is compressed counts as it is sent, and the browser has nothing in its store.
"""

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest

from tests.browser.public import PAGES, newest_notice

MOST_WITHOUT_FONTS = 25_000
MOST_REQUESTS = 6
MOST_WITH_FONTS = {"de": 110_000, "ru": 170_000}
MOST_SHIFT = 0.01
FONT_DELAY_SECONDS = 0.3
LOOKS = [("de", 1440, 900), ("ru", 390, 844)]
WATCH = """
window.moved = 0; window.movers = [];
new PerformanceObserver(list => {
  for (const one of list.getEntries()) {
    window.moved += one.value;
    window.movers.push(...one.sources.map(({node}) => node?.outerHTML?.slice(0, 90) ?? node?.textContent));
  }
}).observe({type: "layout-shift", buffered: true});
"""


@dataclass
class Load:
    """What came over the wire while a page was loaded: kind, address and bytes of each answer."""

    answers: dict[str, list] = field(default_factory=dict)
    cookies: list[str] = field(default_factory=list)

    @property
    def files(self):
        """What is no font, by its name."""
        return {_name(url): size for kind, url, size in self.answers.values() if kind != "Font"}

    @property
    def bytes(self):
        return sum(self.files.values())

    @property
    def bytes_with_fonts(self):
        return sum(size for _, _, size in self.answers.values())

    @property
    def fonts(self):
        return {_name(url) for kind, url, _ in self.answers.values() if kind == "Font"}

    @property
    def hosts(self):
        return {urlsplit(url).netloc for _, url, _ in self.answers.values() if not url.startswith("data:")}


def _name(url):
    return urlsplit(url).path.rsplit("/", 1)[-1] or "/"


def load(page, address):
    """Load a page as for the first time, and count."""
    found = Load()
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": False})
    session.on("Network.responseReceived", lambda one: _received(found, one))
    session.on("Network.responseReceivedExtraInfo", lambda one: _heard(found, one))
    session.on("Network.loadingFinished", lambda one: _finished(found, one))
    assert page.goto(address).status == 200
    page.evaluate("document.fonts.ready")
    page.wait_for_load_state("networkidle")
    return found


def _received(found, one):
    headers = one["response"]["encodedDataLength"]
    found.answers[one["requestId"]] = [one["type"], one["response"]["url"], -headers]


def _heard(found, one):
    found.cookies += [value for name, value in one["headers"].items() if name.lower() == "set-cookie"]


def _finished(found, one):
    if one["requestId"] in found.answers:
        found.answers[one["requestId"]][2] += one["encodedDataLength"]


@pytest.fixture(scope="module")
def notice(chromium, site):
    """The address of a notice, behind its folder."""
    return newest_notice(chromium, site)


@pytest.fixture
def address(notice):
    return lambda name, language: f"/{language}{PAGES[name].format(notice=notice)}"


@pytest.mark.parametrize("language", MOST_WITH_FONTS)
@pytest.mark.parametrize("name", PAGES)
def test_a_first_visit_keeps_to_its_budget(open_page, site, address, name, language):
    page = open_page(language=language)
    loaded = load(page, address(name, language))

    assert loaded.bytes <= MOST_WITHOUT_FONTS, loaded.files
    assert len(loaded.files) <= MOST_REQUESTS, loaded.files
    assert loaded.bytes_with_fonts <= MOST_WITH_FONTS[language], loaded.answers
    assert not any("htmx" in one for one in loaded.files)
    assert (loaded.hosts, loaded.cookies, page.context.cookies()) == ({urlsplit(site).netloc}, [], [])
    assert page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]") == [0, 0, ""]


def test_fonts_are_loaded_for_letters_that_are_there_and_fetched_ahead(open_page, address):
    fonts = {}
    for language in ("de", "ru"):
        page = open_page(language=language)
        fonts[language] = load(page, address("home", language)).fonts
        ahead = page.locator("link[rel=preload][as=font]").evaluate_all("links => links.map(one => one.href)")
        assert {_name(one) for one in ahead} <= fonts[language]

    kinds = {code: {re.sub(r"-(wght|600)-.*", "", one) for one in names} for code, names in fonts.items()}
    latin = {"source-sans-3-latin", "source-serif-4-latin"}
    assert kinds["ru"] == latin | {"source-sans-3-cyrillic", "source-serif-4-cyrillic"}
    assert latin <= kinds["de"]


@pytest.mark.parametrize(("language", "width", "height"), LOOKS, ids=[f"{one[0]}-{one[1]}" for one in LOOKS])
@pytest.mark.parametrize("name", PAGES)
def test_nothing_moves_when_the_fonts_come_late(open_page, address, name, language, width, height):
    page = open_page(language=language, width=width, height=height)
    page.add_init_script(WATCH)
    page.route("**/*.woff2", lambda route: (page.wait_for_timeout(1000 * FONT_DELAY_SECONDS), route.continue_()))
    page.goto(address(name, language))
    page.evaluate("document.fonts.ready")
    page.wait_for_timeout(100)

    assert page.evaluate("window.moved") < MOST_SHIFT, page.evaluate("window.movers")


def test_the_watch_sees_what_moves(open_page, address):
    page = open_page()
    page.add_init_script(WATCH)
    page.goto(address("event", "de"))
    page.wait_for_timeout(700)  # what moves after an act of the reader does not count
    page.evaluate("document.querySelector('main').insertAdjacentHTML('afterbegin', '<p>' + '<br>'.repeat(20) + '</p>')")
    page.wait_for_timeout(300)

    assert page.evaluate("window.moved") > MOST_SHIFT


@pytest.mark.parametrize("language", MOST_WITH_FONTS)
@pytest.mark.parametrize("name", PAGES)
def test_without_a_script_every_word_is_there(open_page, address, name, language):
    def words(javascript):
        page = open_page(language=language, javascript=javascript)
        page.goto(address(name, language))
        # What a script may add: the countdown and the visitor's own time, which say the same again.
        return page.locator("body").inner_text().split()

    with_script, without = words(True), words(False)

    assert [word for word in without if word not in with_script] == []
    assert len(without) > 40


@pytest.mark.parametrize("width", [320, 1440])
@pytest.mark.parametrize("name", PAGES)
def test_turned_to_right_to_left_nothing_has_to_be_scrolled_sideways(open_page, address, name, width):
    page = open_page(width=width)
    page.goto(address(name, "de"))
    page.evaluate("document.documentElement.dir = 'rtl'")

    # Into the other direction one scrolls below zero.
    page.evaluate("document.documentElement.scrollLeft = -1000")
    assert page.evaluate("[document.documentElement.scrollLeft, document.documentElement.scrollWidth]") == [0, width]
