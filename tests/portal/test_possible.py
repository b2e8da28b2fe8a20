"""What is possible at an event now, and what comes next: in every phase, to the second, in three languages."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import translation

from handschlag.engine.language import Text
from handschlag.portal import possible as said
from handschlag.portal.possible import Phase, left, phase, possible
from tests import factories as make

OPENS = datetime(2027, 1, 4, 8, tzinfo=UTC)
CLOSES = datetime(2027, 1, 31, 22, 59, tzinfo=UTC)  # 23:59 in Leipzig
ANSWERS = datetime(2027, 2, 24, 22, 59, tzinfo=UTC)
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)
START, END = make.OPENING, make.OPENING + timedelta(hours=6)


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def forum(**facts):
    times = {"registration_opens_at": OPENS, "registration_closes_at": CLOSES, "answers_close_at": ANSWERS}
    host = make.HostFactory.build(name="WFE")
    return make.EventFactory.build(**{"host": host, "published_at": OPENS - 90 * DAY} | times | facts)


@pytest.mark.parametrize(
    ("facts", "now", "where"),
    [
        ({"published_at": None}, START, Phase.DRAFT),
        ({"published_at": OPENS}, OPENS - SECOND, Phase.DRAFT),
        ({}, OPENS - SECOND, Phase.ANNOUNCED),
        ({"registration_opens_at": None, "registration_closes_at": None}, OPENS, Phase.ANNOUNCED),
        ({}, OPENS, Phase.OPEN),
        ({"registration_opens_at": None}, OPENS, Phase.OPEN),
        ({"registration_closes_at": None}, ANSWERS, Phase.OPEN),
        ({}, CLOSES, Phase.OPEN),
        ({}, CLOSES + SECOND, Phase.WISHES),
        ({}, ANSWERS, Phase.WISHES),
        ({}, ANSWERS + SECOND, Phase.CLOSED),
        ({"answers_close_at": None}, CLOSES + SECOND, Phase.CLOSED),
        ({}, START - SECOND, Phase.CLOSED),
        ({}, START, Phase.RUNNING),
        ({}, END - SECOND, Phase.RUNNING),
        ({}, END, Phase.OVER),
        ({"is_history": True}, OPENS, Phase.HISTORY),
        ({"is_history": True}, END, Phase.HISTORY),
    ],
)
def test_each_phase_begins_with_its_second(facts, now, where):
    assert phase(forum(**facts), now) == where


WHEN = Text.of(de="02. bis Juni 2027", en="02 to June 2027")
NO_TIMES = {"registration_opens_at": None, "registration_closes_at": None, "answers_close_at": None}


@pytest.mark.parametrize(
    ("facts", "now", "where"),
    [
        (NO_TIMES, OPENS, Phase.UNCERTAIN),
        (NO_TIMES, START + SECOND, Phase.UNCERTAIN),
        (NO_TIMES, END, Phase.OVER),
        ({}, OPENS, Phase.OPEN),
        ({}, OPENS - SECOND, Phase.ANNOUNCED),
    ],
)
def test_an_uncertain_date_never_runs_but_may_be_registered_for(facts, now, where):
    assert phase(forum(when_text=WHEN, **facts), now) == where


@pytest.mark.parametrize("now", [OPENS - SECOND, OPENS, CLOSES + SECOND, ANSWERS + SECOND, START, END])
def test_the_range_of_an_uncertain_date_is_never_said_to_be_the_date(now):
    told = possible(forum(when_text=WHEN), now)

    words = " ".join((told.label, told.left, told.says, told.comes, told.how))
    assert "March 2027" not in words
    assert told.until not in (START, END)


def test_a_published_plan_is_said_between_the_deadline_and_the_day():
    event = forum()
    event.plan_published_at = ANSWERS

    assert [phase(event, now) for now in (CLOSES, CLOSES + SECOND, ANSWERS + SECOND, START)] == [
        Phase.OPEN,
        Phase.PLANNED,
        Phase.PLANNED,
        Phase.RUNNING,
    ]


@pytest.mark.parametrize(
    ("now", "label", "says", "comes", "until"),
    [
        (
            OPENS - DAY,
            "Registration from 4 January",
            "Registration opens on Monday, 4 January 2027, 09:00.",
            "It closes on Sunday, 31 January 2027, 23:59.",
            OPENS,
        ),
        (
            OPENS,
            "Registration open",
            "Until Sunday, 31 January 2027, 23:59",
            "Until Wednesday, 24 February 2027, 23:59 participants say whom they want to meet.",
            CLOSES,
        ),
        (
            CLOSES + SECOND,
            "Registration closed",
            "Until Wednesday, 24 February 2027, 23:59 participants say whom they want to meet.",
            "Registration closed on Sunday, 31 January 2027. Whoever applies late says why, and the host decides.",
            ANSWERS,
        ),
        (
            ANSWERS + SECOND,
            "Registration closed",
            "Registration closed on Sunday, 31 January 2027. Whoever applies late says why, and the host decides.",
            "It begins on Wednesday, 10 March 2027, 10:00.",
            None,
        ),
        (START, "Today", "It goes on until 16:00.", "", END),
        (END, "Over", "It ended on Wednesday, 10 March 2027.", "What comes next stands in the calendar.", None),
    ],
)
def test_it_says_what_is_possible_and_what_comes_next_with_its_date(now, label, says, comes, until):
    told = possible(forum(), now)

    assert (told.label, told.says, told.comes, told.until) == (label, says, comes, until)


def test_what_is_not_known_is_said_to_be_not_known():
    told = possible(forum(**NO_TIMES), OPENS)

    assert (told.label, told.says) == ("Registration not open yet", "When registration opens is not known yet.")
    assert told.how == "Questions are answered by WFE."


def test_an_event_of_several_days_says_on_its_first_one_when_it_ends():
    told = possible(forum(ends_at=END + 2 * DAY), START)

    assert told.says == "It goes on until Friday, 12 March 2027."


def test_a_draft_says_from_when_on_everybody_sees_it():
    assert (
        possible(forum(published_at=OPENS), OPENS - DAY).comes
        == "Everybody sees it from Monday, 4 January 2027, 09:00."
    )
    assert possible(forum(published_at=None), OPENS).comes == ""


@pytest.mark.parametrize(
    ("now", "zone", "says"),
    [
        (CLOSES - 18 * DAY, "Europe/Berlin", "18 days left"),
        (CLOSES - DAY, "Europe/Berlin", "1 day left"),
        (CLOSES - timedelta(hours=23, minutes=58), "Europe/Berlin", "last day"),
        (CLOSES, "Europe/Berlin", "last day"),
        (CLOSES - timedelta(hours=8), "Asia/Almaty", "1 day left"),  # there it is the last day from midnight on
    ],
)
def test_days_are_counted_at_the_midnights_of_the_place(now, zone, says):
    assert left(CLOSES, now, zone) == says


def test_days_are_counted_across_summer_time():
    before, after = datetime(2027, 3, 27, 12, tzinfo=UTC), datetime(2027, 3, 28, 21, 59, tzinfo=UTC)

    assert left(after, before, "Europe/Berlin") == "1 day left"
    assert left(after, before.replace(hour=23, minute=30), "Europe/Berlin") == "last day"


class TestStep:
    @pytest.fixture(autouse=True)
    def nothing_offered(self, monkeypatch):
        monkeypatch.setattr(said, "_offers", [])

    def test_without_a_form_it_is_to_write_to_the_office(self):
        event = forum(contact_email="office@example.org", contact_office=Text.of(en="Foreign trade team"))

        told = possible(event, OPENS)

        assert told.step == ("Write to the host", "mailto:office@example.org")
        assert told.how == "Apply by writing to Foreign trade team."

    def test_without_an_address_there_is_none_but_it_says_whom_to_ask(self):
        told = possible(forum(), OPENS)

        assert (told.step, told.how) == (None, "Apply by writing to WFE.")

    def test_a_flat_that_takes_applications_offers_its_form(self):
        said.offer(lambda event, where: ("Apply", f"/{event.slug}/{where}") if where == Phase.OPEN else None)
        event = forum(contact_email="office@example.org", slug="x")

        told = possible(event, OPENS)

        assert (told.step, told.how) == (("Apply", "/x/open"), "")
        assert possible(event, OPENS - DAY).step == ("Write to the host", "mailto:office@example.org")

    @pytest.mark.parametrize("now", [END, END + DAY])
    def test_when_it_is_over_there_is_nothing_to_do(self, now):
        assert possible(forum(contact_email="office@example.org"), now).step is None


@pytest.mark.parametrize("language", ["de", "en", "ru"])
@pytest.mark.parametrize("now", [OPENS - 365 * DAY, OPENS - DAY, OPENS, CLOSES + SECOND, ANSWERS + SECOND, START, END])
def test_in_every_language_and_phase_nothing_is_left_open(language, now):
    with translation.override(language):
        told = possible(forum(), now)

    words = " ".join(str(one) for one in (told.label, told.left, told.says, told.comes, told.how))
    assert told.label
    assert "%(" not in words
