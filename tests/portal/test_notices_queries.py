"""Finding notices: by kind, region, sector, year; further ones; flagged ones; at a cost that stays the same."""

from datetime import UTC, date, datetime, timedelta

import pytest

from handschlag.engine.language import Text
from handschlag.portal import narrowing, queries
from handschlag.portal.narrowing import Wanted
from tests import factories as make

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 3, 10, 9, 0, tzinfo=UTC)


@pytest.fixture
def host():
    return make.HostFactory()


def notice(host, day, *tags, **facts):
    made = make.NoticeFactory(host=host, shown_on=day, **facts)
    made.tags.set(tags)
    return made


def test_the_newest_comes_first(host):
    days = [date(2018, 12, 5), date(2018, 12, 7), date(2018, 12, 6), date(2018, 12, 7)]
    made = [notice(host, day) for day in days]

    assert list(queries.everybodys(NOW)) == [made[3], made[1], made[2], made[0]]
    assert narrowing.latest(NOW, most=2) == [made[3], made[1]]


def test_notices_are_narrowed_down_by_all_that_is_wanted(host):
    region = make.TagFactory(host=host, kind="region", slug="perm")
    sector = make.TagFactory(host=host, kind="sector", slug="water")
    namesake = make.TagFactory(host=host, kind="sector", slug="perm")
    link = host.notice_kinds.get(key="link")
    both = notice(host, date(2018, 1, 1), region, sector, kind=link)
    one = notice(host, date(2018, 12, 31), sector)
    old = notice(host, date(2017, 12, 31), namesake)
    elsewhere = notice(make.HostFactory(slug="other"), date(2019, 1, 1))

    wanted = {
        "all": Wanted(),
        "kind": Wanted(kind="link"),
        "region": Wanted(region="perm"),
        "sector": Wanted(sector="water"),
        "namesake": Wanted(sector="perm"),
        "both": Wanted(region="perm", sector="water"),
        "year": Wanted(year=2018),
        "host": Wanted(host="other"),
        "nothing": Wanted(region="perm", year=2019),
    }
    assert {name: list(narrowing.chosen(what, NOW)) for name, what in wanted.items()} == {
        "all": [elsewhere, one, both, old],
        "kind": [both],
        "region": [both],
        "sector": [one, both],
        "namesake": [old],
        "both": [both],
        "year": [one, both],
        "host": [elsewhere],
        "nothing": [],
    }


def test_choices_lead_to_something_and_name_a_thing_once(host):
    other = make.HostFactory(name="Zweite")
    seen = make.TagFactory(host=host, kind="region", slug="perm")
    again = make.TagFactory(host=other, kind="region", slug="perm")
    hidden = make.TagFactory(host=host, kind="sector", slug="secret")
    notice(host, date(2018, 1, 1), seen)
    notice(other, date(2027, 1, 1), again)
    notice(host, date(2026, 1, 1), hidden, published_at=None)
    notice(host, date(2020, 1, 1), expires_at=NOW)

    choices = narrowing.choices(NOW)

    assert [kind.key for kind in choices.kinds] == ["notice"]
    assert [tag.slug for tag in choices.regions] == ["perm"]
    assert choices.sectors == ()
    assert choices.years == (2027, 2018)
    assert {one.pk for one in choices.hosts} == {host.pk, other.pk}
    assert choices.in_archive == 1
    assert narrowing.choices(NOW, is_archive=True).years == (2020,)


def test_an_uncertain_date_is_sorted_by_its_known_range(host):
    march = notice(host, date(2018, 12, 5), when_from=date(2019, 3, 24), when_until=date(2019, 3, 28))
    unknown = notice(host, date(2018, 12, 7))
    june = notice(host, date(2018, 12, 6), when_text=Text.of(de="02. bis Juni 2019"), when_from=date(2019, 6, 2))

    assert list(queries.by_occasion(queries.everybodys(NOW))) == [june, march, unknown]
    assert june.stands_in == date(2019, 6, 2)


def test_editors_find_what_the_source_leaves_open(host):
    uncertain = notice(host, date(2018, 12, 6), when_text=Text.of(de="02. bis Juni 2019"))
    nowhere = notice(host, date(2018, 12, 5), lacks_country=True)
    notice(host, date(2018, 12, 4))
    notice(make.HostFactory(), date(2018, 12, 4), lacks_country=True)
    notice(host, date(2018, 12, 4), lacks_country=True, archived_at=NOW)

    assert set(queries.flagged(host)) == {uncertain, nowhere}


def test_further_notices_are_those_chosen_then_those_sharing_most_then_the_nearest(host):
    one, two = (make.TagFactory(host=host) for _ in range(2))
    subject = notice(host, date(2018, 12, 10), one, two)
    far_but_both = notice(host, date(2010, 1, 1), one, two)
    near_with_one = notice(host, date(2018, 12, 9), one)
    later_with_one = notice(host, date(2018, 12, 14), two)
    near = notice(host, date(2018, 12, 11))
    by_hand = notice(host, date(1999, 1, 1))
    subject.chosen.create(other=by_hand)

    found = queries.further(subject, NOW, most=5)

    assert found == [by_hand, far_but_both, near_with_one, later_with_one, near]


def test_further_notices_are_never_the_notice_itself_nor_hidden_nor_of_others(host):
    subject = notice(host, date(2018, 12, 10))
    draft = notice(host, date(2018, 12, 10), published_at=None)
    notice(host, date(2018, 12, 10), embargo_until=NOW + timedelta(seconds=1))
    expired = notice(host, date(2018, 12, 10), expires_at=NOW)
    notice(make.HostFactory(), date(2018, 12, 10))
    for other in (draft, expired):
        subject.chosen.create(other=other)
    shown = notice(host, date(2018, 12, 1))

    assert queries.further(subject, NOW) == [shown]


def test_further_notices_chosen_by_hand_keep_their_order(host):
    subject, *others = (notice(host, date(2018, 12, 10)) for _ in range(6))
    for number, other in enumerate(reversed(others)):
        subject.chosen.create(other=other, number=number)

    assert queries.further(subject, NOW) == list(reversed(others))[:4]


@pytest.mark.parametrize("count", [1, 3])
def test_a_notice_takes_the_same_number_of_queries_whatever_belongs_to_it(host, count, django_assert_num_queries):
    event = make.EventFactory(host=host, fair=make.FairFactory(host=host))
    tags = [make.TagFactory(host=host) for _ in range(count)]
    subject = notice(host, date(2018, 12, 10), *tags, event=event)
    for _ in range(count):
        make.NoticeLinkFactory(notice=subject)
        notice(host, date(2018, 12, 10), *tags)

    with django_assert_num_queries(8):
        told = queries.told(subject.slug, NOW)

    assert [len(told.links), len(told.further)] == [count, count]


@pytest.mark.parametrize("count", [1, 3])
def test_the_choices_take_the_same_number_of_queries_whatever_there_is(host, count, django_assert_num_queries):
    for number in range(count):
        notice(host, date(2018 + number, 1, 1), make.TagFactory(host=host))

    with django_assert_num_queries(5):
        choices = narrowing.choices(NOW)

    assert len(choices.years) == count


def test_an_event_that_nobody_sees_yet_does_not_stand_beside_its_notice(host):
    event = make.EventFactory(host=host, published_at=None)
    subject = notice(host, date(2018, 12, 10), event=event)

    assert queries.told(subject.slug, NOW).event is None
