"""Can all that must be held be held at all? Asked of a SAT solver: a way, or a small set of meetings that contradict.

``python -m handschlag.engine.scheduling.conflict`` reads a question as JSON from standard input and prints a line of
JSON for each thing that it has found out: a way, and then nothing more, or ever smaller proofs that there is none. It
may be ended at any moment; whatever it has said until then is true.
"""
