"""What the planner can do, measured: ``python -m benchmarks`` (see ``benchmarks/README.md``)."""
