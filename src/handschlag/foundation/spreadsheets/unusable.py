"""Cells that say something else in a file than they seem to say in a spreadsheet."""

from __future__ import annotations

from enum import Enum
from typing import Any

from django.utils.translation import gettext_lazy as _


class Unusable(Enum):
    """What stands in place of such a cell. A row that has one is refused: who takes it for empty loses something."""

    FORMULA = "formula"
    MERGED = "merged"

    @property
    def sentence(self) -> Any:
        """What is expected and what was found; names ``row`` and ``column``."""
        return SENTENCES[self]


SENTENCES = {
    Unusable.FORMULA: _(
        "Row %(row)s, column “%(column)s”: a value is expected here, and there is a formula or the error of one. "
        "Please replace formulas by their values."
    ),
    Unusable.MERGED: _(
        "Row %(row)s, column “%(column)s”: one cell is expected here, and it is merged with others. "
        "Please undo the merging and fill in each cell."
    ),
}
