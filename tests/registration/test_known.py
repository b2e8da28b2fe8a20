"""Organisations that took part before are found by their names: old ones, new ones and those that were renamed."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from handschlag.registration import known
from handschlag.registration.models import FoldedName
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    return make.EventFactory(published_at=make.OPENING.replace(year=2018))


@pytest.fixture
def named(event):
    """Organisations of these names take part."""

    def made(*names):
        return [make.ParticipantFactory(event=event, organisation__name=name).organisation for name in names]

    return made


def found(name):
    return sorted(one.name for one in known.similar(name))


@pytest.mark.parametrize("is_folded", [True, False], ids=["folded", "new"])
@pytest.mark.parametrize(
    ("asked", "hits"),
    [
        ("Uraltrak", ["Уралтрак"]),
        ("werk", ["Werk Eins GmbH", "Werk Zwei GmbH"]),
        ("Werk Zwei", ["Werk Zwei GmbH"]),
        ("Werk Drei", []),
        ("GmbH", []),
        ("", []),
        ("%", []),
    ],
)
def test_it_holds_every_word_that_is_asked_for(named, asked, hits, is_folded):
    named("Werk Eins GmbH", "Werk Zwei GmbH", "Уралтрак")
    if is_folded:
        known.fold_new_names()

    assert found(asked) == hits


@pytest.mark.parametrize("new", [1, known.MOST, known.MOST + 1, 3 * known.MOST])
def test_new_names_are_found_beside_known_ones_however_many_there_are(named, new):
    named("Aue Pumpen", "Zwickau Pumpen")
    known.fold_new_names()
    named(*(f"Neu {number}" for number in range(new)), "Mitte Pumpen")

    assert found("Pumpen") == ["Aue Pumpen", "Mitte Pumpen", "Zwickau Pumpen"]
    assert len(known.similar("Neu")) == min(new, known.MOST)


def test_a_few_new_names_are_looked_at_and_many_are_folded(named):
    named(*(f"Werk {number}" for number in range(known.MOST)))
    with CaptureQueriesContext(connection) as few:
        found("Werk")
    assert (len(few), FoldedName.objects.count()) == (1, 0)

    named("Werk 99")
    found("Werk")
    assert FoldedName.objects.count() == known.MOST + 1


def test_who_was_renamed_is_found_by_the_new_name_alone(named):
    (organisation,) = named("Alt")
    known.fold_new_names()

    organisation.name = "Neu"
    organisation.save()

    assert (found("Alt"), found("Neu")) == ([], ["Neu"])


def test_who_has_never_taken_part_is_nobodys_business(event):
    make.OrganisationFactory(name="Geheim")
    make.ParticipantFactory(event=event, organisation__name="Fort", withdrawn_at=make.OPENING)

    assert (found("Geheim"), found("Fort")) == ([], [])
