"""What a programme says about itself to whoever makes it."""

from datetime import timedelta

import pytest
from django.utils import translation

from handschlag.companies.models import LanguageSkill
from handschlag.engine.language import Text
from handschlag.programme import conflicts, queries
from tests import factories as make

pytestmark = pytest.mark.django_db


def at(minutes):
    return make.OPENING + timedelta(minutes=minutes)


@pytest.fixture
def event():
    return make.EventFactory()


def talk(event, start, end=None, **facts):
    return make.TalkFactory(event=event, starts_at=at(start), ends_at=None if end is None else at(end), **facts)


def found(event):
    rows = queries.for_editors(event)
    return [
        (one.kind, [talk.pk for talk in one.talks]) for one in conflicts.found(event, rows, queries.speakers_of(rows))
    ]


@pytest.mark.parametrize(
    ("first", "second", "clash"),
    [
        ((0, 30), (30, 60), False),
        ((0, 30), (29, 60), True),
        ((0, 90), (30, 60), True),
        ((0, None), (30, 60), False),
        ((0, None), (0, 60), True),
    ],
)
def test_a_room_is_taken_twice(event, first, second, clash):
    room = make.RoomFactory(event=event)
    both = [talk(event, *times, room=room).pk for times in (first, second)]

    assert found(event) == ([("room", both)] if clash else [])


def test_two_rooms_at_once_are_no_conflict(event):
    for _ in range(2):
        talk(event, 0, 30, room=make.RoomFactory(event=event))

    assert found(event) == []


@pytest.mark.parametrize("how", ["person", "name", "office"])
def test_somebody_speaks_at_two_places_at_once(event, how):
    facts = {
        "person": {"person": make.PersonFactory(), "office": Text()},
        "name": {"name": Text.of(de="Eva Muster"), "office": Text()},
        "office": {},
    }[how]
    both = [talk(event, 0, 30), talk(event, 10, 20)]
    for one in both:
        make.SpeakerFactory(talk=one, **facts)
    make.SpeakerFactory(talk=talk(event, 30, 40), **facts)

    assert found(event) == [("speaker", [one.pk for one in both])]


@pytest.mark.parametrize(
    ("start", "end", "outside"), [(0, 360, False), (-1, 20, True), (300, 361, True), (361, None, True)]
)
def test_a_talk_lies_outside_the_hours_of_the_event(event, start, end, outside):
    one = talk(event, start, end)

    assert found(event) == ([("hours", [one.pk])] if outside else [])


@pytest.mark.parametrize(
    ("spoken", "interpreted", "missing"),
    [
        (["de"], ["ru"], 0),
        (["ru"], ["de"], 0),
        (["de"], ["kk"], 1),
        (["ru"], ["de", "en"], 1),
        ([], ["kk"], 0),
    ],
)
def test_nobody_interprets_between_two_languages(event, spoken, interpreted, missing):
    make.InterpreterFactory(event=event, pairs=[["de", "ru"]])
    talk(event, 0, 30, spoken=spoken, interpreted=interpreted)

    assert [kind for kind, _talks in found(event)] == ["interpreter"] * missing


def speaks(event, side, **languages):
    row = make.RepresentativeFactory(participant__event=event, participant__side=side)
    for code, level in languages.items():
        LanguageSkill.objects.create(person=row.person, language=code, level=level)


def test_a_side_does_not_understand_a_talk(event):
    guests = make.SideFactory(event=event, name=Text.of(de="Gäste"))
    speaks(event, guests, ru="native")
    speaks(event, guests, ru="native", de="A1")
    speaks(event, guests, ru="native", de="C1")
    make.RepresentativeFactory(participant__event=event, participant__side=guests)  # nothing is known of her
    make.InterpreterFactory(event=event, pairs=[["de", "ru"]])
    lonely = talk(event, 0, 30, spoken=["de"])
    talk(event, 30, 60, spoken=["de"], interpreted=["ru"])
    talk(event, 60, 90, spoken=["de"], kind="meetings")
    talk(event, 90, 120)

    rows = queries.for_editors(event)
    with translation.override("en"):
        [only] = conflicts.found(event, rows, {})

    assert (only.kind, only.talks) == ("language", (lonely,))
    says = "2 of 3 participants understand none of its languages, and nobody interprets for them."
    assert only.says == f"Gäste: {says}"


@pytest.mark.parametrize("talks", [1, 3])
def test_a_longer_programme_takes_no_more_queries(event, talks, django_assert_num_queries):
    side = make.SideFactory(event=event)
    for number in range(talks):
        one = talk(event, 30 * number, 30 * number + 30, room=make.RoomFactory(event=event), spoken=["de"])
        make.SpeakerFactory(talk=one)
        speaks(event, side, ru="native")

    with django_assert_num_queries(5):
        rows = queries.for_editors(event)
        assert len(conflicts.found(event, rows, queries.speakers_of(rows))) == talks


def test_a_page_is_not_drowned_in_conflicts(event, monkeypatch):
    monkeypatch.setattr(conflicts, "MOST", 3)
    room = make.RoomFactory(event=event)
    for _ in range(5):
        talk(event, 0, 30, room=room)

    assert len(found(event)) == 3
