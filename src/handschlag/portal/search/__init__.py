"""The search: over notices, events, organisations, investment projects and talks, in every script and spelling.

``find`` and ``suggest`` answer with what the public may see at this moment. ``index`` keeps what they look in,
``following`` notices what changes, ``sources`` says what can be found by which words.
"""

from handschlag.portal.search.ask import find, suggest
from handschlag.portal.search.found import Found, Hit, How, Suggestion
from handschlag.portal.search.index import heal, unwritten
from handschlag.portal.search.rebuilding import rebuild

__all__ = ["Found", "Hit", "How", "Suggestion", "find", "heal", "rebuild", "suggest", "unwritten"]
