"""Does a certificate prove what it says? Answered from the problem alone, for whoever does not trust the planner.

Nothing here is shared with what plans: of the engine only the classes of ``problem`` and ``plan`` are imported. Who can
come when, who could interpret, what a break is and every argument are worked out anew, in the plainest way there is.
"""

from handschlag.engine.scheduling.verification.verdict import MOST_STEPS, Verdict, verify

__all__ = ["MOST_STEPS", "Verdict", "verify"]
