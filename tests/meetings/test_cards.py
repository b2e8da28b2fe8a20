"""The cards that stand on the tables."""

from datetime import date, timedelta

import pytest
from django.utils import translation
from django.utils.translation import gettext_lazy

from handschlag.meetings import board, cards
from tests import factories as make
from tests.meetings.hall import hall, slot

pytestmark = pytest.mark.django_db


def cards_of(plan):
    return cards.cards(board.load(plan))


def test_every_table_with_meetings_has_a_card_in_the_order_of_the_tables():
    forum = hall(3, 2)
    plan = forum.plan((1, 2, None), (0, 2, None), (0, 0, 0))

    found = cards_of(plan)

    assert [(card.table, [talk.slot for talk in card.talks]) for card in found] == [
        (forum.tables[0], [forum.slots[0]]),
        (forum.tables[2], forum.slots),
    ]


def test_each_day_has_a_card_of_its_own():
    forum = hall(2, 1)
    forum.slots.append(slot(forum.event, 0, on=date(2027, 3, 11)))

    found = cards_of(forum.full())

    assert [(card.table.code, card.on[:12]) for card in found] == [
        ("1", "Mittwoch, 10"),
        ("1", "Donnerstag, "),
        ("2", "Mittwoch, 10"),
        ("2", "Donnerstag, "),
    ]


def test_a_meeting_without_a_table_has_no_card():
    forum = hall(1, 1)
    plan = forum.plan()
    forum.meet(plan, 0, 0, table=None)

    assert cards_of(plan) == []


@pytest.mark.parametrize(("meetings", "is_full"), [(cards.ROOMY, False), (cards.ROOMY + 1, True)])
def test_many_meetings_are_written_smaller(meetings, is_full):
    [card] = cards_of(hall(1, meetings).full())

    assert (len(card.talks), card.is_full) == (meetings, is_full)


@pytest.mark.parametrize("reader", ["de", "en", "ru"])
@pytest.mark.parametrize(
    ("languages", "on"),
    [
        (["de", "ru", "en"], "Mittwoch, 10. März 2027 · среда · Wednesday"),
        (["ru", "de"], "среда, 10 марта 2027\u202fг. · Mittwoch"),
        (["en"], "Wednesday, March 10, 2027"),
        ([], "Wednesday, March 10, 2027"),
    ],
)
def test_a_card_speaks_the_languages_of_the_event_whoever_prints_it(languages, on, reader):
    plan = hall(1, 1, languages=languages).full()

    with translation.override(reader):
        [card] = cards_of(plan)

    labels = []
    for language in languages or ["en"]:
        with translation.override(language):
            labels.append(translation.gettext("Table"))
    assert (card.label, card.on) == (" · ".join(dict.fromkeys(labels)), on)


def test_a_word_that_is_the_same_in_two_languages_stands_once():
    assert cards.in_each(["de", "en", "ru"], gettext_lazy("Handschlag")) == "Handschlag"


def test_printing_cards_leaves_the_language_of_the_reader_alone():
    cards_of(hall(1, 1).full())

    assert translation.get_language() == "de"


@pytest.mark.parametrize("size", [1, 3])
def test_cards_ask_only_who_may_read_the_names_of_interpreters(size, django_assert_num_queries):
    loaded = board.load(hall(size, size).full())

    with django_assert_num_queries(1):
        found = cards.cards(loaded)
        seen = [(card.table.room.name, [talk.parties for talk in card.talks]) for card in found]

    assert len(seen) == size


def test_a_card_holds_the_time_of_its_last_meeting():
    [card] = cards_of(hall(1, 3).full())

    assert card.talks[-1].slot.starts_at == make.OPENING + timedelta(minutes=40)
