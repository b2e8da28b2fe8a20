"""State machines as tables of allowed transitions."""

from __future__ import annotations

from collections.abc import Mapping, Set

from django.utils.translation import gettext_lazy as _

from handschlag.foundation.errors import RuleBroken


class Transitions:
    """Which state may follow which; whoever reads the table has read the state machine."""

    def __init__(self, table: Mapping[str, Set[str]]) -> None:
        self._table = table

    def allows(self, old: str, new: str) -> bool:
        return new in self._table.get(old, frozenset())

    def check(self, old: str, new: str) -> None:
        """Raise ``RuleBroken(code="state")`` for a step that the table does not have."""
        if not self.allows(old, new):
            raise RuleBroken(_("This is no longer possible: it has been changed in the meantime."), code="state")
