"""Small lists that come with their row."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db.models import F, OuterRef

from handschlag.engine.language import Text
from handschlag.events.models import Event, Side, Tag
from handschlag.foundation.enclosed import enclosed, moment, text
from tests import factories as make

pytestmark = pytest.mark.django_db


def read(**lists):
    return Event.objects.annotate(**lists).get()


def test_without_rows_the_list_is_empty():
    make.EventFactory()

    assert read(found=enclosed(Side.objects.filter(event=OuterRef("pk")), "key")).found == []


def test_values_arrive_as_they_are_texts_and_times_too():
    name = Text.of(de="Sachsen «Ost»", ru='Саксония "Ост" \\')
    side = make.SideFactory(name=name, is_ours=True, number=3)

    [row] = read(
        found=enclosed(
            Side.objects.filter(event=OuterRef("pk")), "name", "is_ours", "number", "created_at", "event__slug"
        )
    ).found

    assert (text(row["name"]), row["number"], row["event__slug"]) == (name, 3, side.event.slug)
    assert bool(row["is_ours"]) is True
    assert moment(row["created_at"]) == side.created_at


def test_rows_of_another_row_stay_out_and_expressions_come_along():
    here = make.SideFactory(number=2)
    make.SideFactory(event=make.EventFactory())

    found = Event.objects.annotate(
        found=enclosed(Side.objects.filter(event=OuterRef("pk")), twice=F("number") + F("number"))
    ).get(pk=here.event_id)

    assert found.found == [{"twice": 4}]


def test_lists_stand_in_lists():
    event = make.EventFactory()
    event.tags.add(make.TagFactory(host=event.host, slug="here"))
    make.SideFactory(event=event, key="ours")

    tags = enclosed(Tag.objects.filter(events=OuterRef("event")), "slug", "name")
    [row] = read(found=enclosed(Side.objects.filter(event=OuterRef("pk")), "key", tags=tags)).found

    assert (row["key"], [one["slug"] for one in row["tags"]]) == ("ours", ["here"])
    assert text(row["tags"][0]["name"]).versions["de"].text == "here"


@pytest.mark.parametrize("written", ["2027-03-10 09:00:00", "2027-03-10T09:00:00+00:00", "2027-03-10T10:00:00+01:00"])
def test_a_time_is_the_same_however_a_database_writes_it(written):
    assert moment(written) == datetime(2027, 3, 10, 9, tzinfo=UTC)
    assert moment(written).utcoffset() in (timedelta(0), timedelta(hours=1))


def test_no_time_stays_none():
    assert moment(None) is None
