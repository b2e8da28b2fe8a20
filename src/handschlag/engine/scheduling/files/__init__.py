"""Problems and plans as files: ``b2b-forum/1``, ``b2b-plan/1`` and the MiniZinc data of the B2B family.

Whatever is wrong with a file, reading it ends in a ``ValueError`` with one sentence on one line: the
file, the place, what was expected there and what was got.
"""

from handschlag.engine.scheduling.files.answer import plan_document, read_plan, write_plan
from handschlag.engine.scheduling.files.forum import problem_document, read_problem, write_problem

__all__ = ["plan_document", "problem_document", "read_plan", "read_problem", "write_plan", "write_problem"]
