"""Who must be acted on today, and why: computed each time, ticked by nobody.

A rule looks at an event and says a line for each that needs somebody. Floors above offer theirs when they start
(``offer``); a line is about anything that has an opaque id, and leads to where the next step is taken.
"""

from handschlag.registration.work_list.registry import Line, Rule, Section, offer, rules, sections

__all__ = ["Line", "Rule", "Section", "offer", "rules", "sections"]
