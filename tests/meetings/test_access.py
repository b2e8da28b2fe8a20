"""Every address of the site, asked by everybody: who gets in, who learns nothing, who is sent to the sign-in."""

from types import SimpleNamespace

import pytest
from django.urls import URLPattern, get_resolver, reverse

from handschlag.events.models import Role
from handschlag.meetings.models import Feed
from handschlag.meetings.states import PlanState, WishLevel
from tests import factories as make
from tests.meetings import planned

pytestmark = pytest.mark.django_db

WHO = ("anonymous", "organiser", "other organiser", "asker", "asked", "third", "interpreter")
"""The third is a representative of the same event whom the wish and the meetings do not concern."""

EVERYBODY = frozenset(WHO)
REPRESENTATIVES = frozenset({"asker", "asked", "third"})
ORGANISER = frozenset({"organiser"})

TABLE = [
    # address, its arguments, method, who gets in
    ("events:home", (), "get", EVERYBODY),
    ("events:public", ("event",), "get", EVERYBODY),
    ("accounts:sign_in", (), "get", EVERYBODY),
    ("accounts:sign_in_to_demo", (), "post", EVERYBODY),
    ("accounts:sign_out", (), "post", EVERYBODY),
    ("foundation:healthz", (), "get", EVERYBODY),
    ("house:components", (), "get", EVERYBODY),
    ("feeds:agenda", ("secret",), "get", EVERYBODY),
    ("meetings:my_forum", ("event",), "get", REPRESENTATIVES),
    ("meetings:wish", ("event",), "get", REPRESENTATIVES),
    ("meetings:answer", ("event", "wish"), "post", frozenset({"asked"})),
    ("meetings:agenda", ("event",), "get", REPRESENTATIVES),
    ("meetings:agenda_ics", ("event",), "get", REPRESENTATIVES),
    ("meetings:renew_feed", ("event",), "post", REPRESENTATIVES),
    ("meetings:interpreter_day", ("event",), "get", frozenset({"interpreter"})),
    ("meetings:planning", ("event",), "get", ORGANISER),
    ("meetings:run", ("event", "run"), "get", ORGANISER),
    ("meetings:run_now", ("event", "run"), "get", ORGANISER),
    ("meetings:stop", ("event", "run"), "post", ORGANISER),
    ("meetings:problem_file", ("event", "run"), "get", ORGANISER),
    ("meetings:plan_file", ("event", "run"), "get", ORGANISER),
    ("meetings:plan", ("event", "plan"), "get", ORGANISER),
    ("meetings:publish", ("event", "plan"), "post", ORGANISER),
    ("meetings:table_cards", ("event", "plan"), "get", ORGANISER),
]


@pytest.fixture
def forum():
    """An event with a wish, a published plan, a draft that is better, and people of every role."""
    event, elsewhere = make.EventFactory(), make.EventFactory()
    sides = [make.SideFactory(event=event, number=number) for number in (1, 2)]
    people = {
        who: make.RepresentativeFactory(
            participant__event=event,
            participant__side=side,
            person__user=make.UserFactory(),
            person__name=f"Frau {who}",
        )
        for who, side in (("asker", sides[0]), ("asked", sides[1]), ("third", sides[1]))
    }
    users = {who: one.person.user for who, one in people.items()}
    users["organiser"] = make.MembershipFactory(event=event).user
    users["other organiser"] = make.MembershipFactory(event=elsewhere, role=Role.ORGANISER).user
    users["interpreter"] = make.UserFactory()
    interpreter = make.InterpreterFactory(event=event, user=users["interpreter"])
    asker, asked = people["asker"].participant, people["asked"].participant
    wish = make.WishFactory(event=event, asker=asker, asked=asked, message="the words of the wish")
    slots = make.SlotFactory.create_batch(2, event=event)
    make.TableFactory(event=event, code="DRAFT-TABLE")
    draft = planned.plan(event)
    published = make.PlanFactory(event=event, number=2, state=PlanState.FINAL, published_at=make.OPENING)
    published.meetings.create(
        slot=slots[0],
        first=asker,
        second=asked,
        table=make.TableFactory(event=event, code="PUBLISHED-TABLE"),
        interpreter=interpreter,
        level=WishLevel.WANT,
    )
    return SimpleNamespace(
        event=event.slug,
        wish=wish.public_id,
        run=draft.run.public_id,
        plan=draft.public_id,
        secret=Feed.objects.create(participant=asker).secret,
        users=users,
    )


def ask(client, forum, who, name, arguments, method="get"):
    if who != "anonymous":
        client.force_login(forum.users[who])
    address = reverse(name, args=[getattr(forum, argument) for argument in arguments])
    data = {"answer": "accepted", "step": PlanState.PROVISIONAL}
    return getattr(client, method)(address, data if method == "post" else {})


def outcome(answer):
    if answer.status_code == 404:
        return "nothing"
    if answer.status_code == 302 and answer.url.startswith(reverse("accounts:sign_in") + "?"):
        return "sign-in"
    return "in" if answer.status_code in (200, 302, 422) else answer.status_code


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize(("name", "arguments", "method", "allowed"), TABLE, ids=[row[0] for row in TABLE])
def test_the_right_ones_get_in(client, forum, who, name, arguments, method, allowed):
    otherwise = "sign-in" if who == "anonymous" else "nothing"

    assert outcome(ask(client, forum, who, name, arguments, method)) == ("in" if who in allowed else otherwise)


def test_no_address_is_missing_from_the_table():
    def names(patterns, space=""):
        for pattern in patterns:
            if isinstance(pattern, URLPattern):
                yield f"{space}{pattern.name}"
            else:
                yield from names(pattern.url_patterns, f"{pattern.namespace}:" if pattern.namespace else space)

    assert sorted(names(get_resolver().url_patterns)) == sorted(name for name, *_ in TABLE)


@pytest.mark.parametrize(
    ("words", "readers"),
    [
        ("the words of the wish", {"asker", "asked"}),
        ("PUBLISHED-TABLE", {"asker", "asked", "interpreter", "organiser"}),
        ("DRAFT-TABLE", {"organiser"}),
    ],
)
@pytest.mark.parametrize("who", WHO)
def test_nobody_reads_anywhere_what_concerns_others(client, forum, who, words, readers):
    pages = [row for row in TABLE if row[2] == "get" and row[0] != "feeds:agenda"]

    shown = b"".join(ask(client, forum, who, name, arguments).content for name, arguments, _, _ in pages).decode()

    assert (words in shown) <= (who in readers)
    if who in readers - {"organiser"}:
        assert words in shown


def test_the_secret_address_shows_the_published_plan_alone(client, forum):
    file = ask(client, forum, "anonymous", "feeds:agenda", ["secret"]).content.decode()

    assert ["PUBLISHED-TABLE" in file, "DRAFT-TABLE" in file] == [True, False]


@pytest.mark.parametrize(("name", "arguments", "method", "allowed"), TABLE, ids=[row[0] for row in TABLE])
def test_what_changes_something_takes_a_form_and_its_token(client, forum, name, arguments, method, allowed):
    if method == "post":
        client.handler.enforce_csrf_checks = True
        who = min(allowed - {"anonymous"})

        assert ask(client, forum, who, name, arguments).status_code == 405
        assert ask(client, forum, who, name, arguments, "post").status_code == 403
