"""State machines as tables."""

import pytest
from django.utils import translation

from handschlag.foundation.errors import RuleBroken
from handschlag.foundation.states import Transitions

DOOR = Transitions({"open": {"shut"}, "shut": {"open", "locked"}, "locked": frozenset()})


@pytest.mark.parametrize(
    ("old", "new", "is_allowed"),
    [
        ("open", "shut", True),
        ("shut", "locked", True),
        ("open", "locked", False),
        ("open", "open", False),
        ("locked", "open", False),
        ("broken", "open", False),
        ("open", "broken", False),
    ],
)
def test_the_table_alone_says_what_may_follow(old, new, is_allowed):
    assert DOOR.allows(old, new) == is_allowed


def test_an_allowed_step_is_taken_in_silence():
    assert DOOR.check("open", "shut") is None


@pytest.mark.parametrize("old", ["open", "broken"])
def test_a_forbidden_step_is_refused_with_a_stable_code(old):
    with pytest.raises(RuleBroken) as broken:
        DOOR.check(old, "locked")

    assert broken.value.code == "state"


@pytest.mark.parametrize("language", ["de", "en", "ru"])
def test_the_refusal_speaks_the_language_of_its_reader(language):
    with pytest.raises(RuleBroken) as broken:
        DOOR.check("open", "locked")

    with translation.override(language):
        said = translation.gettext("This is no longer possible: it has been changed in the meantime.")
        assert broken.value.messages == [said]
