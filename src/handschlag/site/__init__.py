"""The only place that knows everybody: settings, addresses, demo data, commands."""

QUEUES = ("default", "solver")
"""Of work in the background: what is done soon, and what computes for long."""
