"""When a page is missing or broken: in each language the reader learns what still works."""

import re
from html import unescape

import pytest
from django.conf import settings
from django.test import Client
from django.urls import path
from django.utils import translation

from handschlag.foundation import views
from handschlag.site import urls
from tests.factories import UserFactory

LANGUAGES = ["de", "en", "ru"]


def fail(request):
    raise RuntimeError("on purpose")


# The addresses of the site and one that is broken.
urlpatterns = [*urls.urlpatterns, path("broken/", fail), *[path(f"{code}/broken/", fail) for code in LANGUAGES]]
handler404, handler500 = urls.handler404, urls.handler500


@pytest.fixture(autouse=True)
def broken_address(settings):
    settings.ROOT_URLCONF = __name__


def shown(address, client=None, **headers):
    """The answer as a reader's browser gets it, whatever has failed."""
    answer = (client or Client(raise_request_exception=False)).get(address, headers=headers)
    return answer.status_code, unescape(answer.content.decode())


def words(page):
    """What stands in the main part of a page, without its tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", page.split("<main")[1].split("</main>")[0].split(">", 1)[1]))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("address", "status", "message", "ways"),
    [
        ("there-is-no-such-page/", 404, "Your agenda and everything you have sent are safe.", ["", "sign-in/"]),
        (
            "broken/",
            500,
            "Please go back and try again in a moment. Printed agendas and subscribed calendars stay valid.",
            [""],
        ),
    ],
    ids=["missing", "broken"],
)
def test_says_what_still_works_and_where_to_go(address, status, message, ways, language):
    answered, page = shown(f"/{language}/{address}")

    with translation.override(language):
        said = translation.gettext(message)
    assert answered == status
    assert f'<html lang="{language}">' in page
    assert said in words(page)
    main = page.split("<main")[1]
    assert re.findall(r'<a class="btn[^"]*" href="([^"]*)"', main) == [f"/{language}/{way}" for way in ways]


@pytest.mark.parametrize("address", ["there-is-no-such-page/", "broken/"])
def test_each_reader_is_told_in_her_own_language(address):
    pages = [words(shown(f"/{language}/{address}")[1]) for language in LANGUAGES]

    assert len(set(pages)) == len(LANGUAGES)


@pytest.mark.parametrize(("accepted", "language"), [("ru,de;q=0.5", "ru"), ("uz,en;q=0.5", "en"), ("uz", "de")])
def test_without_a_language_in_the_address_the_browser_is_asked(accepted, language):
    page = shown("/broken/", **{"Accept-Language": accepted})[1]

    assert f'<html lang="{language}">' in page


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/de/there-is-no-such-page/", "/de/broken/"])
def test_somebody_signed_in_finds_these_pages_too(address):
    client = Client(raise_request_exception=False)
    client.force_login(UserFactory(name="Katrin Lehmann (fiktiv)"))

    status, page = shown(address, client)

    assert (status in (404, 500), "Katrin Lehmann (fiktiv)" in page) == (True, status == 404)


def test_a_broken_page_tells_nothing_of_what_has_failed(caplog):
    page = shown("/de/broken/")[1]

    assert "on purpose" not in page
    assert "on purpose" in caplog.text


@pytest.mark.parametrize("address", ["/de/there-is-no-such-page/", "/de/broken/"])
def test_the_security_policy_holds_there_too(address):
    answer = Client(raise_request_exception=False).get(address)

    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert re.findall(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", answer.content.decode()) == []


def test_the_last_words_are_in_every_language_of_the_site():
    assert len(views.LAST_WORDS.strip().splitlines()) == len(settings.LANGUAGES)
