"""What the database itself promises about programmes."""

from datetime import timedelta

import pytest

from handschlag.programme.models import Speaker, Talk
from tests import constraints
from tests import factories as make

pytestmark = pytest.mark.django_db


def number_twice():
    first = make.TalkFactory()
    make.TalkFactory(event=first.event, number=first.number)


def ends_when_it_begins():
    make.TalkFactory(ends_at=make.OPENING)


def of_no_kind():
    make.TalkFactory(kind="party")


def place_in_order_twice():
    first = make.SpeakerFactory()
    make.SpeakerFactory(talk=first.talk, number=first.number)


RULES = [
    # name, whose, how it is broken
    ("speaker_number_once_per_talk", Speaker, place_in_order_twice),
    ("talk_ends_after_start", Talk, ends_when_it_begins),
    ("talk_kind_is_known", Talk, of_no_kind),
    ("talk_number_once_per_event", Talk, number_twice),
]


@pytest.mark.parametrize(("name", "model", "wrong"), RULES)
def test_the_database_refuses_what_cannot_be(name, model, wrong):
    assert constraints.broken(model, wrong) == [name]


def test_every_rule_of_the_database_is_tried():
    assert [name for name, _model, _wrong in RULES] == constraints.of_flat("programme")


def test_an_end_may_be_open_and_numbers_are_those_of_one_event():
    first = make.TalkFactory(number=1, ends_at=None)
    other = make.TalkFactory(number=1, ends_at=make.OPENING + timedelta(minutes=1))

    assert Talk.objects.filter(number=1).count() == len({first.pk, other.pk})
