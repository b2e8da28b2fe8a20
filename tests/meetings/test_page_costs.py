"""What a page costs: as many queries for one row as for three, and a large plan is still a small page."""

import gzip

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from handschlag.companies.models import LanguageSkill
from handschlag.events.models import Role
from handschlag.meetings.models import Feed
from handschlag.meetings.states import PlanState, RunState, UnmetReason, WishLevel
from tests import factories as make
from tests.meetings.hall import hall

pytestmark = pytest.mark.django_db

PAGES = [
    # address, row in it, query, who asks, at most so many queries
    ("planning", None, "", "organiser", 20),
    ("run", "run", "", "organiser", 14),
    ("run", "computing", "", "organiser", 8),
    ("run_now", "computing", "", "organiser", 3),
    ("plan", "plan", "?by=time&reason=all", "organiser", 12),
    ("plan", "plan", "?by=person&reason=all", "organiser", 11),
    ("plan", "plan", "?by=interpreter&reason=all", "organiser", 12),
    ("plan", "plan", "?by=time", "organiser", 12),
    ("table_cards", "plan", "", "organiser", 9),
    ("my_forum", None, "", "participant", 13),
    ("wish", None, "", "participant", 6),
    ("agenda", None, "", "participant", 10),
    ("agenda_ics", None, "", "participant", 8),
    ("interpreter_day", None, "", "interpreter", 11),
    ("interpreter_day", None, "?paper", "interpreter", 11),
]


def filled(rows):
    """A forum with so many of everything: tables, times, interpreters, participants on each side, wishes and runs."""
    forum = hall(rows, rows, staff=rows)
    event = forum.event
    users = {role: make.MembershipFactory(event=event, role=role).user for role in Role}
    people = [
        make.RepresentativeFactory(
            participant=one, person__user=users["representative"] if one == forum.ours[0] else None
        )
        for one in (*forum.ours, *forum.theirs)
    ]
    for one in people:
        LanguageSkill.objects.create(person=one.person, language="de", level="C1")
    Feed.objects.create(participant=forum.ours[0])
    forum.staff[0].user = users["interpreter"]
    forum.staff[0].save()
    for other in forum.theirs:
        make.WishFactory(event=event, asker=forum.ours[0], asked=other)
        make.WishFactory(event=event, asker=other, asked=forum.ours[0], message="Насосы")
    for row in (*forum.staff, *forum.ours):
        row.away.set(forum.slots)
    for table in forum.tables:
        table.closed.set(forum.slots)
    drafts = [forum.full(run=forum.run(number=number + 1), number=number + 1) for number in range(rows)]
    published = forum.full(number=rows + 1, state=PlanState.FINAL, published_at=make.OPENING)
    for plan in drafts:
        for first, second in zip(forum.ours, forum.theirs, strict=True):
            make.UnmetWishFactory(plan=plan, first=first, second=second, level=WishLevel.MUST)
    return forum, users, drafts[0], published


def asked(client, rows, name, row, query, who):
    """The answer and the number of queries that it took."""
    forum, users, plan, _published = filled(rows)
    curve = [[k, 10 * k, k, 0, 50 - k, 0] for k in range(rows)]
    args = {
        None: [],
        "plan": [plan.public_id],
        "run": [plan.run.public_id],
        "computing": [forum.run(state=RunState.RUNNING, curve=curve, bound={}).public_id] if row == "computing" else [],
    }[row]
    client.force_login(users[{"participant": "representative"}.get(who, who)])
    address = reverse(f"meetings:{name}", args=[forum.event.slug, *args]) + query
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(address)
    assert answer.status_code == 200
    return answer, len(queries)


@pytest.mark.parametrize(("name", "row", "query", "who", "most"), PAGES)
def test_three_rows_take_no_more_queries_than_one(client, name, row, query, who, most):
    one, three = (asked(client, rows, name, row, query, who)[1] for rows in (1, 3))

    assert three == one <= most


@pytest.mark.parametrize("by", ["time", "person", "interpreter"])
def test_a_plan_of_240_meetings_takes_twelve_queries_and_sixty_kilobytes_at_most(client, by):
    forum = hall(20, 12, staff=8, noon=6)
    plan = forum.full(run=forum.run())
    forum.plan((0, 0, 0), state=PlanState.FINAL, published_at=make.OPENING)  # which the page compares with
    for place in range(60):
        make.UnmetWishFactory(
            plan=plan,
            first=forum.ours[place % 20],
            second=forum.theirs[(place % 20 + place // 20 + 13) % 20],
            level=WishLevel.MUST if place < 4 else WishLevel.WANT,
            reason=list(UnmetReason)[place % 6],
        )
    client.force_login(make.MembershipFactory(event=forum.event).user)
    address = reverse("meetings:plan", args=[forum.event.slug, plan.public_id])

    with CaptureQueriesContext(connection) as queries:
        page = client.get(f"{address}?by={by}&reason=all").content

    size = len(gzip.compress(page, compresslevel=6))
    assert plan.meetings.count() == 240
    assert len(queries) <= 12
    assert size <= 60_000
