"""The best value of a small problem, found by trying every plan: a second opinion on the whole planner.

It takes nothing from the planner but the classes of ``problem``: no rule, no price and no search of the
engine is used here, so that a mistake there cannot hide behind the same mistake here.
"""

from functools import cache
from itertools import combinations, pairwise

LEVELS = ("A1", "A2", "B1", "B2", "C1", "C2", "native")
WEIGHTS = {"must": 4000, "want": 2000, "possible": 1000}


def best_value(problem):
    """The least (must_unmet, lost, breaks, max_breaks_gap), or None if no plan keeps every rule."""
    forum = _Forum(problem)
    best = None
    for must_unmet, lost, held in forum.selections():
        if best is not None and (must_unmet, lost) > best[:2]:
            break
        beat = None if best is None else best[2:]
        found = forum.least_breaks(held, beat)
        if found is not None:
            best = (must_unmet, lost, *found)
    return best and (best[0], best[1] / 1000, *best[2:])


class _Forum:
    def __init__(self, problem):
        self.problem = problem
        self.meetings = problem.meetings
        self.people = {one.id: one for one in problem.participants}
        self.slots = range(len(problem.slots))
        self.pause_before = [self._pause_before(k) for k in self.slots]
        self.stretch = [sum(self._new_stretch(j) for j in range(k + 1)) for k in self.slots]
        self.options = [list(self._options(meeting)) for meeting in self.meetings]
        self.room = {
            (place_kind, t): sum(
                place.kind == place_kind and problem.slots[t].id not in place.closed for place in problem.places
            )
            for place_kind in {meeting.mode for meeting in self.meetings}
            for t in self.slots
        }
        number = {meeting.id: k for k, meeting in enumerate(self.meetings)}
        self.order = [(number[before], number[after]) for before, after in problem.precedences]
        self.staffed = cache(self._staffed)

    # -- time --------------------------------------------------------------------------------------------------

    def _pause_before(self, k):
        slots = self.problem.slots
        return k == 0 or slots[k].day != slots[k - 1].day or slots[k].adjacent_to_previous is False

    def _new_stretch(self, k):
        slots = self.problem.slots
        night = k > 0 and slots[k].day != slots[k - 1].day
        return night or (self.problem.goals.free_noon and self.pause_before[k])

    def breaks(self, busy):
        """Gaps between one meeting and the next one of the same stretch."""
        busy = sorted(busy)
        return sum(b - a > 1 and self.stretch[a] == self.stretch[b] for a, b in pairwise(busy))

    # -- what may be held when ---------------------------------------------------------------------------------

    def _options(self, meeting):
        """Pairs of a slot and, where an interpreter is needed, the numbers of those whose languages serve."""
        for t in self.slots:
            slot = self.problem.slots[t]
            if meeting.fixed not in (None, slot.id) or meeting.part not in (None, slot.part):
                continue
            sides = [self._side(meeting, party, slot.id) for party in meeting.parties]
            if None in sides:
                continue
            tongues = [self._tongues(side) for side in sides]
            if self._needs_interpreter(meeting, *tongues):
                able = tuple(
                    k
                    for k, one in enumerate(self.problem.interpreters)
                    if slot.id not in one.unavailable and self._serves(one, *tongues)
                )
                if able:
                    yield t, able
            else:
                yield t, None

    def _side(self, meeting, party, slot):
        """Who is there for a party; None if the meeting cannot be because of them."""
        participant = self.people[party]
        if slot in participant.unavailable:
            return None
        team = {person.id: person for person in participant.representatives}
        wanted = set(meeting.representatives.get(party, ()))
        present = {name for name, person in team.items() if slot not in person.unavailable}
        if team and (not present or not wanted <= present):
            return None
        return [team[name] for name in (wanted or present)]

    def _tongues(self, side):
        """Languages spoken well enough; "any" where no language of anybody is known."""
        known = [pair for person in side for pair in person.languages.items()]
        least = LEVELS.index(self.problem.language_level)
        return {tongue for tongue, level in known if LEVELS.index(level) >= least} if known else "any"

    @staticmethod
    def _needs_interpreter(meeting, one, other):
        if meeting.interpreted is not None:
            return meeting.interpreted
        return one != "any" and other != "any" and not one & other

    @staticmethod
    def _serves(interpreter, one, other):
        return any(
            (one == "any" or pair[k] in one) and (other == "any" or pair[1 - k] in other)
            for pair in interpreter.pairs
            for k in (0, 1)
        )

    # -- which meetings are held -------------------------------------------------------------------------------

    def selections(self):
        """All sets of meetings that could be held, with the unmet musts and the weight that they leave, best first."""
        possible = [m for m, options in enumerate(self.options) if options]
        found = []
        for n in range(len(possible) + 1):
            for held in combinations(possible, n):
                out = [one for m, one in enumerate(self.meetings) if m not in held]
                if any(one.locked for one in out) or self._too_many(held):
                    continue
                musts = sum(one.level == "must" for one in out) if self.problem.goals.must_first else 0
                weights = [WEIGHTS[one.level] if one.weight is None else round(1000 * one.weight) for one in out]
                found.append((musts, sum(weights), held))
        return sorted(found)

    def _too_many(self, held):
        return any(
            one.max_meetings is not None and sum(one.id in self.meetings[m].parties for m in held) > one.max_meetings
            for one in self.people.values()
        )

    # -- when ----------------------------------------------------------------------------------------------------

    def least_breaks(self, held, beat):
        """The least (breaks, gap) of the plans that hold exactly these meetings, if it is less than ``beat``."""
        held = sorted(held, key=lambda m: len(self.options[m]))
        busy = {name: set() for name in self.people}
        at = {}
        best = beat
        found = None

        def decide(k):
            nonlocal best, found
            if best == (0, 0):
                return
            if k == len(held):
                breaks = [self.breaks(one) for one in busy.values()]
                gap = max(breaks, default=0) - min(breaks, default=0)
                fairness = self.problem.goals.fairness
                if (fairness is None or gap <= fairness) and (best is None or (sum(breaks), gap) < best):
                    best = found = (sum(breaks), gap)
                return
            m = held[k]
            one, other = (busy[party] for party in self.meetings[m].parties)
            for t, able in self.options[m]:
                if t in one or t in other:
                    continue
                at[m] = (t, able)
                if self._fits(m, t, at):
                    one.add(t)
                    other.add(t)
                    decide(k + 1)
                    one.remove(t)
                    other.remove(t)
                del at[m]

        decide(0)
        return found

    def _fits(self, m, t, at):
        mode = self.meetings[m].mode
        if mode != "virtual":
            together = sum(slot == t and self.meetings[other].mode == mode for other, (slot, _) in at.items())
            if together > self.room[mode, t]:
                return False
        if any(a in at and b in at and at[a][0] >= at[b][0] for a, b in self.order):
            return False
        return self.staffed(tuple(sorted(one for one in at.values() if one[1] is not None)))

    # -- with whom -----------------------------------------------------------------------------------------------

    def _staffed(self, duties):
        """Can these duties, pairs of a slot and who is able, be shared out among the interpreters?"""

        def share(k, work):
            if k == len(duties):
                return True
            t, able = duties[k]
            return any(
                t not in work[i] and self._bearable(i, work[i] | {t}) and share(k + 1, work | {i: work[i] | {t}})
                for i in able
            )

        return share(0, {i: frozenset() for i in range(len(self.problem.interpreters))})

    def _bearable(self, interpreter, slots):
        one = self.problem.interpreters[interpreter]
        if one.max_meetings is not None and len(slots) > one.max_meetings:
            return False
        if one.max_consecutive is None:
            return True
        longest = run = 0
        for t in self.slots:
            run = 0 if t not in slots else 1 if self.pause_before[t] else run + 1
            longest = max(longest, run)
        return longest <= one.max_consecutive
