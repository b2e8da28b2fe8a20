"""Who speaks is somebody: her name goes when she is erased or its time is over, and the office stays."""

from datetime import timedelta

import pytest

from handschlag.engine.language import Text
from handschlag.foundation import drafts, personal, revisions, versions
from handschlag.foundation.models import Autosave
from handschlag.privacy.services import erasing
from handschlag.programme import speaking
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


@pytest.mark.slow
def test_the_office_stays_and_pages_are_made_anew_when_somebody_is_erased(speaker):
    slug = speaker.talk.event.slug
    before = revisions.public(slug)

    erasing.erase(personal.of_user(speaker.person.user), by=speaker.person.user, now=make.OPENING)

    assert left() == [(OFFICE, Text(), None, False)]
    assert revisions.public(slug) > before


def test_a_name_is_kept_for_its_time_and_not_longer(speaker):
    part = personal.group_of(SPEAKING).parts[0]
    event = speaker.talk.event

    due = [
        part.due(event.host.slug, days=730, now=event.ends_at + timedelta(days=days)).exists() for days in (729, 731)
    ]

    assert due == [False, True]


def test_an_office_without_a_name_is_nobodys():
    make.SpeakerFactory(office=OFFICE)
    part = personal.group_of(SPEAKING).parts[0]

    assert not part.at(Speaker.objects.get().talk.event.host.slug).exists()


# What talks were before


def written(speaker, **more):
    """A version and a draft of a talk, in which a speaker stands beside somebody else."""
    said = {speaking.field(speaker.public_id, what): value for what, value in {"office_de": "Rektorin", **more}.items()}
    other = {speaking.field("other", "name_de"): "Adam Beispiel", speaking.field("other", "person"): "someone"}
    values = {"title_de": "Eröffnung", **said, **other}
    versions.record(speaker.talk, values, by=None, now=make.OPENING)
    drafts.keep(speaker.talk, values, base=1, by=make.UserFactory(), now=make.OPENING)
    return said, {"title_de": "Eröffnung", **other}


def kept(talk):
    return [*(one.values for one in versions.history(talk)), *(one.values for one in Autosave.objects.all())]


@pytest.mark.slow
def test_who_is_erased_goes_from_versions_and_drafts_and_others_stay(speaker):
    said, rest = written(speaker, name_de="Eva Muster", has_agreed=True, **{"name_ru:origin": "machine"})
    office = {name: value for name, value in said.items() if "office" in name}

    erasing.erase(personal.of_user(speaker.person.user), by=speaker.person.user, now=make.OPENING)

    assert kept(speaker.talk) == [{**rest, **office}] * 2


@pytest.mark.slow
def test_who_has_left_the_programme_before_goes_from_its_versions_too(speaker):
    user, talk = speaker.person.user, speaker.talk
    said, rest = written(speaker, name_de="Eva Muster", person=speaker.person.public_id)
    office = {name: value for name, value in said.items() if "office" in name}
    speaker.delete()

    erasing.erase(personal.of_user(user), by=user, now=make.OPENING)

    assert kept(talk) == [{**rest, **office}] * 2


def test_when_the_time_of_an_event_is_over_no_version_names_anybody(speaker):
    written(speaker, name_de="Eva Muster")
    part = personal.group_of(SPEAKING).parts[0]

    part.fate.do(Speaker.objects.all(), personal.Erasing(now=make.OPENING))

    assert [[name for name in values if speaking.is_personal(name)] for values in kept(speaker.talk)] == [[], []]


@pytest.mark.parametrize(
    ("name", "key", "is_personal"),
    [
        ("speaker_new_office_de", "new", False),
        ("speaker_aB-3_x_name_kk:origin", "aB-3_x", True),
        ("speaker_aB_person", "aB", True),
        ("speaker_aB_has_agreed", "aB", True),
        ("speaker_aB_place", "aB", False),
        ("title_de", None, False),
        ("speaker__name", None, False),
    ],
)
def test_the_name_of_a_value_says_of_whom_it_speaks(name, key, is_personal):
    assert (speaking.key_of(name), speaking.is_personal(name)) == (key, is_personal)
