"""A small row is written, unless somebody else has been there meanwhile."""

from __future__ import annotations

from collections.abc import Callable

from handschlag.foundation.errors import RuleBroken
from handschlag.portal.forms.rows import RowForm

KEPT, REFUSED, OVERTAKEN = 302, 422, 409
"""The status with which the page answers."""


def written(form: RowForm, write: Callable[[], object]) -> int:
    """Let the service write what was sent; a refusal stands at its field, and who was slower sees both texts."""
    if not form.is_valid():
        return REFUSED
    try:
        write()
    except RuleBroken as broken:
        if broken.code == "outdated":
            form.see_both()
            return OVERTAKEN
        form.add_error(form.refuse(str(broken.code)), broken)
        return REFUSED
    return KEPT
