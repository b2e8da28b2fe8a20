"""Verbs of privacy."""
