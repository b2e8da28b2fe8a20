"""What every flat stands on: translated fields, revisions, jobs, components."""
