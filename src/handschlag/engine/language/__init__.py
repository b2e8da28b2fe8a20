"""Text in several languages, and the best of it for a reader."""

from handschlag.engine.language.text import Origin, Reading, Text, Version

__all__ = ["Origin", "Reading", "Text", "Version"]
