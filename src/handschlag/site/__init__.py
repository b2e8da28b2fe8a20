"""The only place that knows everybody: settings, addresses, demo data, commands."""

QUEUES = ("default", "mail", "solver")
"""Of work in the background: what is done soon, what waits for mail servers, and what computes for long."""
