"""What rows have been: every change is a version with who, when and why, and any two can be compared.

A version holds plain values by the names of fields, as the editor of the row shows them; what these mean, the flat
knows that owns the row. ``current`` also notices what was changed by another way than the editor, so that nobody
overwrites it without having seen it. The stored files that are listed under ``files`` are kept with the version.
"""

from handschlag.foundation.versions.difference import Kind, Piece, difference
from handschlag.foundation.versions.history import (
    Values,
    current,
    forget,
    history,
    latest,
    record,
    since,
    strike,
)

__all__ = [
    "Kind",
    "Piece",
    "Values",
    "current",
    "difference",
    "forget",
    "history",
    "latest",
    "record",
    "since",
    "strike",
]
