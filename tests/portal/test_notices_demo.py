"""The notices of the demonstration: the one of 2018 with its gaps, and others around it."""

from datetime import UTC, date, datetime

import pytest

from handschlag.portal import queries
from handschlag.portal.models import Notice
from handschlag.site.demo import notices, reading

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
NOW = datetime(2026, 12, 1, tzinfo=UTC)
LANGUAGES = {"de", "en", "ru"}


@pytest.fixture
def loaded():
    return notices.load()


def test_they_are_written_once(loaded):
    assert len(loaded) == Notice.objects.count() == len(reading.read("notices.toml")["notices"])
    assert notices.load() == []


def test_the_notice_of_2018_stands_with_its_four_further_notices(loaded):
    told = queries.told("russland-gus-leipzig-2019", NOW)

    assert [(one.kind.key, one.shown_on, one.lacks_country, bool(one.when_text)) for one in told.further] == [
        ("notice", date(2018, 12, 7), False, False),
        ("notice", date(2018, 12, 6), False, True),
        ("link", date(2018, 12, 5), False, False),
        ("notice", date(2018, 12, 5), True, False),
    ]
    assert [link.kind for link in told.links] == ["registration", "fair", "file"]
    assert not told.notice.has_day


def test_what_the_source_leaves_open_stays_open(loaded):
    water, nowhere = (
        Notice.objects.get(slug=slug) for slug in ("unternehmerreise-wasser-2019", "bau-und-energie-2019")
    )

    assert water.when_text.versions["de"].text == "vom 02. bis Juni 2019"
    assert {tag.kind for tag in nowhere.tags.all()} == {"sector"}
    assert {water.slug, nowhere.slug} <= {one.slug for one in queries.flagged(water.host)}


def test_every_notice_speaks_three_languages_and_the_invented_ones_say_so(loaded):
    facts = {"geschaeftsanbahnungsreise-2019", "unternehmerreise-wasser-2019", "unternehmerreise-indonesien-2019"}
    facts |= {"russland-gus-leipzig-2019", "bau-und-energie-2019"}
    for notice in Notice.objects.all():
        texts = [text for text in (notice.headline, notice.location, notice.lead, notice.body, notice.source) if text]

        assert {frozenset(text.versions) for text in texts} == {frozenset(LANGUAGES)}
        assert ("(fiktiv)" in notice.headline.versions["de"].text) == (notice.slug not in facts)


def test_every_state_of_a_published_notice_is_shown(loaded):
    states = {queries.state(notice, NOW) for notice in Notice.objects.all()}

    assert states == {"published", "expired", "archived"}
