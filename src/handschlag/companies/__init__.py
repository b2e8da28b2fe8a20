"""Organisations, their people, and who of them takes part."""
