"""“That is us”, in a real browser: asked on a phone in German, answered by a colleague, seen by the office."""

import sqlite3
from contextlib import closing

import pytest
from playwright.sync_api import expect

from tests.browser.test_applying import APPLY, PHONE, fill, send
from tests.browser.test_pages import barriers

COLLEAGUE = "representative:forum-2019"
SPOKEN_FOR = """
SELECT organisation.name FROM companies_organisation organisation
JOIN companies_participant participant ON participant.organisation_id = organisation.id
JOIN companies_representative representative ON representative.participant_id = participant.id
JOIN companies_person person ON person.id = representative.person_id
JOIN accounts_user account ON account.id = person.user_id
WHERE account.email = ?
"""


@pytest.fixture
def colleague(open_page):
    """Somebody who spoke for an organisation in 2019, on the page of her account."""
    page = open_page(signed_in_as=COLLEAGUE)
    page.goto("/de/account/")
    return page


@pytest.fixture
def organisation(colleague, folder):
    """The one for which she spoke."""
    line = colleague.locator("section[aria-labelledby=how] li p").first.text_content()
    with closing(sqlite3.connect(folder / "data" / "handschlag.sqlite3", timeout=60)) as database:
        ((name,),) = database.execute(SPOKEN_FOR, [line.split(" · ")[0].strip()]).fetchall()
    return name


def test_a_claim_is_made_on_a_phone_confirmed_by_a_colleague_and_seen_by_the_office(open_page, colleague, organisation):
    asker = open_page(signed_in_as="editor", **PHONE)
    asker.goto(f"/de/{APPLY}")
    fill(asker, organisation)
    asker.locator("#similar button[name=us]").first.click()
    expect(asker.locator("button[name=us][value='']")).to_be_visible()
    found = barriers(asker)
    send(asker)
    expect(asker.locator("main")).to_contain_text("noch bestätigen")
    found += barriers(asker)

    colleague.reload()
    expect(colleague.locator("#claims")).to_be_visible()
    found += barriers(colleague)
    colleague.set_viewport_size({"width": 320, "height": 640})
    too_wide = colleague.evaluate("document.documentElement.scrollWidth") > 320
    colleague.locator("section[aria-labelledby=claims] button").first.click()
    expect(colleague.locator("body")).to_contain_text("Vielen Dank")
    asker.reload()
    office = open_page(signed_in_as="organiser:forum-2027")
    office.goto(asker.url.partition("#")[0].replace("/application/", "/applications/"))

    assert (found, too_wide) == ([], False)
    expect(colleague.locator("#claims")).to_have_count(0)
    expect(asker.locator("main")).not_to_contain_text("noch bestätigen")
    expect(office.locator("h1")).to_have_text(organisation)
    expect(office.locator("main")).to_contain_text(f"Hat {organisation} vertreten")
    assert barriers(office) == []
