"""Whom to meet, and why: offers and seeks of two sides matched across languages, with reasons."""

from handschlag.engine.matching.feedback import Answer, Opinion, Why, features_of, heeding, personal, refit

__all__ = ["Answer", "Opinion", "Why", "features_of", "heeding", "personal", "refit"]
