"""What the database itself promises about notices."""

from datetime import UTC, date, datetime

import pytest

from handschlag.portal import models
from tests import constraints
from tests import factories as make

pytestmark = pytest.mark.django_db
OFTEN = datetime(2019, 1, 1, tzinfo=UTC)
BROKEN = {
    "notice_kind_once_per_host": lambda: make.HostFactory().notice_kinds.create(key="notice"),
    "notice_range_ends_after_start": lambda: make.NoticeFactory(
        when_from=date(2019, 6, 2), when_until=date(2019, 6, 1)
    ),
    "notice_range_has_start": lambda: make.NoticeFactory(when_until=date(2019, 6, 1)),
    "notice_expires_after_publication": lambda: make.NoticeFactory(published_at=OFTEN, expires_at=OFTEN),
    "notice_expires_after_embargo": lambda: make.NoticeFactory(
        published_at=None, embargo_until=OFTEN, expires_at=OFTEN
    ),
    "notice_archived_after_publication": lambda: make.NoticeFactory(published_at=None, archived_at=OFTEN),
    "link_known_by_check": lambda: make.NoticeLinkFactory(is_alive=True),
}


def notice_twice_in_a_feed():
    feed = make.FeedSourceFactory()
    for _ in range(2):
        make.NoticeFactory(feed=feed, foreign_id="urn:1")


def link_twice():
    link = make.NoticeLinkFactory()
    make.NoticeLinkFactory(notice=link.notice, address=link.address)


def feed_twice():
    feed = make.FeedSourceFactory()
    make.FeedSourceFactory(host=feed.host, address=feed.address)


def related_twice():
    one, other = make.NoticeFactory(), make.NoticeFactory()
    for _ in range(2):
        one.chosen.create(other=other)


def related_to_itself():
    one = make.NoticeFactory()
    one.chosen.create(other=one)


TWICE = [
    ("notice_once_per_feed", models.Notice, notice_twice_in_a_feed),
    ("link_once_per_notice", models.NoticeLink, link_twice),
    ("feed_source_once_per_host", models.FeedSource, feed_twice),
    ("related_once", models.Related, related_twice),
    ("related_to_another", models.Related, related_to_itself),
    *(
        (
            name,
            {"notice_kind_once_per_host": models.NoticeKind, "link_known_by_check": models.NoticeLink}.get(
                name, models.Notice
            ),
            wrong,
        )
        for name, wrong in BROKEN.items()
    ),
]


@pytest.mark.parametrize(("name", "model", "wrong"), TWICE)
def test_the_database_refuses_what_cannot_be(name, model, wrong):
    assert constraints.broken(model, wrong) == [name]


def test_notices_without_a_feed_may_all_have_no_foreign_id():
    make.NoticeFactory()
    make.NoticeFactory()

    assert models.Notice.objects.filter(foreign_id="").count() == 2


def test_a_new_host_has_the_first_kinds():
    host = make.HostFactory()

    assert [(kind.key, kind.icon) for kind in host.notice_kinds.all()] == [
        ("notice", "news"),
        ("link", "chain"),
        ("date", "cal"),
        ("tender", "gavel"),
        ("funding", "coins"),
    ]
    host.save()
    assert host.notice_kinds.count() == 5
