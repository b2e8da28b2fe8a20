"""What is taken over from a file, and which applications go into one."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field

from handschlag.api.faults import Fault
from handschlag.registration.listing import Chosen
from handschlag.registration.states import ApplicationState


class ImportOut(BaseModel):
    """What has become of a file that was taken over."""

    added: int = Field(description="New applications; they wait for a decision.")
    changed: int
    same: int = Field(description="Rows that say nothing new.")
    errors: list[Fault] = Field(description="Empty: with errors nothing is taken over, and the answer is a problem.")


class Exported(BaseModel):
    """Which applications go into the file; drafts never do."""

    state: Annotated[ApplicationState | None, Field(description="Only those in this state.")] = None

    def chosen(self) -> Chosen:
        return Chosen(state=self.state.value if self.state is not None else "")
