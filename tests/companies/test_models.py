"""What the database itself promises about organisations and participants."""

import pytest

from handschlag.companies.models import InvestmentProject, LanguageSkill, Participant, Representative
from tests import constraints
from tests import factories as make

pytestmark = pytest.mark.django_db


def skill_twice():
    person = make.PersonFactory()
    for level in ("B1", "B2"):
        LanguageSkill.objects.create(person=person, language="de", level=level)


def participant_twice():
    first = make.ParticipantFactory()
    make.ParticipantFactory(event=first.event, organisation=first.organisation)


def representative_twice():
    first = make.RepresentativeFactory()
    make.RepresentativeFactory(participant=first.participant, person=first.person)


def volume_upside_down():
    make.InvestmentProjectFactory(least=2, most=1)


RULES = [
    # name, whose, how it is broken
    ("language_once_per_person", LanguageSkill, skill_twice),
    ("represents_once", Representative, representative_twice),
    ("takes_part_once", Participant, participant_twice),
    ("volume_is_a_range", InvestmentProject, volume_upside_down),
]


@pytest.mark.parametrize(("name", "model", "wrong"), RULES, ids=[name for name, *_ in RULES])
def test_the_database_itself_keeps_the_rule(name, model, wrong):
    assert constraints.broken(model, wrong) == [name]


def test_no_rule_is_untested():
    assert constraints.of_flat("companies") == [name for name, *_ in RULES]


@pytest.mark.parametrize("volume", [(1, 2), (2, 2), (None, 2), (1, None), (None, None)])
def test_a_volume_may_be_open_at_either_end(volume):
    least, most = volume

    project = make.InvestmentProjectFactory(least=least, most=most)

    project.refresh_from_db()
    assert (project.least, project.most) == volume


def test_the_same_organisation_takes_part_in_several_events():
    organisation = make.OrganisationFactory()

    make.ParticipantFactory.create_batch(2, organisation=organisation)

    assert organisation.participations.count() == 2


def test_a_person_outlives_her_account():
    person = make.PersonFactory(user=make.UserFactory())

    person.user.delete()

    person.refresh_from_db()
    assert person.user is None


def test_a_participant_outlives_its_delegation():
    delegation = make.DelegationFactory()
    participant = make.ParticipantFactory(event=delegation.event, delegation=delegation)

    delegation.delete()

    participant.refresh_from_db()
    assert participant.delegation is None


def test_who_leads_comes_first():
    participant = make.ParticipantFactory()
    second, first = (make.RepresentativeFactory(participant=participant, is_head=is_head) for is_head in (False, True))

    assert list(participant.representatives.all()) == [first, second]
