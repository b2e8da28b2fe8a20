"""Who sees what of whom."""

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from handschlag.companies import queries as companies
from handschlag.companies import standing
from handschlag.foundation import personal
from handschlag.foundation.errors import RuleBroken
from handschlag.foundation.personal import Audience
from handschlag.meetings.states import PlanState
from handschlag.privacy import visibility
from handschlag.privacy.models import Choice, GroupRule
from handschlag.privacy.services import rules
from handschlag.privacy.visibility import EVERYBODY, Subject, Viewer, distance, effective, visible
from tests import factories as make
from tests.privacy.canaries import NOW

NAME = "companies.name"
GROUPS = st.sampled_from([group.key for group in personal.groups()])
AUDIENCES = st.sampled_from(list(Audience))
FEW = st.integers(1, 3)
SETS = st.frozensets(FEW, max_size=3)
VIEWERS = st.builds(
    Viewer,
    event=FEW,
    user=st.none() | FEW,
    is_host=st.booleans(),
    takes_part=st.booleans(),
    participants=SETS,
    delegations=SETS,
    sides=SETS,
    serves_all=st.booleans(),
)


@st.composite
def subjects(draw):
    chosen = draw(st.dictionaries(GROUPS, AUDIENCES, max_size=3))
    return Subject(
        event=draw(FEW),
        user=draw(st.none() | FEW),
        participant=draw(st.none() | FEW),
        delegation=draw(st.none() | FEW),
        side=draw(st.none() | FEW),
        audiences=chosen,
    )


def without(viewer, **less):
    return Viewer(**{name: getattr(viewer, name) for name in Viewer.__slots__} | less)


@pytest.mark.slow
@given(VIEWERS, subjects(), GROUPS, AUDIENCES, AUDIENCES)
def test_widening_an_audience_hides_nothing(viewer, subject, group, one, other):
    narrow, wide = (
        Subject(subject.event, subject.user, subject.participant, subject.delegation, subject.side, {group: audience})
        for audience in sorted((one, other))
    )

    assert visible(group, viewer, narrow) <= visible(group, viewer, wide)


@pytest.mark.slow
@given(VIEWERS, subjects(), GROUPS, st.data())
def test_whoever_has_less_never_sees_more(viewer, subject, group, data):
    less = without(
        viewer,
        is_host=viewer.is_host and data.draw(st.booleans()),
        takes_part=viewer.takes_part and data.draw(st.booleans()),
        serves_all=viewer.serves_all and data.draw(st.booleans()),
        participants=viewer.participants - data.draw(SETS),
        delegations=viewer.delegations - data.draw(SETS),
        sides=viewer.sides - data.draw(SETS),
        user=data.draw(st.sampled_from([viewer.user, None])),
    )

    assert visible(group, less, subject) <= visible(group, viewer, subject)


@pytest.mark.slow
@given(subjects(), GROUPS)
def test_a_visitor_sees_what_is_public_and_nothing_else(subject, group):
    audience = subject.audiences.get(group, visibility.usual(group))

    assert visible(group, EVERYBODY, subject) == (audience == Audience.PUBLIC)


@pytest.mark.slow
@given(VIEWERS, subjects(), GROUPS)
def test_at_another_event_everybody_is_a_visitor(viewer, subject, group):
    elsewhere = without(viewer, event=subject.event + 1, user=None)

    assert visible(group, elsewhere, subject) == visible(group, EVERYBODY, subject)


@pytest.mark.slow
@given(VIEWERS, subjects())
def test_what_is_shown_is_what_is_visible(viewer, subject):
    values = {group.key: f"value of {group.key}" for group in personal.groups()}

    shown = visibility.shown(values, viewer, subject)

    assert shown == {key: value for key, value in values.items() if visible(key, viewer, subject)}


@pytest.mark.slow
@given(GROUPS, st.none() | AUDIENCES, st.none() | AUDIENCES)
def test_no_choice_is_wider_than_group_and_host_allow(group, chosen, widest):
    found = effective(group, chosen=chosen, widest=widest)

    assert found <= personal.group_of(group).widest
    assert widest is None or found <= widest
    assert chosen is None or found <= chosen


@pytest.mark.slow
@given(GROUPS, AUDIENCES, AUDIENCES)
def test_a_host_that_narrows_hides_and_never_shows(group, chosen, widest):
    assert effective(group, chosen=chosen, widest=widest) <= effective(group, chosen=chosen, widest=None)


@pytest.mark.parametrize(
    ("viewer", "expected"),
    [
        (Viewer(event=1, is_host=True), Audience.HOST),
        (Viewer(event=1, participants=frozenset({7})), Audience.OWN),
        (Viewer(event=1, delegations=frozenset({8})), Audience.OWN),
        (Viewer(event=1, sides=frozenset({2})), Audience.OTHER_SIDE),
        (Viewer(event=1, serves_all=True), Audience.OTHER_SIDE),
        (Viewer(event=1, sides=frozenset({9})), Audience.PARTICIPANTS),
        (Viewer(event=1, takes_part=True), Audience.PARTICIPANTS),
        (Viewer(event=1), Audience.PUBLIC),
        (Viewer(event=2, is_host=True), Audience.PUBLIC),
    ],
)
def test_how_near_somebody_stands(viewer, expected):
    assert distance(viewer, Subject(event=1, participant=7, delegation=8, side=9)) == expected


class Table:
    """Two who meet, with an interpreter between them."""

    def __init__(self):
        self.event = make.EventFactory()
        self.me, self.partner = (
            make.RepresentativeFactory(
                participant__event=self.event, person__name=name, person__user=make.UserFactory(email=email)
            )
            for name, email in (("Anna Mine", "anna@example.org"), ("Boris Theirs", "boris@example.org"))
        )
        self.interpreter = make.InterpreterFactory(event=self.event, name="Petra Between", user=make.UserFactory())
        make.MeetingFactory(
            plan__event=self.event,
            plan__state=PlanState.FINAL,
            plan__published_at=make.OPENING,
            first=self.me.participant,
            second=self.partner.participant,
            interpreter=self.interpreter,
        )

    def doors(self, client):
        """Everything by which the one can learn of the other: pages, files, feed."""
        client.force_login(self.me.person.user)
        client.post(reverse("meetings:renew_feed", args=[self.event.slug]))
        secret = self.me.participant.feed.secret
        names = ("my_forum", "wish", "agenda", "agenda_ics")
        addresses = [reverse(f"meetings:{name}", args=[self.event.slug]) for name in names]
        pages = [client.get(address).content.decode() for address in addresses]
        pages.append(client.get(reverse("feeds:agenda", args=[secret])).content.decode())
        return "".join(pages).replace("\r\n ", "")


@pytest.fixture
def table():
    return Table()


@pytest.mark.django_db
def test_usually_a_partner_is_seen_by_name_and_not_by_address(client, table):
    shown = table.doors(client)

    assert ["Boris Theirs" in shown, "boris@example.org" in shown, "Petra Between" in shown] == [True, False, True]


@pytest.mark.django_db
def test_whoever_hides_her_name_is_a_person_by_every_door(client, table):
    rules.choose({NAME: Audience.HOST}, by=table.partner.person.user, now=NOW)
    rules.choose({"events.interpreters": Audience.HOST}, by=table.interpreter.user, now=NOW)

    shown = table.doors(client)

    assert ["Boris Theirs" in shown, "Petra Between" in shown, "eine Person" in shown or "a person" in shown] == [
        False,
        False,
        True,
    ]


@pytest.mark.django_db
def test_whoever_shows_her_address_is_seen_with_it(client, table):
    rules.choose({"accounts.contact": Audience.OTHER_SIDE}, by=table.partner.person.user, now=NOW)

    assert "boris@example.org" in table.doors(client)


@pytest.mark.django_db
def test_a_host_that_allows_less_counts_more(client, table):
    rules.choose({"accounts.contact": Audience.OTHER_SIDE}, by=table.partner.person.user, now=NOW)
    facts = {"host": table.event.host, "days": None, "by": make.UserFactory(), "now": NOW}
    rules.decide("accounts.contact", widest=Audience.OWN, **facts)
    rules.decide(NAME, widest=Audience.HOST, **facts)

    shown = table.doors(client)

    assert ["boris@example.org" in shown, "Boris Theirs" in shown] == [False, False]


@pytest.mark.django_db
def test_a_rule_wider_than_the_group_is_refused(table):
    with pytest.raises(RuleBroken) as broken:
        rules.decide(
            "foundation.mails", host=table.event.host, widest=Audience.PUBLIC, days=None, by=make.UserFactory(), now=NOW
        )

    assert (broken.value.code, GroupRule.objects.count()) == ("widest", 0)


@pytest.mark.django_db
@pytest.mark.parametrize("rows", [1, 3])
def test_however_many_people_take_one_query(rows, django_assert_num_queries):
    speakers = [make.RepresentativeFactory(person__user=make.UserFactory()) for _ in range(rows)]
    for one in speakers:
        Choice.objects.create(user=one.person.user, group=NAME, audience=Audience.HOST)
    found = list(companies.speakers([one.participant_id for one in speakers]))

    with django_assert_num_queries(1):
        shown, _interpreters = standing.people(found, (), EVERYBODY, host=1)

    assert len(shown) == rows
