"""Suggestions while somebody types: by keyboard, by mouse, for those who listen; and a search without a script."""

import pytest
from playwright.sync_api import expect

from tests.browser.test_pages import barriers

FORUM = "/events/forum-2027/"


@pytest.fixture
def typed(open_page):
    """The page of the search on which somebody has begun to type."""

    def opened(words="Sachsen", **look):
        page = open_page(**look)
        page.goto(f"/{look.get('language', 'de')}/search/")
        page.locator("#q").press_sequentially(words)
        page.locator(".suggest li").first.wait_for()
        return page

    return opened


def chosen(page):
    """What the field says is chosen."""
    return page.locator("#q").evaluate(
        "one => document.getElementById(one.getAttribute('aria-activedescendant'))?.innerText"
    )


def test_arrows_choose_a_suggestion_and_enter_goes_there(typed):
    page = typed("Kooperationsforum 2027")
    field = page.locator("#q")
    assert field.get_attribute("aria-expanded") == "true"
    assert chosen(page) is None

    page.keyboard.press("ArrowDown")

    assert "Kooperationsforum 2027" in chosen(page)
    assert page.locator(".suggest [aria-selected=true]").count() == 1
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{FORUM}")


def test_arrows_go_round_and_back_to_what_was_typed(typed):
    page = typed("Forum")
    rows = page.locator(".suggest li").count()
    assert rows > 1

    page.keyboard.press("ArrowUp")
    expect(page.locator(".suggest li").last).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowDown")
    assert chosen(page) is None


def test_escape_closes_the_list_and_keeps_what_was_typed(typed):
    page = typed()
    page.keyboard.press("Escape")

    assert not page.locator(".suggest").is_visible()
    assert page.locator("#q").get_attribute("aria-expanded") == "false"
    assert page.locator("#q").input_value() == "Sachsen"


def test_without_a_choice_enter_searches(typed):
    page = typed()
    page.keyboard.press("Enter")

    page.wait_for_url("**/search/?q=Sachsen")
    assert page.locator("ul.news li").count() > 0


def test_a_click_leads_to_what_it_says(typed):
    page = typed("Kooperationsforum 2027")
    page.locator(".suggest li").first.click()

    page.wait_for_url(f"**{FORUM}")


def test_whoever_listens_hears_how_many_there_are(typed):
    page = typed("Kooperationsforum 2027")

    assert "1" in page.locator(".suggesting [role=status]").text_content()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_open_list_is_without_barriers(typed, scheme):
    page = typed("Forum", language="ru", width=390, scheme=scheme)
    page.keyboard.press("ArrowDown")

    assert barriers(page) == []


def test_the_search_works_without_a_script(open_page):
    page = open_page(javascript=False)
    page.goto("/de/search/")
    page.locator("#q").fill("Cheliabinsk")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=Cheliabinsk")

    assert page.locator("ul.news mark").first.inner_text().startswith("Tscheljabinsk")
    page.locator(".chips a").last.click()
    expect(page.locator(".chip[aria-current]")).to_have_count(1)
    assert page.context.cookies() == []
