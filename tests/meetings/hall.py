"""A forum with as many tables, times and meetings as a test asks for, all rows made by hand: no planner is needed."""

from dataclasses import dataclass
from datetime import date, timedelta

from handschlag.companies.models import Participant
from handschlag.engine.language import Text
from handschlag.events.models import Event, Interpreter, Slot, Table
from handschlag.meetings.states import RunState, WishLevel
from tests import factories as make

PLACES = ("Elbe", "Zwickau", "Chemnitz", "Mulde", "Pleisse", "Vogtland", "Saale", "Lausitz", "Meissen", "Torgau")
TRADES = ("Wärmetechnik", "Automation", "Pumpenbau", "Gießerei", "Antriebe", "Messtechnik", "Werkzeuge", "Armaturen")
FIGURES = (
    {"participants": 60, "without_wish": 1, "never_there": 0, "weight": 900, "slots": 12, "tables": 20, "seats": 240}
    | {"interpreters": 8, "duties": 88, "interpreted": 190, "duties_used": 86, "busy": 58, "below_minimum": 0}
    | {"wishes": {"must": 40, "want": 150, "possible": 120}, "held": {"must": 38, "want": 130, "possible": 72}}
    | {"lost": 95.0, "breaks": 40, "must_unmet": 2, "must_proven": False, "is_optimal": False, "gap": 0.047}
    | {"place_changes": 150, "moves": 90_000, "seconds": 10.0}
)
"""What a run was asked and what it reached, as ``bridge.figures`` counts it."""
BOUND = {"must_unmet": 1, "lost": 60.0, "breaks": 0, "known_at": 1.5}


@dataclass
class Hall:
    """The rows of a forum; ``ours`` and ``theirs`` have as many participants as there are tables."""

    event: Event
    slots: list[Slot]
    tables: list[Table]
    staff: list[Interpreter]
    ours: list[Participant]
    theirs: list[Participant]

    def plan(self, *places, **facts):
        """A plan with a meeting for each ``(slot, table, interpreter or None)``, all by their place in the lists.

        At the table of place t and the slot of place s ours[t] meets theirs[(t + s) modulo their number]: everybody
        has one meeting at a time and, with no more times than tables, nobody meets anybody twice.
        """
        plan = make.PlanFactory(event=self.event, **facts)
        for slot, table, interpreter in places:
            self.meet(plan, slot, table, interpreter)
        return plan

    def meet(self, plan, slot, place, interpreter=None, /, **facts):
        made = {
            "first": self.ours[place],
            "second": self.theirs[(place + slot) % len(self.theirs)],
            "table": self.tables[place],
            "interpreter": None if interpreter is None else self.staff[interpreter],
            "level": WishLevel.WANT,
        }
        return plan.meetings.create(slot=self.slots[slot], **made | facts)

    def full(self, **facts):
        """A plan with a meeting at every table at every time, and every interpreter always at work."""
        everywhere = ((slot, table) for slot in range(len(self.slots)) for table in range(len(self.tables)))
        return self.plan(
            *((slot, table, table if table < len(self.staff) else None) for slot, table in everywhere), **facts
        )

    def run(self, **facts):
        """A run that has ended well; its figures are made up."""
        given = {"state": RunState.SOLVED, "figures": FIGURES, "bound": BOUND, "ended_at": make.OPENING}
        return make.PlanningRunFactory(event=self.event, **given | facts)


def hall(tables=2, times=4, *, staff=1, noon=None, **event):
    """A forum of one day. With ``noon`` there is a pause for everybody before the slot of this place."""
    row = make.EventFactory(**event)
    ours, theirs = (
        make.SideFactory(event=row, key=f"side{number}", number=number, is_ours=number == 1) for number in (1, 2)
    )
    room = make.RoomFactory(event=row)
    return Hall(
        event=row,
        slots=[slot(row, place, after_pause=place == noon) for place in range(times)],
        tables=[
            make.TableFactory(event=row, room=room, code=str(place), number=place) for place in range(1, tables + 1)
        ],
        staff=[make.InterpreterFactory(event=row, name=f"Dolmetscherin {place}") for place in range(staff)],
        ours=[participant(ours, f"{name(place)} GmbH", "DE") for place in range(tables)],
        theirs=[participant(theirs, f"ООО «{name(place, 3)}»", "KZ") for place in range(tables)],
    )


def slot(event, place, *, on=date(2027, 3, 10), **facts):
    """The slot of this place on a day: each lasts twenty minutes and follows the one before."""
    starts_at = make.OPENING + timedelta(days=(on - make.OPENING.date()).days, minutes=20 * place)
    day = make.DayFactory(event=event, on=on)
    return make.SlotFactory(event=event, day=day, starts_at=starts_at, **facts)


def participant(side, called, country):
    return make.ParticipantFactory(
        event=side.event,
        side=side,
        organisation__name=called,
        organisation__country=country,
        organisation__sector=Text.of(de=called),
    )


def name(place, shift=0):
    """As long and as varied as names are."""
    return f"{PLACES[place % len(PLACES)]}-{TRADES[(place + place // len(PLACES) + shift) % len(TRADES)]} {place}"
