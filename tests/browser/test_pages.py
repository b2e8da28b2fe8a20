"""Every page, looked at by a machine: no barrier that axe knows, nothing that has to be scrolled sideways."""

from pathlib import Path

import pytest

from tests.browser import running
from tests.browser.tour import FORUM, STOPS, plan_and_publish

AXE = (Path(__file__).parents[1] / "vendor" / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LOOKS = {"de": [(1440, "light"), (390, "dark")], "ru": [], "en": []}
"""The widths and schemes in which a machine looks at each page, by language; at 320 pixels it is looked at in all."""
MORE_LOOKS = {"de": [(1440, "dark"), (390, "light")], "ru": [(390, "light")], "en": [(1440, "dark")]}


@pytest.fixture(scope="module")
def ids(chromium, site):
    """A forum that has been planned, for the pages that show it."""
    context = chromium.new_context(base_url=site)
    page = context.new_page()
    running.sign_in(page, "organiser")
    yield plan_and_publish(page)
    context.close()


@pytest.fixture
def visit(open_page, complaints, ids):
    def visited(stop, **look):
        page = open_page(signed_in_as=stop.role, **look)
        page.emulate_media(reduced_motion="reduce")  # else a colour is on its way when it is measured
        answer = page.goto(f"/{look.get('language', 'de')}{stop.address.format(**ids)}")
        assert answer.status == stop.status
        page.evaluate("document.fonts.ready")  # until they are there, others stand in their place
        return page

    yield visited
    # That a page is to answer with another status is nothing to complain of.
    complaints[:] = [one for one in complaints if not one.startswith("Failed to load resource")]


def barriers(page):
    """What axe finds on the page: the rule, and where it is broken."""
    page.evaluate(AXE)
    found = page.evaluate("rules => axe.run({runOnly: rules, resultTypes: ['violations']})", RULES)
    return [(one["id"], [node["html"][:120] for node in one["nodes"][:3]]) for one in found["violations"]]


@pytest.mark.parametrize("wanted", [LOOKS, pytest.param(MORE_LOOKS, marks=pytest.mark.long)], ids=["", "more"])
@pytest.mark.parametrize("stop", STOPS, ids=lambda stop: stop.name)
def test_a_page_is_without_barriers_fits_a_phone_and_keeps_its_place_in_each_language(visit, stop, wanted):
    page = visit(stop)
    here, found, too_wide = page.url, {}, {}

    for language, looks in wanted.items():
        if language != "de":
            switch_language(page, here, language, stop)
        for width, scheme in looks:
            page.emulate_media(color_scheme=scheme)
            page.set_viewport_size({"width": width, "height": 1000})
            page.wait_for_function("width => innerWidth === width", arg=width)
            found[language, width, scheme] = barriers(page)
        page.set_viewport_size({"width": 320, "height": 640})
        page.wait_for_function("innerWidth === 320")
        too_wide[language] = page.evaluate("document.documentElement.scrollWidth") > 320

    assert {look: broken for look, broken in found.items() if broken} == {}
    assert too_wide == dict.fromkeys(wanted, False)


def switch_language(page, german, language, stop):
    """Go to the same page in another language: by the switch on the page itself, where it has one."""
    there = german.replace("/de/", f"/{language}/", 1)
    if stop.status == 200:
        with page.expect_navigation():
            page.locator(f".lang a[hreflang={language}]").click()
        assert page.url == there
    else:
        page.goto(there)
    assert page.locator("html").get_attribute("lang") == language
    page.evaluate("document.fonts.ready")


def test_the_check_for_barriers_can_fail(open_page):
    page = open_page()
    page.goto("/de/")
    page.evaluate("document.querySelector('main').insertAdjacentHTML('beforeend', '<input><button></button>')")

    assert {rule for rule, _ in barriers(page)} >= {"label", "button-name"}


def test_a_script_in_the_page_is_refused(open_page, complaints):
    page = open_page(signed_in_as="representative")
    page.goto(f"/de{FORUM}/my/")
    page.evaluate(
        """() => {
            const script = document.createElement("script");
            script.textContent = "window.smuggled = true";
            document.body.append(script);
            document.body.insertAdjacentHTML("beforeend", '<p style="color: red" onclick="0">x</p>');
        }"""
    )

    assert page.evaluate("window.smuggled") is None
    assert sorted("script" in one for one in complaints if "Content Security Policy" in one)
    complaints.clear()


@pytest.mark.parametrize("language", running.LOCALES)
def test_an_agenda_fits_on_one_sheet_of_paper(visit, language):
    page = visit(next(stop for stop in STOPS if stop.name == "agenda"), language=language)

    assert pages_of(page) == 1


def test_an_interpreter_has_her_day_on_one_sheet_and_the_texts_on_others(visit):
    page = visit(next(stop for stop in STOPS if stop.name == "interpreter-sheet"), language="ru")
    both = pages_of(page)
    page.evaluate("document.querySelector('.sheet + .sheet').remove()")

    assert pages_of(page) == 1 < both


def test_each_table_has_a_card_of_its_own(visit):
    page = visit(next(stop for stop in STOPS if stop.name == "table-cards"))

    assert pages_of(page) == 24


def pages_of(page):
    return page.pdf(prefer_css_page_size=True).count(b"/Type /Page\n")
