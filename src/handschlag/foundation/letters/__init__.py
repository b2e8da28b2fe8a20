"""Letters: what a mail says, written once and made into a text and a page.

A flat registers a ``Kind`` of letter: its placeholders, its usual words, why one gets it. The words are in a tiny
markup (``markup``), and a placeholder has a type (``values``). What people have written is untrusted by that type: it
can become neither markup nor a link (``inert``). ``compose`` makes a letter; ``outbox.write`` composes and posts one.
"""

from handschlag.foundation.letters.composing import compose
from handschlag.foundation.letters.dress import Letter, Sender
from handschlag.foundation.letters.kinds import Kind, Placeholder, all_kinds, kind_of, register
from handschlag.foundation.letters.values import Line, Moment, Table, Type

__all__ = [
    "Kind",
    "Letter",
    "Line",
    "Moment",
    "Placeholder",
    "Sender",
    "Table",
    "Type",
    "all_kinds",
    "compose",
    "kind_of",
    "register",
]
