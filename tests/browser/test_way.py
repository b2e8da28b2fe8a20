"""The whole way, as people go it: a wish is answered, the forum planned, the plan published, the agenda read."""

import re

import pytest
from icalendar import Calendar
from playwright.sync_api import expect

from tests.browser import running
from tests.browser.tour import FORUM


def numbers(text):
    return [int(found) for found in re.findall(r"\d+", text.replace("\u00a0", ""))]


@pytest.mark.parametrize(
    ("language", "javascript"),
    [("de", True), ("en", True), ("ru", True), ("de", False)],
    ids=["de", "en", "ru", "without-javascript"],
)
def test_from_the_visitor_to_the_interpreters_day(open_page, language, javascript):
    def come_in(role):
        page = open_page(language=language, javascript=javascript)
        running.sign_in(page, role, language)
        return page

    read_as_visitor(open_page(language=language, javascript=javascript), language)
    answer_a_wish(come_in("representative"), language)
    published = plan_and_publish(come_in("organiser"), language)
    read_agenda(come_in("representative"), language, published)
    read_day(come_in("interpreter"), language)


def read_as_visitor(page, language):
    page.goto("/")
    assert page.url.endswith(f"/{language}/")
    page.goto(f"/{language}/events/?year=2019")
    page.locator(f"a[href='/{language}{FORUM}/']").first.click()
    page.wait_for_url(f"**{FORUM}/")  # the click does not wait for the page to be whole
    assert page.locator(".demo").count() == 1
    assert page.locator("#delegations").count() == 1
    assert page.locator("section[aria-labelledby=delegations] li").count() == 15
    assert page.locator("section[aria-labelledby=projects] li").count() == 14


def answer_a_wish(page, language):
    """Say the other of what was said before, or yes where nothing was."""
    page.goto(f"/{language}{FORUM}/my/")
    wish = f"#{page.locator('#received li').first.get_attribute('id')}"
    if page.locator(f"{wish} .tag.ok").count():
        page.locator(f"{wish} summary").click()
        page.locator(f"{wish} textarea").fill("We have met already.")
        page.locator(f"{wish} button[value=declined]").click()
        page.locator(f"{wish} .tag.warn").wait_for()
    page.locator(f"{wish} button[value=accepted]").click()
    page.locator(f"{wish} .tag.ok").wait_for()
    page.reload()
    assert page.locator(f"{wish} .tag.ok").count() == 1


def begin(page, language, seconds, forum=FORUM):
    page.goto(f"/{language}{forum}/planning/")
    page.locator(f"input[name=seconds][value='{seconds}']").check()
    page.locator("form.settings button").click()
    page.wait_for_url("**/runs/*/")


def plan_and_publish(page, language):
    begin(page, language, 5)
    page.locator(".verdict").wait_for(timeout=60_000)
    assert page.locator(".reasons li").count() >= 5
    held, of = numbers(page.locator(".kpis").first.inner_text())[:2]
    assert 200 <= held <= of == 240
    page.locator("form[action$='/publish/'] button").click()
    page.wait_for_url("**/plans/*/")
    return numbers(page.locator("h1").inner_text())[0]


def read_agenda(page, language, published):
    page.goto(f"/{language}{FORUM}/my/")
    meetings = page.locator(".agenda .appt:not(.fixed):not(.open)").count()
    assert meetings > 0
    page.goto(f"/{language}{FORUM}/my/agenda/")
    assert page.locator(".sheet .plan > li:not(.other)").count() == meetings
    assert numbers(page.locator(".sheet footer").inner_text())[0] == published
    file = page.request.get(f"/{language}{FORUM}/my/agenda.ics")
    events = Calendar.from_ical(file.body()).walk("VEVENT")
    assert len(events) == meetings
    assert {str(event.decoded("dtstart").date()) for event in events} == {"2019-02-05"}


def read_day(page, language):
    page.goto(f"/{language}{FORUM}/interpreting/")
    assert page.locator(".agenda .appt:not(.fixed):not(.open)").count() > 0
    page.locator(".agenda details summary").first.click()
    assert page.locator(".agenda details[open] p").count() >= 2


@pytest.fixture(scope="module")
def endless(site, folder):
    """The address of a forum on which the planner computes until somebody stops it."""
    running.add_endless_forum(folder)
    return "/events/endless"


@pytest.mark.parametrize(
    ("language", "javascript"),
    [("de", True), ("en", True), ("ru", True), ("ru", False)],
    ids=["de", "en", "ru", "ru-without-javascript"],
)
def test_a_run_is_watched_and_stopped_and_its_plan_kept(open_page, endless, language, javascript):
    page = open_page(language=language, javascript=javascript)
    running.sign_in(page, "organiser", language, event="endless")

    begin(page, language, 120, endless)
    page.locator(".chart svg >> nth=0").wait_for(timeout=60_000, state="attached")
    seen = page.locator(".live").inner_text()
    expect(page.locator(".live")).not_to_have_text(seen, timeout=20_000)
    page.locator("form[action$='/stop/'] button").click()
    page.locator(".verdict").wait_for(timeout=60_000)

    assert page.locator(".verdict .tag.warn").count() == 1
    assert page.locator("form[action$='/publish/'] button").count() == 1
    assert numbers(page.locator(".kpis").first.inner_text())[:2] == [40, 40]


def test_a_wish_can_be_changed_and_taken_back_by_keyboard_alone(open_page):
    page = open_page(signed_in_as="representative")
    page.goto(f"/de{FORUM}/my/wishes/?q=KZ")
    row = page.locator("ul.req > li").first
    row.locator("summary").focus()
    page.keyboard.press("Enter")
    row.locator("input[name=level]").first.focus()
    page.keyboard.press("Space")
    row.locator("button.primary").focus()
    page.keyboard.press("Enter")
    row.locator(".saved").wait_for()
    assert page.evaluate("document.activeElement.id") == row.get_attribute("id")

    row.locator("summary").focus()
    page.keyboard.press("Enter")
    row.locator("button[name=take_back]").focus()
    page.keyboard.press("Enter")
    row.locator("button[name=take_back]").wait_for(state="detached")


def test_the_first_key_leads_past_the_head(open_page):
    page = open_page()
    page.goto(f"/de{FORUM}/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    assert page.url.endswith("#content")


def test_of_two_organisers_who_publish_at_once_one_is_told(open_page, complaints):
    first, second = open_page(signed_in_as="organiser"), open_page(signed_in_as="organiser")
    begin(first, "de", 5)
    first.locator(".verdict").wait_for(timeout=60_000)
    second.goto(first.url)
    first.locator("form[action$='/publish/'] button").click()
    first.wait_for_url("**/plans/*/")

    second.locator("form[action$='/publish/'] button").click()

    second.locator(".note.bad[role=alert]").wait_for()
    assert second.locator("h1 + .tag").inner_text() == first.locator("h1 + .tag").inner_text()
    assert [one for one in complaints if "422" not in one] == []
    complaints.clear()
