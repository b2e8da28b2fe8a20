"""Between rows and the planner: the only place that knows both."""

from handschlag.meetings.bridge.documents import plan_text, problem_text
from handschlag.meetings.bridge.figures import asked, reached
from handschlag.meetings.bridge.posing import Posed, Refused, pose
from handschlag.meetings.bridge.writing import Changed, write

__all__ = ["Changed", "Posed", "Refused", "asked", "plan_text", "pose", "problem_text", "reached", "write"]
