"""What an organiser chooses for a planning run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

USUAL_SECONDS = 10
USUAL_FAIRNESS = 2


@dataclass(frozen=True, slots=True)
class Choices:
    """The settings of one planning run, in the order of the form.

    Attributes
    ----------
    seconds, moves : the limit; with ``moves`` the run gives the same plan again
    tables : only the first so many; None for all
    interpreters : public ids of those who are planned; None for all
    fairness : largest allowed difference in breaks between two participants; None for no limit
    note : what the run is for, in the organiser's words
    """

    seconds: float = USUAL_SECONDS
    tables: int | None = None
    interpreters: tuple[str, ...] | None = None
    fairness: int | None = USUAL_FAIRNESS
    note: str = ""
    moves: int | None = None
    seed: int = 1
    must_first: bool = True
    free_noon: bool = True

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> Choices:
        """From what ``as_data`` gives; what is not there is as usual, what is not known is passed over."""
        known = {field.name: data[field.name] for field in fields(cls) if field.name in data}
        if known.get("interpreters") is not None:
            known["interpreters"] = tuple(known["interpreters"])
        return cls(**known)

    def as_data(self) -> dict[str, Any]:
        """Plain data, for JSON."""
        return asdict(self) | {"interpreters": None if self.interpreters is None else list(self.interpreters)}
