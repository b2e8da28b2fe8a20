"""The demonstration: what it must hold, the same everywhere, and that its forum shows what planning is about."""

from collections import Counter
from dataclasses import replace

import pytest

from handschlag.accounts.models import User
from handschlag.companies.access import participant_of
from handschlag.companies.models import Delegation, InvestmentProject, LanguageSkill, Organisation, Participant
from handschlag.engine.scheduling import Reason, Status, check, solve
from handschlag.events import acting
from handschlag.events.models import Event, Role
from handschlag.meetings import bridge
from handschlag.meetings.choices import Choices
from handschlag.meetings.models import Wish
from handschlag.meetings.states import WishLevel, WishState
from handschlag.programme.models import Speaker, Talk
from handschlag.registration import brought, invited
from handschlag.registration.services import links
from handschlag.site import demo
from handschlag.site.demo import reading
from handschlag.site.demo.marks import marks

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

MOVES = 3_000_000


@pytest.fixture(scope="module")
def forums(django_db_setup, django_db_blocker):
    """Both forums, created once for all tests of this file."""
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        demo.load()
        yield {year: Event.objects.get(slug=f"forum-{year}") for year in demo.YEARS}
        transaction.set_rollback(True)


def counted(rows, name):
    return dict(Counter(rows.values_list(name, flat=True)))


def test_the_forum_of_2019_is_as_large_as_its_story(forums):
    event = forums["2019"]
    sides = {side.key: side for side in event.sides.all()}
    people = {
        key: sum(participant.representatives.count() for participant in side.participants.all())
        for key, side in sides.items()
    }

    assert {key: side.participants.count() for key, side in sides.items()} == {"saxony": 64, "guests": 72}
    assert people == {"saxony": 100, "guests": 90}
    assert (event.delegations.count(), sum(event.delegations.values_list("members", flat=True))) == (15, 78)
    assert counted(event.delegations, "kind") == {"ministry": 1, "region": 12, "association": 2}
    assert event.investment_projects.count() == 14
    assert (event.interpreters.count(), event.tables.count(), event.rooms.count(), event.slots.count()) == (
        9,
        24,
        2,
        10,
    )
    assert sum(["en", "ru"] in one.pairs for one in event.interpreters.all()) == 2
    assert counted(event.wishes, "level") == {"must": 90, "want": 190, "possible": 170, "no": 30}
    assert [event.tables.filter(is_step_free=True).count(), event.is_history, event.is_demo] == [1, True, True]


def test_the_languages_are_those_of_the_story(forums):
    people = LanguageSkill.objects.filter(level__in=("B2", "C1", "C2", "native"))

    def speakers(side, *languages):
        spoken = people.filter(person__representations__participant__side=side, language__in=languages)
        return set(spoken.values_list("person__representations__participant", flat=True))

    saxony, guests = forums["2019"].sides.all()

    without = 72 - len(speakers(guests, "de", "en"))
    assert 0.45 <= without / 72 <= 0.6
    assert 0.25 <= len(speakers(saxony, "ru")) / 64 <= 0.35


def test_every_text_is_there_in_three_languages(forums):
    fields = [
        *[("events.Event", row.title) for row in Event.objects.all()],
        *[("talk", row.title) for row in Talk.objects.all()],
        *[("speaker", row.office) for row in Speaker.objects.all()],
        *[("lead", row.lead) for row in Event.objects.all()],
        *[("about", row.about) for row in Organisation.objects.all()],
        *[("city", row.city) for row in Organisation.objects.all()],
        *[("sector", row.sector) for row in Organisation.objects.all()],
        *[("delegation", row.name) for row in Delegation.objects.all()],
        *[("head", row.head_office) for row in Delegation.objects.all()],
        *[
            (name, getattr(row, name))
            for row in InvestmentProject.objects.all()
            for name in ("title", "text", "sought")
        ],
        *[("office", one.office) for row in Participant.objects.all() for one in row.representatives.all()],
    ]

    assert [name for name, text in fields if set(text.versions) != {"de", "en", "ru"}] == []


def test_the_texts_of_the_companies_are_all_different(forums):
    for language in ("de", "en", "ru"):
        texts = [row.about.versions[language].text for row in Organisation.objects.all()]
        assert len(texts) == len(set(texts))
    names = list(Organisation.objects.values_list("name", flat=True))
    assert len(names) == len(set(names))
    messages = [words for words in Wish.objects.values_list("message", flat=True) if words]
    assert len(messages) == len(set(messages))


def test_everybody_is_visibly_made_up(forums):
    assert [name for name in Organisation.objects.values_list("name", flat=True) if "(fiktiv)" not in name] == []
    assert [mail for mail in User.objects.values_list("email", flat=True) if not mail.endswith(".example")] == []
    assert [user.email for user in User.objects.all() if user.has_usable_password()] == []
    assert Organisation.objects.filter(is_fictional=False).count() == 0


def test_a_second_start_changes_nothing(forums):
    before = {model: model.objects.count() for model in (Event, Organisation, User, Wish)}

    assert demo.load() == []
    assert {model: model.objects.count() for model in before} == before


def test_the_marks_are_the_same_in_every_installation():
    forum = reading.forum("2019")

    shuffled = replace(forum, firms=tuple(reversed(forum.firms)))

    assert sorted(marks(forum), key=str) == sorted(marks(shuffled), key=str)


def test_somebody_of_each_role_can_be_played_at_both_forums(forums):
    from handschlag.accounts import demo as sign_in

    parts = Counter((part.event, part.role) for part in sign_in.parts())

    of_both = {Role.ORGANISER, Role.EDITOR, Role.CHECK_IN_DESK, Role.REPRESENTATIVE, Role.INTERPRETER, Role.ADVISER}
    assert {role for _, role in parts} == {*of_both, Role.CO_ORGANISER}
    assert len({event for event, _ in parts}) == 2
    assert {key: n for key, n in parts.items() if n > 1} == {key: 2 for key in parts if key[1] == Role.REPRESENTATIVE}


@pytest.mark.parametrize("year", demo.YEARS)
def test_the_adviser_can_act_for_the_first_representative(forums, year):
    mandate = acting.counting().get(event=forums[year])

    assert mandate.agent.memberships.get().role == Role.ADVISER
    assert (
        participant_of(mandate.principal, forums[year].slug)
        .representatives.filter(person__user=mandate.principal)
        .exists()
    )


@pytest.fixture(scope="module")
def planned(forums):
    posed = bridge.pose(forums["2019"], Choices())
    return posed, solve(posed.problem, moves=MOVES, seed=1)


def test_what_is_to_be_planned_shows_the_bottleneck(planned):
    posed, _ = planned
    figures = bridge.asked(posed.problem)

    assert (figures["seats"], figures["duties"]) == (240, 80)
    assert 0.33 <= figures["interpreted"] / sum(figures["wishes"].values()) <= 0.45


def test_the_plan_of_2019_keeps_every_rule_and_meets_as_many_musts_as_any_plan_can(planned):
    posed, plan = planned

    assert check(posed.problem, plan) == []
    assert plan.status in (Status.FEASIBLE, Status.OPTIMAL)
    assert plan.value.must_unmet == plan.bound.must_unmet > 0


def test_every_reason_for_an_unmet_wish_occurs(planned):
    posed, plan = planned
    reasons = {one.reason for one in plan.unplaced}

    assert {Reason.NO_COMMON_SLOT, Reason.INTERPRETER, Reason.PLACE, Reason.LIMIT, Reason.BUSY} <= reasons
    assert {one.reason for one in posed.refused} == {"veto", "declined"}


def test_some_wishes_wait_for_an_answer_and_declined_ones_say_why(forums):
    states = counted(forums["2019"].wishes.exclude(level=WishLevel.NO), "state")

    assert set(states) == {WishState.OPEN, WishState.ACCEPTED, WishState.DECLINED}
    assert [wish.pk for wish in Wish.objects.filter(state=WishState.DECLINED) if not wish.answer_note] == []


def test_invitations_to_apply_and_the_link_of_a_co_organiser_are_in_use(forums):
    event = forums["2027"]

    (helper,) = brought.by_co_organiser(event)

    assert invited.replies(event) == invited.Replies(invited=5, accepted=1, declined=1, silent=3)
    assert (len(helper.code), helper.replies.invited, helper.applications) == (links.LENGTH, 3, 3)


def test_applications_for_the_forum_to_come_wait_for_an_answer(forums):
    event = forums["2027"]

    assert counted(event.applications, "state") == {"submitted": 4, "offered": 1, "incomplete": 1, "refused": 1}
    assert [name for name in event.applications.values_list("organisation_name", flat=True) if "(" not in name] == []
    assert {(quota.taken, quota.capacity) for quota in event.quotas.all()} == {(1, 40), (1, 24)}
