"""An editor's way: languages side by side, drafts, a preview, two at once, versions; also without a script."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import running
from tests.browser.test_pages import barriers

FORUM = "events/forum-2027/edit"
TALK = "events/forum-2027/programme/talks/V7qE15sl2PIGpq9O"


@pytest.fixture
def editor(open_page):
    """Opens the editor of the forum of 2027, in a browser of its own."""

    def opened(language="de", **look):
        page = open_page(language=language, **look)
        running.sign_in(page, "organiser", language, event="forum-2027")
        page.goto(f"/{language}/{FORUM}/")
        return page

    return opened


def send(page, value):
    """Send what was written, and wait for the page that answers: a click returns before it has come."""
    with page.expect_navigation():
        page.locator(f'form.writing button[value="{value}"]').first.click()


def save(page):
    send(page, "save")


def discard(page):
    with page.expect_navigation():
        page.locator('button[value="discard"]').click()


@pytest.mark.parametrize("language", ["de", "en", "ru"])
def test_an_editor_writes_previews_saves_and_restores(editor, language):
    page = editor(language)
    title = page.locator("#id_title_ru")
    before = title.input_value()
    title.fill("Форум 2027 (проверка)")
    send(page, "preview")
    assert page.locator(".preview").count() == 1
    if language == "ru":
        assert "проверка" in page.locator("h1").inner_text()
    page.goto(f"/{language}/{FORUM}/")
    save(page)
    assert page.locator("#id_title_ru").input_value() == "Форум 2027 (проверка)"

    page.goto(f"/{language}/{FORUM}/versions/")
    assert "(проверка)" in page.locator("ins").first.inner_text()
    page.locator("tbody tr").nth(1).locator("summary").click()
    with page.expect_navigation(url=f"**/{FORUM}/"):
        page.locator("tbody tr").nth(1).locator("form button").click()
    assert page.locator("#id_title_ru").input_value() == before


def test_words_are_kept_by_themselves_and_are_there_after_a_crash(editor):
    page = editor()
    page.locator("#id_lead_de").fill("Von selbst aufbewahrt")
    expect(page.locator("[data-said]")).to_have_text(re.compile(r"\d\d:\d\d"), timeout=15_000)

    again = editor()

    assert again.locator("#id_lead_de").input_value() == "Von selbst aufbewahrt"
    discard(again)
    assert again.locator("#id_lead_de").input_value() != "Von selbst aufbewahrt"


@pytest.mark.parametrize("javascript", [True, False])
def test_of_two_at_once_the_second_sees_both_texts_and_loses_nothing(editor, complaints, javascript):
    first, second = editor(javascript=javascript), editor(javascript=javascript)
    before = first.locator("#id_place_de").input_value()
    first.locator("#id_place_de").fill("Messe Leipzig, Halle 1")
    save(first)
    second.locator("#id_place_de").fill("Messe Leipzig, Halle 5")
    save(second)
    second.wait_for_selector(".two-versions")
    complaints.clear()  # that the page is answered with 409

    assert [words in second.locator("main").inner_text() for words in ("Halle 1", "Halle 5")] == [True, True]
    assert not javascript or barriers(second) == []
    own = second.locator('input[name="place_de"]')
    assert own.input_value() == "Messe Leipzig, Halle 5"
    own.fill("Messe Leipzig, Hallen 1 und 5")
    second.locator('button[value="save"]').click()
    second.wait_for_url(re.compile(f"{FORUM}/$"))
    assert second.locator("#id_place_de").input_value() == "Messe Leipzig, Hallen 1 und 5"

    second.locator("#id_place_de").fill(before)
    save(second)


def test_all_of_it_can_be_done_by_keyboard(editor):
    page = editor()
    page.locator("#id_title_en").focus()
    page.keyboard.type(" x")
    page.keyboard.press("Tab")

    assert page.evaluate("document.activeElement.id || document.activeElement.name") != "id_title_en"
    page.locator("#id_title_en").focus()
    page.keyboard.press("Control+A")
    page.keyboard.press("Delete")
    page.locator('form.writing button[value="draft"]').first.press("Enter")
    page.wait_for_selector('button[value="discard"]')
    with page.expect_navigation():
        page.locator('button[value="discard"]').press("Enter")
    assert page.locator("#id_title_en").input_value() != ""


@pytest.mark.parametrize("javascript", [True, False])
def test_a_talk_is_written_previewed_restored_and_shared_by_two(editor, complaints, javascript):
    first, second = editor(javascript=javascript), editor(javascript=javascript)
    for page in (first, second):
        page.goto(f"/de/{TALK}/")
    before = first.locator("#id_title_de").input_value()
    first.locator("#id_title_de").fill("Vortrag (Vorschau)")
    send(first, "preview")
    assert "Vortrag (Vorschau)" in first.locator("main").inner_text()
    first.goto(f"/de/{TALK}/")
    save(first)

    second.locator("#id_title_de").fill("Vortrag (von der anderen)")
    save(second)
    second.wait_for_selector(".two-versions")
    complaints.clear()  # that the page is answered with 409
    assert [words in second.locator("main").inner_text() for words in ("(Vorschau)", "(von der anderen)")] == [True] * 2
    second.locator('input[name="title_de"]').fill("Vortrag (beider)")
    second.locator('button[value="save"]').click()
    second.wait_for_url(re.compile(f"{TALK}/$"))
    assert second.locator("#id_title_de").input_value() == "Vortrag (beider)"

    second.goto(f"/de/{TALK}/versions/")
    row = second.locator("tbody tr").last
    row.locator("summary").click()
    row.locator("form button").click()
    second.wait_for_url(re.compile(f"{TALK}/$"))
    assert second.locator("#id_title_de").input_value() == before


def test_words_about_a_talk_are_kept_by_themselves(editor):
    page = editor()
    page.goto(f"/de/{TALK}/")
    page.locator("#id_abstract_de").fill("Von selbst aufbewahrt")
    expect(page.locator("[data-said]")).to_have_text(re.compile(r"\d\d:\d\d"), timeout=15_000)

    page.goto(f"/de/{TALK}/")

    assert page.locator("#id_abstract_de").input_value() == "Von selbst aufbewahrt"
    discard(page)
    assert page.locator("#id_abstract_de").input_value() != "Von selbst aufbewahrt"


@pytest.mark.parametrize("width", [320, 1440])
@pytest.mark.parametrize("place", ["", "versions/", "move/"])
def test_nothing_of_a_talk_has_to_be_scrolled_sideways(editor, width, place):
    page = editor(width=width)
    page.goto(f"/de/{TALK}/{place}")

    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert barriers(page) == []


@pytest.mark.parametrize("width", [320, 1440])
def test_nothing_has_to_be_scrolled_sideways(editor, width):
    page = editor(width=width)

    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert barriers(page) == []
