"""Who comes without an account: a visitor finds what she may take part in, a journalist what she may quote."""

import json

import feedparser
import pytest
from icalendar import Calendar
from playwright.sync_api import expect

NOTICE = "/notices/russland-gus-leipzig-2019/"
FORUM = "/events/forum-2019/"
FURTHER = ["geschaeftsanbahnungsreise-2019", "unternehmerreise-wasser-2019"]
FURTHER += ["unternehmerreise-indonesien-2019", "bau-und-energie-2019"]
LOOKS = pytest.mark.parametrize(
    ("language", "javascript"),
    [("de", True), ("en", True), ("ru", True), ("de", False), ("en", False), ("ru", False)],
    ids=["de", "en", "ru", "de-without-javascript", "en-without-javascript", "ru-without-javascript"],
)


def by_mouse(page, link):
    page.locator(link).first.click()


def by_keyboard(page, link):
    """Press Tab until the link has the focus, and the focus can be seen; then Enter."""
    for _ in range(150):
        page.keyboard.press("Tab")
        if page.evaluate("link => document.activeElement.matches(link)", link):
            assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
            page.keyboard.press("Enter")
            return
    raise AssertionError(f"Tab does not lead to {link}")


def visit(page, language, go):
    """From the front page to the notices, to the one of 2018, to its forum, its programme and its calendar entry."""
    page.goto(f"/{language}/")
    go(page, f"nav a[href='/{language}/notices/']")
    page.wait_for_url(f"**/{language}/notices/")
    go(page, ".filters a[href='?kind=notice']")
    page.wait_for_url("**/notices/?kind=notice")
    go(page, f"a[href='/{language}{NOTICE}']")
    page.wait_for_url(f"**{NOTICE}")
    go(page, f".event-card a[href='/{language}{FORUM}']")
    page.wait_for_url(f"**{FORUM}")
    expect(page.locator(".demo")).to_be_visible()
    go(page, f"a[href='/{language}{FORUM}programme/']")
    page.wait_for_url(f"**{FORUM}programme/")
    expect(page.locator("h1")).to_be_visible()


@LOOKS
def test_a_visitor_comes_from_the_front_page_to_the_programme(open_page, language, javascript):
    page = open_page(language=language, javascript=javascript)

    visit(page, language, by_mouse)

    file = page.request.get(page.locator("a[href$='.ics']").first.get_attribute("href"))
    starts = {str(entry.decoded("dtstart").date()) for entry in Calendar.from_ical(file.body()).walk("VEVENT")}
    assert starts == {"2019-02-05"}
    assert page.context.cookies() == []


@pytest.mark.parametrize("javascript", [True, False], ids=["", "without-javascript"])
def test_the_keyboard_is_enough_for_a_visitor(open_page, javascript):
    visit(open_page(language="ru", javascript=javascript), "ru", by_keyboard)


@LOOKS
def test_a_journalist_finds_quotes_and_subscribes(open_page, language, javascript):
    page = open_page(language=language, javascript=javascript)
    spelling = {"de": "Tscheljabinsk", "en": "Cheliabinsk", "ru": "Челябинск"}[language]
    page.goto(f"/{language}/")
    page.locator("form[role=search] input[name=q]").first.fill(spelling)
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=*")
    page.locator(f".news a[href='/{language}{NOTICE}']").click()
    page.wait_for_url(f"**{NOTICE}")

    read_notice(page, language)
    read_facts(page, language)
    subscribe(page, language)


def read_notice(page, language):
    """Where it comes from, what is told besides, and the same in another language."""
    assert page.locator(".source").count() == 1
    assert page.locator("section[aria-labelledby=links] li").count() >= 3
    further = page.locator("section[aria-labelledby=further] h3 a, section[aria-labelledby=further] li a")
    assert {one.get_attribute("href") for one in further.all()} == {f"/{language}/notices/{slug}/" for slug in FURTHER}
    assert page.locator("html").get_attribute("lang") == language
    for other in {"de", "en", "ru"} - {language}:
        assert page.locator(f"header a[hreflang={other}]").get_attribute("href").endswith(NOTICE)


def read_facts(page, language):
    """The page of the forum says the same to people and to machines, and names somebody to ask."""
    page.goto(f"/{language}{FORUM}")
    told = json.loads(page.locator("script[type='application/ld+json']").first.text_content())
    assert told["@type"] == "BusinessEvent"  # a kind of Event
    assert told["startDate"].startswith("2019-02-05T")
    assert told["name"] in page.locator("h1").inner_text()
    page.locator("footer a[href*='/legal/imprint/']").first.click()
    page.wait_for_url("**/legal/imprint/**")
    assert page.locator("main h1").count() == 1


def subscribe(page, language):
    page.goto(f"/{language}/notices/?kind=notice")
    address = page.locator("a[type='application/atom+xml']").first.get_attribute("href")
    feed = feedparser.parse(page.request.get(address).body())
    assert not feed.bozo
    assert any(entry.link.endswith(NOTICE) for entry in feed.entries)
    assert feed.feed.language == language
