"""An organisation applies, in a real browser: in German on a phone, in Russian without a script."""

from playwright.sync_api import expect

from tests.browser.test_pages import barriers

APPLY = "events/forum-2027/apply/"
PHONE = {"width": 390, "height": 844}


def fill(page, organisation):
    page.locator("[name=organisation_name]").fill(organisation)
    page.locator("[name=contact_name]").fill("Anna Berg")
    page.locator("[name=country]").select_option("DE")
    page.locator("[name=side]").first.check()
    page.locator("[name=p0-name]").fill("Anna Berg")
    page.locator("[name=p0-level_de]").select_option("native")


def send(page):
    page.locator("button[name=step][value=send]").click()
    page.wait_for_url("**/application/*/**")  # a part of the form may still be named in the address


def test_what_is_typed_on_a_phone_is_kept_by_itself_and_sent(open_page):
    page = open_page(signed_in_as="interpreter", **PHONE)
    page.goto(f"/de/{APPLY}")
    found = barriers(page)
    fill(page, "Elbe Wärmepumpen")
    expect(page.locator("[role=status][hx-post]")).not_to_be_empty()

    page.goto(f"/de/{APPLY}")
    expect(page.locator("[name=organisation_name]")).to_have_value("Elbe Wärmepumpen")
    send(page)

    expect(page.locator("main")).to_contain_text("Elbe Wärmepumpen")
    found += barriers(page)
    mine = page.url
    for way in ("change", "colleague", "cancel"):
        page.goto(f"{mine}{way}/")
        found += barriers(page)
    assert found == []


def test_without_a_script_everything_can_be_done_too(open_page):
    page = open_page(signed_in_as="adviser", language="ru", javascript=False, **PHONE)
    page.goto(f"/ru/{APPLY}")
    fill(page, "Восточный мост")
    page.locator("button[name=step][value=more]").click()
    page.locator("[name=p1-name]").fill("Борис Кюн")
    send(page)
    expect(page.locator("main")).to_contain_text("Борис Кюн")

    page.locator("a[href$='/cancel/']").click()
    page.locator("main form button").click()
    page.wait_for_url("**/application/*/")

    expect(page.locator("a[href$='/cancel/']")).to_have_count(0)
