"""Queries that are put together once: the same rows as the query itself, whatever is asked, by whomever."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.db.models import Count, DateTimeField, F, OuterRef, SlugField
from django.test.utils import CaptureQueriesContext

from handschlag.events.models import Event, Side, Tag
from handschlag.foundation.enclosed import enclosed
from handschlag.foundation.prepared import Prepared
from tests import factories as make
from tests import racing

pytestmark = pytest.mark.django_db
NOON = datetime(2027, 3, 28, 11, 30, 0, 123456, tzinfo=UTC)


def rows(slug, now):
    events = Event.objects.filter(slug=slug, published_at__lte=now).select_related("host", "fair")
    tags = enclosed(Tag.objects.filter(events=OuterRef("pk"), events__slug=slug), "slug", "name")
    return events.annotate(tags_shown=tags, sides_there=Count("sides"))


@pytest.fixture
def prepared():
    return Prepared(rows, slug=SlugField(), now=DateTimeField())


@pytest.fixture
def event():
    event = make.EventFactory(slug="forum", published_at=NOON)
    event.tags.add(make.TagFactory(host=event.host))
    make.SideFactory(event=event, key="a")
    make.EventFactory(slug="other", published_at=NOON)
    return event


def plain(found):
    return [(one.pk, one.title, one.host.name, one.starts_at, one.tags_shown, one.sides_there) for one in found]


@pytest.mark.parametrize("slug", ["forum", "other", "nothing", "%s", "'; --", "форум"])
@pytest.mark.parametrize("now", [NOON, NOON - timedelta(microseconds=1), NOON + timedelta(days=900)])
def test_it_finds_what_the_query_finds(prepared, event, slug, now):
    prepared.ask(slug="forum", now=NOON)  # put together for other values

    assert plain(prepared.ask(slug=slug, now=now)) == plain(rows(slug, now))


def test_it_finds_something_at_all(prepared, event):
    (found,) = prepared.ask(slug="forum", now=NOON)

    assert (found, len(found.tags_shown), found.sides_there) == (event, 1, 1)
    assert prepared.ask(slug="forum", now=NOON - timedelta(microseconds=1)) == []


def test_it_is_one_query_with_what_belongs_to_the_row(prepared, event, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert [one.host.name for one in prepared.ask(slug="forum", now=NOON)] == [event.host.name]


def test_the_statement_stays_the_same_and_is_put_together_once(event):
    made = []
    prepared = Prepared(lambda slug: made.append(slug) or Event.objects.filter(slug=slug), slug=SlugField())

    with CaptureQueriesContext(connection) as queries:
        for slug in ("forum", "other", "forum"):
            prepared.ask(slug=slug)

    assert len(made) == 1
    assert queries[0]["sql"] == queries[2]["sql"] != queries[1]["sql"]


def test_rows_may_be_mappings(event):
    counted = Prepared(
        lambda slug: Side.objects.filter(event__slug=slug).values("key", of=F("event__slug")).annotate(n=Count("pk")),
        slug=SlugField(),
    )

    assert [counted.ask(slug=slug) for slug in ("forum", "other")] == [[{"key": "a", "of": "forum", "n": 1}], []]


def test_what_was_found_may_be_asked_further(prepared, event):
    (found,) = prepared.ask(slug="forum", now=NOON)

    assert [side.key for side in found.sides.all()] == ["a"]
    assert type(found).objects.filter(slug="other").count() == 1


@pytest.mark.slow
def test_threads_ask_it_side_by_side(prepared, event, copied):
    prepared.ask(slug="forum", now=NOON)
    copied()

    def asked(slug):
        return racing.with_own_connection(lambda: plain(prepared.ask(slug=slug, now=NOON)))

    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(asked, ["forum", "other"] * 20))

    assert found == [plain(rows("forum", NOON)), plain(rows("other", NOON))] * 20
