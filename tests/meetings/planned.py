"""A small forum, and planning runs of it that end with a real plan without the price of a child process."""

import hashlib
import json
from dataclasses import asdict, replace
from datetime import timedelta
from itertools import product

from handschlag.companies.models import LanguageSkill
from handschlag.engine.scheduling import files, solve
from handschlag.meetings import bridge, gateway
from handschlag.meetings.choices import Choices
from handschlag.meetings.services import planning
from handschlag.meetings.services.watching import Watch
from handschlag.meetings.states import RunState, WishLevel, WishState
from tests import factories as make

MOVES = 2_000
LEVELS = (WishLevel.MUST, WishLevel.WANT, WishLevel.POSSIBLE)

CAUSES = {
    "no_slots": lambda event: event.slots.all().delete(),
    "no_tables": lambda event: [table.closed.set(event.slots.all()) for table in event.tables.all()],
    "no_wishes": lambda event: event.wishes.update(state=WishState.DECLINED),
    "nobody_there": lambda event: [one.away.set(event.slots.all()) for one in event.sides.first().participants.all()],
}
"""What has to happen to a forum so that no plan can be, by the cause that its run then ends with."""


def forum(size=3, *, slots=4, tables=2, interpreters=1):
    """An event with so many on either side: ours, who speak German, wish to meet all of theirs, who speak Russian.

    Of theirs every third speaks German too. Half of the slots lie after a pause. At the usual size there are nine
    wishes, of which seven can be met. Ids are not left to chance, so that its plan is always the same.
    """
    event = make.EventFactory()
    for k in range(slots):
        start = make.OPENING + timedelta(minutes=20 * k + 60 * (k >= slots // 2))
        make.SlotFactory(event=event, starts_at=start, after_pause=k == slots // 2, public_id=_id(event, "slot", k))
    room = make.RoomFactory(event=event)
    for k in range(tables):
        make.TableFactory(event=event, room=room, number=k, public_id=_id(event, "table", k))
    for k in range(interpreters):
        make.InterpreterFactory(event=event, max_consecutive=3, public_id=_id(event, "staff", k))
    sides = [make.SideFactory(event=event, key=key, number=n) for n, key in enumerate(("ours", "theirs"))]
    ours = [_participant(sides[0], k, "de") for k in range(size)]
    theirs = [_participant(sides[1], k, "ru", *(["de"] if k % 3 == 0 else [])) for k in range(size)]
    for (i, asker), (j, asked) in product(enumerate(ours), enumerate(theirs)):
        make.WishFactory(event=event, asker=asker, asked=asked, level=LEVELS[(i + j) % 3])
    return event


def _id(event, what, number):
    return f"{event.pk}-{what}-{number:02}"


def _participant(side, number, *languages):
    name = _id(side.event, side.key, number)
    one = make.RepresentativeFactory(
        participant__event=side.event, participant__side=side, participant__public_id=name, public_id=name
    )
    for language in languages:
        LanguageSkill.objects.create(person=one.person, language=language, level="C1")
    return one.participant


def endless():
    """A forum whose plan cannot be proven to be the best: the planner computes until its limit.

    Everybody meets four others in eight slots without a pause, and every table is taken all the time. Somebody has to
    wait, which no bound sees. One of them needs an interpreter, so the solver is not asked.
    """
    event = forum(10, slots=8, tables=5, interpreters=1)
    event.slots.update(after_pause=False)
    event.interpreters.update(max_consecutive=None)
    ours, theirs = ([*side.participants.order_by("pk")] for side in event.sides.order_by("number"))
    for one in (theirs[0], *theirs[2:]):
        one.representatives.get().person.languages.update_or_create(language="de", defaults={"level": "C1"})
    for i, asker in enumerate(ours):
        event.wishes.filter(asker=asker, asked__in=[theirs[(i + k) % 10] for k in range(4, 10)]).delete()
    return event


def started(event, **choices):
    """A planning run that waits for a worker."""
    return planning.start(event, Choices(**{"moves": MOVES} | choices), by=make.UserFactory(), now=make.OPENING)


def computed(run):
    """What was asked, what the planner answers, and who has watched it: all that is needed to finish a run."""
    posed, watch = bridge.pose(run.event, Choices.read(run.settings)), Watch(run, beat=lambda progress: None)
    watch.begin(bridge.asked(posed.problem))
    sha256 = hashlib.sha256(files.write_problem(posed.problem).encode()).hexdigest()
    plan = solve(posed.problem, moves=MOVES, seed=1, on_progress=lambda progress: watch.look(asdict(progress)))
    plan = replace(plan, seconds=None, seconds_to_first=None)  # as its command line does, limited by moves
    document = json.loads(files.write_plan(posed.problem, plan, problem_sha256=sha256))
    return posed, planning.Outcome(RunState.SOLVED, answer=gateway.Answer(plan, document, is_stopped=False)), watch


def plan(event, **choices):
    """The draft of a run that has ended well."""
    run = started(event, **choices)
    planning.finish(run, *computed(run), now=make.OPENING)
    run.refresh_from_db()
    return run.plan
