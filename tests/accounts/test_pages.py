"""Every page of signing in and of an account: ours in all languages, whole, and under the strict policy."""

import pytest
from allauth.mfa.models import Authenticator

from handschlag.accounts import elsewhere, pages, urls
from tests.accounts import people, tour
from tests.meetings.test_page_policy import POLICY, Page, policy

pytestmark = pytest.mark.django_db
LANGUAGES = ["de", "en", "ru"]
GAPS = ("%(", "{{", "}}", "{%", "Undefined", "None", "gettext")
IDS = [f"{name}-{way.__name__}" for name, _, _, way in tour.PAGES]


@pytest.fixture(autouse=True)
def no_demonstration(settings):
    settings.DEMO = False


@pytest.mark.wide
@pytest.mark.parametrize(("name", "arguments", "query", "way"), tour.PAGES, ids=IDS)
def test_a_page_is_ours_and_keeps_its_policy_in_all_languages(client, name, arguments, query, way):
    way(client)
    keys = [Authenticator.objects.get(type="webauthn").pk for _ in arguments]

    answers = {code: client.get(people.address(name, *keys, language=code) + query) for code in LANGUAGES}

    for language, answer in answers.items():
        assert answer.status_code == 200
        page = Page(answer.content.decode())
        assert policy(answer) == POLICY
        assert page.forbidden == []
        assert [one for one, number in page.ids.items() if number > 1] == []
        assert page.lang == language
        assert [gap for gap in GAPS if gap in " ".join(page.text)] == []
        assert b"site-foot" in answer.content
        assert "no-store" in answer["Cache-Control"]


def test_no_page_is_untested():
    ours = {f"accounts:{pattern.name}" for pattern in urls.urlpatterns}
    of_allauth = {pattern.name for pattern in (*pages.urlpatterns, *elsewhere.urlpatterns)}

    assert ours | of_allauth == tour.NAMES
