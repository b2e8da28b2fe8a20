"""The one table of roles and rights: nothing in it is idle, and guests and staff are told apart."""

import re
from pathlib import Path

import handschlag
from handschlag.events import roles
from handschlag.events.roles import GUESTS, RESERVED, RIGHTS, Right, Role

SOURCES = Path(handschlag.__file__).parent
USED = re.compile(r"\bRight\.([A-Z_]+)")


def asked_for():
    """Rights of which some line outside of the table speaks."""
    files = [path for path in SOURCES.rglob("*.py") if path != SOURCES / "events" / "roles.py"]
    return {Right[name] for path in files for name in USED.findall(path.read_text(encoding="utf-8"))}


def test_every_right_is_asked_for_by_a_door_or_reserved_for_a_flat_to_come():
    assert asked_for() | set(RESERVED) == set(Right)


def test_every_role_stands_in_the_table_and_has_a_right():
    assert list(RIGHTS) == list(Role)
    assert all(RIGHTS.values())


def test_every_right_is_had_by_somebody():
    assert roles.rights_of(frozenset(Role)) == frozenset(Right)


def test_whoever_gives_roles_does_not_also_sign_screenings():
    signing = {Right.SCREEN, Right.COUNTERSIGN_SCREENING}

    assert [role for role in Role if Right.GIVE_ROLES in RIGHTS[role] and signing & RIGHTS[role]] == []


def test_guests_are_those_who_come_and_staff_those_who_work_for_the_host():
    guests = [role for role in Role if RIGHTS[role] <= GUESTS]

    assert guests == ["co_organiser", "delegation_secretary", "representative", "interpreter", "adviser"]
    assert sorted([*guests, *roles.of_staff()]) == sorted(Role)


def test_a_reader_reads_and_nothing_else():
    assert RIGHTS[Role.READER] == {Right.READ_EVENT}


def test_a_role_that_is_no_more_is_called_by_its_key():
    assert (roles.label("clown"), roles.label("editor") != "") == ("clown", True)
