"""Reading who takes part."""

import pytest

from handschlag.companies import queries
from handschlag.companies.models import LanguageSkill
from handschlag.engine.language import Text
from handschlag.events.models import Event
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def forum():
    """An event with the host's own side and two others."""
    event = make.EventFactory()
    for number, key in enumerate(["ours", "theirs", "officials"], start=1):
        make.SideFactory(event=event, key=key, number=number, is_ours=number == 1, name=Text.of(de=key))
    return event


def participants(event, side, *countries, **facts):
    place = event.sides.get(key=side)
    return [
        make.ParticipantFactory(event=event, side=place, organisation__country=country, **facts)
        for country in countries
    ]


def fill(event, rows):
    """So many participants on each of two sides, and as many delegations, each with as many projects."""
    for side, country in (("ours", "DE"), ("theirs", "KZ")):
        participants(event, side, *[country] * rows)
    for delegation in make.DelegationFactory.create_batch(rows, event=event):
        make.InvestmentProjectFactory.create_batch(rows, delegation=delegation)


def test_the_sides_stand_in_their_order_those_without_anybody_too(forum):
    participants(forum, "theirs", "KZ", "RU", "KZ")
    participants(forum, "ours", "DE")

    sides = queries.presence(forum).sides

    assert [(str(side.name), side.is_ours, side.participants) for side in sides] == [
        ("ours", True, 1),
        ("theirs", False, 3),
        ("officials", False, 0),
    ]
    assert queries.presence(forum).participants == 4


def test_the_countries_of_our_side_come_first_then_those_with_most_participants(forum):
    participants(forum, "theirs", "RU", "KZ", "TJ", "KZ")
    participants(forum, "ours", "DE", "AT", "DE")
    participants(forum, "officials", "RU", "DE", "KZ")

    countries = [(one.code, one.is_ours, one.participants) for one in queries.presence(forum).countries]

    assert countries == [
        ("DE", True, 2),
        ("AT", True, 1),
        ("KZ", False, 3),
        ("RU", False, 2),
        ("DE", False, 1),
        ("TJ", False, 1),
    ]


def test_delegations_stand_in_the_order_of_protocol_each_with_its_projects(forum):
    second, first = (make.DelegationFactory(event=forum, number=number) for number in (2, 1))
    for number, title in ((2, "B"), (1, "A")):
        make.InvestmentProjectFactory(delegation=first, number=number, title=Text.of(de=title), least=5, currency="EUR")

    guests = queries.presence(forum).delegations

    assert [guest.name for guest in guests] == [first.name, second.name]
    assert [[str(project.title) for project in guest.projects] for guest in guests] == [["A", "B"], []]
    assert [(project.least, project.most, project.currency) for project in guests[0].projects] == [(5, None, "EUR")] * 2
    assert queries.presence(forum).projects == 2


def test_the_head_of_a_delegation_is_known_by_office_and_what_is_not_written_is_empty(forum):
    office = Text.of(de="Gouverneurin", ru="Губернатор")
    make.DelegationFactory(event=forum, head_office=office, members=12, country="RU")

    [guest] = queries.presence(forum).delegations

    assert (guest.head_office, guest.about, guest.members, guest.country) == (office, Text(), 12, "RU")


def test_a_few_of_each_side_are_shown_in_turn(forum):
    ours = participants(forum, "ours", *["DE"] * (queries.SHOWN_PER_SIDE + 2))
    theirs = participants(forum, "theirs", "KZ", "KZ")

    some = queries.presence(forum).some

    shown = [ours[0], theirs[0], ours[1], theirs[1], *ours[2 : queries.SHOWN_PER_SIDE]]
    assert [one.name for one in some] == [one.organisation.name for one in shown]


def test_nobody_of_another_event_is_counted(forum):
    elsewhere = make.ParticipantFactory().event
    fill(forum, 1)
    make.InvestmentProjectFactory(delegation__event=elsewhere)

    presence = queries.presence(forum)

    assert (presence.participants, presence.projects, len(presence.delegations), len(presence.some)) == (2, 1, 1, 2)


def test_an_event_without_anything_has_nobody():
    presence = queries.presence(make.EventFactory())

    assert (presence.sides, presence.countries, presence.delegations, presence.some) == ([], [], [], [])


@pytest.mark.parametrize("rows", [1, 3])
def test_who_comes_is_read_in_one_query_more_than_the_event_however_many_they_are(
    forum, rows, django_assert_num_queries
):
    fill(forum, rows)

    with django_assert_num_queries(2):
        event = Event.objects.annotate(**queries.parts(forum.slug)).get(slug=forum.slug)
        presence = queries.presence(event)
        shown = [(one.name, str(one.side)) for one in presence.some]

    some = 2 * min(rows, queries.SHOWN_PER_SIDE)
    assert (presence.participants, presence.projects, len(shown)) == (2 * rows, rows * rows, some)


# Whom one may wish to meet


def test_others_are_those_on_other_sides_of_the_same_event_by_name(forum):
    [me, _beside] = participants(forum, "ours", "DE", "DE")
    [zinc] = participants(forum, "theirs", "KZ", organisation__name="Zinkwerk")
    [alloy] = participants(forum, "officials", "RU", organisation__name="Alu")
    make.ParticipantFactory()

    assert list(queries.others(me)) == [alloy, zinc]


@pytest.mark.parametrize("rows", [1, 3])
def test_others_are_read_in_one_query(forum, rows, django_assert_num_queries):
    [me] = participants(forum, "ours", "DE")
    participants(forum, "theirs", *["KZ"] * rows)

    with django_assert_num_queries(1):
        assert len([(one.organisation.name, str(one.side)) for one in queries.others(me)]) == rows


# Who speaks what


def speaker(participant, **languages):
    one = make.RepresentativeFactory(participant=participant)
    for language, level in languages.items():
        LanguageSkill.objects.create(person=one.person, language=language, level=level)
    return one


@pytest.mark.parametrize(
    ("least", "spoken"),
    [
        ("A1", {"de", "en", "ru", "kk"}),
        ("B1", {"de", "en", "kk"}),
        ("B2", {"de", "kk"}),
        ("C2", {"kk"}),
        ("native", {"kk"}),
        ("fluent", {"kk"}),
    ],
    ids=["any", "one between", "the usual one", "none between", "mother tongue", "unknown: mother tongue only"],
)
def test_a_language_counts_from_the_level_of_the_event_on(least, spoken):
    participant = make.ParticipantFactory()
    speaker(participant, de="C1", en="B1", ru="A1", kk="native")

    assert queries.languages([participant.pk], least) == {participant.pk: spoken}


def test_a_participant_speaks_what_any_of_its_people_speaks():
    first, second, silent = make.ParticipantFactory.create_batch(3)
    speaker(first, de="C1", en="A1")
    speaker(first, en="B2", de="B2")
    speaker(second, ru="native")
    speaker(make.ParticipantFactory(), tt="native")

    spoken = queries.languages([first.pk, second.pk, silent.pk], "B2")

    assert spoken == {first.pk: {"de", "en"}, second.pk: {"ru"}}


def test_who_represents_two_participants_speaks_for_both():
    one, other = make.ParticipantFactory.create_batch(2)
    shared = speaker(one, ru="C1")
    make.RepresentativeFactory(participant=other, person=shared.person)

    assert queries.languages([one.pk, other.pk], "B2") == {one.pk: {"ru"}, other.pk: {"ru"}}


def test_speakers_come_heads_first():
    participant, other = make.ParticipantFactory.create_batch(2)
    second, first = (make.RepresentativeFactory(participant=participant, is_head=is_head) for is_head in (False, True))
    third = make.RepresentativeFactory(participant=other)
    make.RepresentativeFactory()

    assert list(queries.speakers([participant.pk, other.pk])) == [first, second, third]


@pytest.mark.parametrize("rows", [1, 3])
def test_languages_and_speakers_are_one_query_each(rows, django_assert_num_queries):
    keys = [speaker(make.ParticipantFactory(), ru="C1", de="B2").participant_id for _ in range(rows)]

    with django_assert_num_queries(2):
        spoken, speakers = queries.languages(keys, "B2"), queries.speakers(keys)
        named = [(one.person.name, one.person.user, one.participant.side_id) for one in speakers]

    assert (len(spoken), len(named)) == (rows, rows)
