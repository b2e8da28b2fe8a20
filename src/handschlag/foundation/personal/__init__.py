"""What the house holds about people: which fields, what for, who sees them, how long they stay, how they go.

Each flat says it in its ``personal.py``: ``declare`` a group of fields for all that says something about a person,
``nothing_personal`` for what could and does not, each with a reason. ``unclaimed`` finds what nobody has spoken for.
``seen`` says of whom somebody sees a group, as the flat decides that has named itself with ``judged_by``. ``trace``
and ``known`` lead from an account to the rows in which the same person stands under another name.

Export, erasure, retention and the record of processing are read off these groups; a flat writes none of them itself.
"""

from handschlag.foundation.personal.audiences import Audience
from handschlag.foundation.personal.claims import claimed, gone, nothing_personal, rows_are_people, unclaimed
from handschlag.foundation.personal.fates import NOBODY, Erasing, Fate, Outcome, called
from handschlag.foundation.personal.groups import Group, Part, Retention, declare, group_of, groups
from handschlag.foundation.personal.individuals import (
    LONG_STANDING,
    Individual,
    Kind,
    find,
    held,
    known,
    load,
    of_user,
    trace,
)
from handschlag.foundation.personal.looking import judged_by, seen
from handschlag.foundation.personal.obstacles import obstacle, obstacles
from handschlag.foundation.personal.purposes import Basis, Purpose, purpose, purposes
from handschlag.foundation.personal.ties import hosts

__all__ = [
    "LONG_STANDING",
    "NOBODY",
    "Audience",
    "Basis",
    "Erasing",
    "Fate",
    "Group",
    "Individual",
    "Kind",
    "Outcome",
    "Part",
    "Purpose",
    "Retention",
    "called",
    "claimed",
    "declare",
    "find",
    "gone",
    "group_of",
    "groups",
    "held",
    "hosts",
    "judged_by",
    "known",
    "load",
    "nothing_personal",
    "obstacle",
    "obstacles",
    "of_user",
    "purpose",
    "purposes",
    "rows_are_people",
    "seen",
    "trace",
    "unclaimed",
]
