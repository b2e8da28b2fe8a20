"""Whom to meet, and why: offers and seeks of two sides matched across languages, with reasons."""
