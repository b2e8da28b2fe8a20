"""What all inputs share: they take no field that they do not name."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict

LEFT_OUT: Any = None
"""In place of a field that was not sent; never read, for only fields that were sent are looked at."""


class Input(BaseModel):
    """What somebody sends. A field that it does not name is refused, so nothing is set by surprise."""

    model_config = ConfigDict(extra="forbid")

    def given(self) -> dict[str, Any]:
        """The fields that were named, as Python values; those that were not stay as they are."""
        return {name: getattr(self, name) for name in self.model_fields_set}
