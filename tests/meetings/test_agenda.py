"""What participants and interpreters see of the published plan."""

from datetime import timedelta

import pytest
from django.urls import reverse

from handschlag.companies.models import LanguageSkill
from handschlag.engine.language import Text
from handschlag.meetings import agenda
from handschlag.meetings.states import PlanState, WishLevel
from tests import factories as make

pytestmark = pytest.mark.django_db

PROGRAMME = {-30: "Arrival", 0: "Meetings, part one", 60: "Lunch", 120: "Meetings", 240: "Close"}
"""By the minutes after the beginning."""


@pytest.fixture
def forum():
    """A forum with three slots in the morning and two after lunch, at which everybody speaks German."""
    event = make.EventFactory()
    for minutes, title in PROGRAMME.items():
        make.TalkFactory(event=event, title=Text.of(de=title), starts_at=make.OPENING + timedelta(minutes=minutes))
    for minutes in (0, 20, 40, 120, 140):
        start = make.OPENING + timedelta(minutes=minutes)
        make.SlotFactory(event=event, starts_at=start, after_pause=minutes == 120)
    return event


def speaker(event, number=1, **languages):
    side, _ = event.sides.get_or_create(key=f"side{number}", defaults={"number": number})
    one = make.RepresentativeFactory(participant__event=event, participant__side=side, person__user=make.UserFactory())
    for language, level in languages.items():
        LanguageSkill.objects.create(person=one.person, language=language, level=level)
    return one


def plan_of(event, *meetings, state=PlanState.FINAL, number=2):
    plan = make.PlanFactory(event=event, number=number, state=state, published_at=make.OPENING)
    slots = list(event.slots.all())
    for place, first, second, interpreter in meetings:
        plan.meetings.create(
            slot=slots[place],
            first=first.participant,
            second=second.participant,
            table=make.TableFactory(event=event),
            interpreter=interpreter,
            level=WishLevel.WANT,
        )
    return plan


def told(items):
    """Items in short: the minute of the day in Leipzig, and what it is."""
    zero = make.OPENING - timedelta(hours=10)
    names = {"meeting": lambda item: item.kind, "fixture": lambda item: item.title}
    names["pause"] = lambda item: f"{'away' if item.is_away else 'free'} {item.minutes}"
    return [(str(item.starts_at - zero)[:5].strip(":"), names[item.kind](item)) for item in items]


def test_the_day_holds_meetings_fixtures_and_pauses_in_order(forum):
    me, other = speaker(forum), speaker(forum, 2)
    entries = agenda.of_participant(me.participant, plan_of(forum, (1, other, me, None)))

    [day] = agenda.days(entries, forum)

    assert day.meetings == 1
    assert told(day.items) == [
        ("9:30", "Arrival"),
        ("10:00", "free 20"),
        ("10:20", "meeting"),
        ("10:40", "free 20"),
        ("11:00", "Lunch"),
        ("12:00", "free 40"),
        ("14:00", "Close"),
    ]


def test_where_she_is_away_it_is_no_pause(forum):
    last = forum.slots.last()

    [day] = agenda.days([], forum, away=[last.pk])

    assert told(day.items)[-3:] == [("12:00", "free 20"), ("12:20", "away 20"), ("14:00", "Close")]


def test_with_several_days_each_has_its_own_programme(forum):
    start = make.OPENING + timedelta(days=1)
    make.SlotFactory(event=forum, day=make.DayFactory(event=forum, on=start.date()), starts_at=start)

    first, second = agenda.days([], forum)

    assert [item.kind for item in first.items] == ["fixture", "pause", "fixture", "pause", "fixture"]
    assert [item.kind for item in second.items] == ["pause"]


@pytest.mark.parametrize(
    ("mine", "theirs", "shared"),
    [
        ({"de": "native", "en": "B2"}, {"en": "C1", "ru": "native"}, ("en",)),
        ({"de": "native", "en": "B2"}, {"en": "B1", "ru": "native"}, ()),
        ({"de": "native", "ru": "C2"}, {"de": "B2", "ru": "native"}, ("de", "ru")),
    ],
)
def test_an_entry_names_the_languages_that_both_speak_well_enough(forum, mine, theirs, shared):
    me, other = speaker(forum, **mine), speaker(forum, 2, **theirs)

    [entry] = agenda.of_participant(me.participant, plan_of(forum, (0, me, other, None)))

    assert (entry.languages, entry.interpreter) == (shared, "")
    assert ([party.pk for party in entry.parties], [one.name for one in entry.speakers]) == (
        [other.participant_id],
        [other.person.name],
    )


def test_where_an_interpreter_comes_she_is_named_instead(forum):
    me, other = speaker(forum, de="C1"), speaker(forum, 2, de="C1")
    interpreter = make.InterpreterFactory(event=forum, name="О. Петрова")

    [entry] = agenda.of_participant(me.participant, plan_of(forum, (0, me, other, interpreter)))

    assert (entry.languages, entry.interpreter) == ((), "О. Петрова")


def test_an_interpreter_sees_her_own_meetings_alone_our_side_first(forum):
    ours, theirs = speaker(forum, 1), speaker(forum, 2)
    mine, another = make.InterpreterFactory.create_batch(2, event=forum)
    plan = plan_of(forum, (0, theirs, ours, mine), (1, ours, theirs, another))

    [entry] = agenda.of_interpreter(mine, plan)

    assert entry.starts_at == make.OPENING
    assert [party.pk for party in entry.parties] == [ours.participant_id, theirs.participant_id]


@pytest.mark.parametrize(
    ("state", "is_seen"),
    [
        (PlanState.DRAFT, False),
        (PlanState.PROVISIONAL, True),
        (PlanState.FINAL, True),
        (PlanState.SUPERSEDED, False),
    ],
)
def test_only_a_published_plan_is_seen(forum, state, is_seen):
    plan_of(forum, state=state)

    assert (agenda.published(forum) is not None) == is_seen


# On the pages


def pages(client, event, user, *names):
    client.force_login(user)
    return "".join(client.get(reverse(f"meetings:{name}", args=[event.slug])).content.decode() for name in names)


@pytest.mark.parametrize("state", [PlanState.DRAFT, PlanState.FINAL])
def test_partners_are_named_once_the_plan_is_published(client, forum, state):
    me, other = speaker(forum), speaker(forum, 2)
    plan_of(forum, (0, me, other, None), state=state)

    shown = pages(client, forum, me.person.user, "my_forum", "agenda")

    assert (other.participant.organisation.name in shown) == (state == PlanState.FINAL)


def test_the_sheet_says_version_time_of_issue_and_time_zone(client, forum):
    me, other = speaker(forum), speaker(forum, 2)
    plan_of(forum, (0, me, other, None))

    foot = pages(client, forum, me.person.user, "agenda").split("<footer>")[1]

    assert all(part in foot for part in ("2", "10. März 2027", "10:00", "Berlin"))


@pytest.fixture
def duty(client, forum):
    """An interpreter with one meeting of five, signed in."""
    theirs = speaker(forum, 2)
    organisation = theirs.participant.organisation
    organisation.sector = Text.of(de="Pumpenbau")
    organisation.about = Text.of(de="Wir suchen Pumpen.", ru="Мы ищем насосы.", uz="Nasos qidiryapmiz.")
    organisation.save()
    me = make.InterpreterFactory(event=forum, user=make.UserFactory())
    plan_of(forum, (0, speaker(forum, 1), theirs, me))
    return me


def test_the_interpreter_reads_in_her_languages_what_the_companies_write(client, duty):
    shown = pages(client, duty.event, duty.user, "interpreter_day")

    assert [text in shown for text in ("Wir suchen Pumpen.", "Мы ищем насосы.", "Nasos")] == [True, True, False]
    assert shown.count('class="appt open"') == 2


def test_the_interpreter_takes_her_day_along_on_paper(client, duty):
    client.force_login(duty.user)

    sheet = client.get(reverse("meetings:interpreter_day", args=[duty.event.slug]) + "?paper").content.decode()

    assert sheet.count('class="sheet"') == 2
    assert ["Pumpenbau" in sheet, "Мы ищем насосы." in sheet] == [True, True]


@pytest.mark.parametrize(("name", "most"), [("my_forum", 12), ("agenda", 9), ("interpreter_day", 10)])
def test_more_meetings_need_no_more_queries(client, forum, name, most, django_assert_num_queries):
    user = make.UserFactory()
    interpreter = make.InterpreterFactory(event=forum, user=user)
    me = speaker(forum, 1)
    me.person.user = user
    me.person.save()
    plan = plan_of(forum, (0, me, speaker(forum, 2, ru="C1"), interpreter))
    client.force_login(user)
    address = reverse(f"meetings:{name}", args=[forum.slug])
    client.get(address)  # the first page of a day notes the day
    for places in ((), (1, 2)):
        for place in places:
            other = speaker(forum, 2, ru="C1", de="B2")
            plan.meetings.create(
                slot=list(forum.slots.all())[place],
                first=me.participant,
                second=other.participant,
                table=make.TableFactory(event=forum),
                interpreter=interpreter,
                level=WishLevel.MUST,
            )
        with django_assert_num_queries(most):
            assert client.get(address).status_code == 200
