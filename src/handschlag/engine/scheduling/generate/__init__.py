"""Made-up forums of any size, for benchmarks, tests and for trying things out.

A forum is drawn together with a plan that holds its meetings, so it is known to be plannable. The plan
stays out of the problem; ``planted`` gives both. Everything follows from the recipe: the same recipe
makes the same forum on every machine.
"""

from __future__ import annotations

from handschlag.engine.scheduling.generate.flags import add_arguments, from_arguments
from handschlag.engine.scheduling.generate.forum import Forum
from handschlag.engine.scheduling.generate.recipe import TONGUES, Recipe, demo_like
from handschlag.engine.scheduling.plan import Plan
from handschlag.engine.scheduling.problem import Problem

__all__ = ["TONGUES", "Recipe", "add_arguments", "demo_like", "from_arguments", "generate", "planted"]


def generate(recipe: Recipe) -> Problem:
    """Make up a forum.

    Raises
    ------
    ValueError
        With one sentence, if so many meetings cannot be made to fit.
    """
    return Forum(recipe).problem()


def planted(recipe: Recipe) -> tuple[Problem, Plan]:
    """The forum of ``generate`` and the plan that was drawn with it.

    The plan holds every meeting, except wishes of the overload that no longer fitted. It is good for
    showing that all rules can be kept; breaks were left to chance.
    """
    forum = Forum(recipe)
    problem = forum.problem()
    return problem, forum.plan(problem)
