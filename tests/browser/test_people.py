"""People and their rights, in a real browser: invited in Russian, acting for another, taking along and erasing."""

import json
import re
import zipfile

from playwright.sync_api import expect

from tests.browser import house as houses
from tests.browser import running
from tests.browser.test_pages import barriers

MANAGER, GUEST, DORA = "manager@example.org", "olga@example.org", "dora@example.org"
PHONE = (390, 844)


def as_manager(browse, house):
    """Somebody who works for the host, with a passkey, as she must have."""
    page = browse()
    houses.virtual_key(page)
    houses.sign_in(page, house, MANAGER)
    page.goto("/de/account/passkeys/add/")
    page.locator("form[data-passkey] button").click()
    page.wait_for_url("**/recovery-codes/")
    return page


def test_an_invitation_is_accepted_in_russian_on_a_phone(browse, house):
    manager = as_manager(browse, house)
    manager.goto("/de/events/forum/people/")
    form = manager.locator("#invite form")
    form.locator("[name=email]").fill(GUEST)
    form.locator("[name=role]").select_option("adviser")
    form.locator("[name=language]").select_option("ru")
    form.locator("button").click()
    expect(manager.locator("section[aria-labelledby=invited]")).to_contain_text(GUEST)
    (mail,) = house.mails(GUEST)
    (link,) = re.findall(r"http://localhost:\d+(/ru/invitation/\S+)", mail)

    guest = browse(PHONE, language="ru")
    guest.goto(link)
    found = barriers(guest)
    width = guest.evaluate("document.documentElement.scrollWidth")
    guest.locator("main a[href*='/sign-in/']").click()
    guest.locator("input[name=email]").fill(GUEST)
    guest.locator("form.form button").click()
    guest.locator("input[name=code]").fill(house.code(GUEST))
    guest.locator("form.code-form button").click()
    guest.wait_for_url(lambda url: "/sign-in/" not in url)
    guest.goto(link)
    guest.locator(f"form[action='{link}'] button").click()
    guest.wait_for_url(lambda url: not url.endswith(link))
    manager.reload()

    assert (found, width <= PHONE[0], guest.locator("html").get_attribute("lang")) == ([], True, "ru")
    assert "приглашает вас" in mail
    expect(manager.locator("section[aria-labelledby=roles]")).to_contain_text(GUEST)
    guest.goto(link)
    assert guest.locator(f"form[action='{link}']").count() == 0  # it counts once


def test_an_adviser_acts_for_a_participant_and_both_see_it(open_page):
    adviser = open_page()
    running.sign_in(adviser, "adviser")
    adviser.goto("/de/events/forum-2019/acting/")
    adviser.locator("form:has(input[value=begin]) button").first.click()
    adviser.goto("/de/events/forum-2019/my/")
    banner = adviser.locator(".acting")

    expect(banner).to_be_visible()
    assert barriers(adviser) == []
    banner.locator("button").click()
    expect(adviser.locator(".acting")).to_have_count(0)
    represented = open_page()
    running.sign_in(represented, "representative")
    represented.goto("/de/events/forum-2019/acting/")
    expect(represented.locator("main")).to_contain_text("Bettina Ratgeber")


def test_somebody_takes_everything_along_and_is_erased(browse, house):
    page = browse()
    houses.sign_in(page, house, DORA)
    page.goto("/de/my-data/")
    found = barriers(page)

    with page.expect_download() as download:
        page.locator("form[action$='/my-data/export/'] button").click()
    with zipfile.ZipFile(download.value.path()) as packed:
        (name,) = (one for one in packed.namelist() if one.endswith(".json"))
        everything = json.dumps(json.loads(packed.read(name)), ensure_ascii=False)
    page.locator("a[href$='/my-data/erase/']").click()
    page.locator("a[href$='/my-data/erase/now/']").click()
    page.locator("input[name=sure]").check()
    page.locator("form[action$='/my-data/erase/now/'] button").click()
    page.wait_for_url(lambda url: "/erase/" not in url)
    page.goto("/de/my-data/")

    assert (found, DORA in everything) == ([], True)
    page.wait_for_url("**/sign-in/**")  # there is no account any more
    assert house.mails(DORA) == []
