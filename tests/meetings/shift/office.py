"""A database with planning runs, and workers that compute them."""

from contextlib import closing, suppress
from pathlib import Path

from tests.foundation.clerk.office import Office


class PlanningOffice(Office):
    def __init__(self, folder):
        super().__init__(folder)
        self._folder = folder
        self._environment |= {"DJANGO_SETTINGS_MODULE": "tests.meetings.shift.settings", "TMPDIR": str(folder)}

    def planners(self):
        return planners(self._folder)

    def rows(self, question):
        with closing(self._connect()) as connection:
            return connection.execute(question).fetchall()

    def _command(self, *arguments):
        return [part.replace("foundation.clerk", "meetings.shift") for part in super()._command(*arguments)]


def planners(folder):
    """The living planners whose problem lies in this folder, by their process ids."""
    return {int(process.name) for process in Path("/proc").glob("[0-9]*") if _is_planner(process, str(folder))}


def _is_planner(process, folder):
    with suppress(OSError):  # it has just ended
        command = (process / "cmdline").read_text(encoding="utf-8")
        return "handschlag.meetings.solver" in command and folder in command
    return False
