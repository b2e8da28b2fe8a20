"""Verbs of companies."""
