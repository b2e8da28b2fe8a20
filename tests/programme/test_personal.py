"""Who speaks is somebody: her name goes when she is erased or its time is over, and the office stays."""

from datetime import timedelta

import pytest

from handschlag.engine.language import Text
from handschlag.events.queries import public_number
from handschlag.foundation import personal
from handschlag.privacy.services import erasing
from handschlag.programme.models import Speaker
from handschlag.programme.personal import SPEAKING
from tests import factories as make

pytestmark = pytest.mark.django_db

OFFICE = Text.of(de="Rektorin")


@pytest.fixture
def speaker():
    person = make.RepresentativeFactory(person__user=make.UserFactory()).person
    return make.SpeakerFactory(person=person, office=OFFICE, name=Text.of(de="Eva Muster"), has_agreed=True)


def left():
    return list(Speaker.objects.values_list("office", "name", "person", "has_agreed"))


def test_the_office_stays_and_pages_are_made_anew_when_somebody_is_erased(speaker):
    slug = speaker.talk.event.slug
    before = public_number(slug)

    erasing.erase(personal.of_user(speaker.person.user), by=speaker.person.user, now=make.OPENING)

    assert left() == [(OFFICE, Text(), None, False)]
    assert public_number(slug) > before


def test_a_name_is_kept_for_its_time_and_not_longer(speaker):
    [part] = personal.group_of(SPEAKING).parts
    event = speaker.talk.event

    due = [
        part.due(event.host.slug, days=730, now=event.ends_at + timedelta(days=days)).exists() for days in (729, 731)
    ]

    assert due == [False, True]


def test_an_office_without_a_name_is_nobodys():
    make.SpeakerFactory(office=OFFICE)
    [part] = personal.group_of(SPEAKING).parts

    assert not part.at(Speaker.objects.get().talk.event.host.slug).exists()
