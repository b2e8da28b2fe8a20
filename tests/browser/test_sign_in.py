"""Signing in, in a real browser: by code on a phone, by passkey, with a second factor, and without a script."""

import re

import pytest
from playwright.sync_api import expect

from tests.accounts import people
from tests.browser import house as houses
from tests.browser.test_pages import barriers

ANNA, BORIS, CARLA, DORA, STAFF = (f"{name}@example.org" for name in ("anna", "boris", "carla", "dora", "staff"))
PHONE, DESK = (390, 844), (1440, 1000)


def test_the_first_sign_in_by_code_on_a_phone(browse, house):
    page = browse(PHONE)

    houses.sign_in(page, house, ANNA)
    page.wait_for_url("**/account/welcome/**")
    page.locator("input[name=name]").fill("Anna Müller")
    page.locator("form.form button:not([name=passkey])").click()
    page.wait_for_url("**/de/")
    page.goto("/de/account/")

    expect(page.locator("input[name=name]")).to_have_value("Anna Müller")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]


def test_a_passkey_is_set_up_and_signs_in_without_a_code(browse, house):
    page = browse(language="ru")
    session, key = houses.virtual_key(page)
    houses.sign_in(page, house, BORIS, "ru")
    page.goto("/ru/account/passkeys/add/")

    page.locator("form[data-passkey] button").click()
    page.wait_for_url("**/recovery-codes/")
    kept = session.send("WebAuthn.getCredentials", {"authenticatorId": key})["credentials"]
    page.goto("/ru/account/")
    page.locator("form[action$='/sign-out/'] button").click()
    page.goto("/ru/sign-in/?next=/ru/account/")
    page.locator("form[data-passkey=get] button").click()
    page.wait_for_url("**/ru/account/")

    assert [one["isResidentCredential"] for one in kept] == [True]
    assert len(house.mails(BORIS)) >= 2  # the code, and that a passkey was set up


def test_who_cancels_at_the_device_is_told_so_and_can_try_again(browse, house):
    page = browse()
    session, key = houses.virtual_key(page)
    session.send("WebAuthn.setUserVerified", {"authenticatorId": key, "isUserVerified": False})
    page.goto("/de/sign-in/")

    page.locator("form[data-passkey=get] button").click()

    expect(page.locator("form[data-passkey=get] [role=status]")).not_to_be_empty()
    expect(page.locator("form[data-passkey=get] button")).to_be_enabled()


def test_whoever_works_for_a_host_sets_up_an_app_before_anything_else(browse, house):
    page = browse(PHONE)
    houses.sign_in(page, house, STAFF)

    page.goto("/de/events/forum/planning/")
    page.wait_for_url("**/account/second-factor/**")
    page.locator("a[href$='/account/app/']").click()
    secret = re.sub(r"\s", "", page.locator("code.key").inner_text())
    page.locator("input[name=code]").fill(people.digits(secret))
    page.locator("form.form button").click()
    page.wait_for_url("**/recovery-codes/")
    codes = page.locator("ol.codes code").count()
    page.goto("/de/events/forum/planning/")

    assert (codes, page.url.endswith("/de/events/forum/planning/")) == (10, True)


def test_with_a_passkey_nothing_else_is_asked_of_whoever_works_for_a_host(browse, house):
    page = browse()
    houses.virtual_key(page)
    houses.sign_in(page, house, "manager@example.org")
    page.goto("/de/events/forum/planning/")
    page.locator("a[href$='/passkeys/add/']").click()

    page.locator("form[data-passkey] button").click()
    page.wait_for_url("**/recovery-codes/")
    page.context.clear_cookies()
    page.goto("/de/events/forum/planning/")
    page.locator("form[data-passkey=get] button").click()

    page.wait_for_url("**/de/events/forum/planning/")


def test_another_sign_in_is_seen_and_ended(browse, house):
    desk, phone = browse(), browse(PHONE)
    for page in (desk, phone):
        houses.sign_in(page, house, CARLA, "en")
        page.goto("/en/account/")

    desk.reload()
    rows = desk.locator("section[aria-labelledby=sign-ins] li").count()
    desk.locator("section[aria-labelledby=sign-ins] li form button").click()
    phone.reload()

    assert rows >= 2
    assert "/en/sign-in/" in phone.url
    expect(desk.locator("section[aria-labelledby=sign-ins] li")).to_have_count(1)


def test_everything_but_passkeys_works_without_a_script(browse, house):
    page = browse(PHONE, javascript=False)
    page.goto("/de/sign-in/")
    hidden = page.locator("form[data-passkey=get]").is_visible()

    houses.sign_in(page, house, CARLA)
    page.goto("/de/account/")
    page.locator("input[name=name]").fill("Carla Ohne")
    page.locator("section[aria-labelledby=you] button").click()

    assert (hidden, page.locator("input[name=name]").input_value()) == (False, "Carla Ohne")
    expect(page.locator("[role=status]").first).to_be_visible()


def test_the_keyboard_alone_is_enough(browse, house):
    page = browse()
    page.goto("/de/sign-in/")
    field = page.locator("input[name=email]")

    for _ in range(30):
        page.keyboard.press("Tab")
        if field.evaluate("field => field === document.activeElement"):
            break
    page.keyboard.type("nobody@example.org")
    page.keyboard.press("Enter")

    page.wait_for_url("**/sign-in/code/**")


def pages_of_everybody(page, house):
    """Each page of signing in and of an account, one after the other, with a name for it."""
    language = "de"
    for name, address in (
        ("sign-in", "/sign-in/"),
        ("password", "/sign-in/password/"),
        ("reset", "/password/"),
        ("no-account", "/sign-in/no-account/"),
    ):
        page.goto(f"/{language}{address}")
        yield name
    houses.ask_for_code(page, "nobody@example.org", language)
    yield "code"
    with page.expect_navigation():
        page.locator("form.code-form button").click()
    yield "code-refused"
    page.locator("form[action$='/start-over/'] button").click()
    page.wait_for_url("**/sign-in/")
    houses.sign_in(page, house, DORA, language)
    for name, address in (
        ("account", "/account/"),
        ("welcome", "/account/welcome/"),
        ("address", "/account/address/"),
        ("set-password", "/account/password/first/"),
        ("app", "/account/app/"),
        ("passkey", "/account/passkeys/add/"),
    ):
        page.goto(f"/{language}{address}")
        yield name


@pytest.mark.parametrize(("size", "scheme"), [(DESK, "light"), (PHONE, "dark"), ((320, 640), "light")])
def test_axe_finds_no_barrier_and_nothing_has_to_be_scrolled_sideways(browse, house, complaints, size, scheme):
    page = browse(size, scheme=scheme)
    found = {}
    for name in pages_of_everybody(page, house):
        page.evaluate("document.fonts.ready")
        wide = page.evaluate("document.documentElement.scrollWidth") > size[0]
        if problems := barriers(page) + ([("wide", [])] if wide else []):
            found[name] = problems
    complaints[:] = [one for one in complaints if "422" not in one]  # the code that was refused

    assert found == {}
