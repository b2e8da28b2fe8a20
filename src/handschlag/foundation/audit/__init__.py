"""Who did what and when, so that nobody can change it afterwards without being found out.

``record`` adds an entry in the caller's transaction: rolled back with it, there with it. ``verb`` says once how a kind
of entry reads. ``verify`` finds whatever was changed, exchanged, put in or taken out, the last entries too.

The chain: every entry has a number and a hash over all of its content and the hash before it. The head, a row of its
own, holds the last number and hash, signed with the secret key. Whoever changes an entry breaks its hash; whoever
computes all hashes anew cannot sign the head. (Only a copy of the whole chain from earlier, put back as a whole, would
pass; ``handschlag doctor`` prints number and hash of the head, to be noted elsewhere.)

Names: people stand in the chain by their opaque ids. What can name somebody is sealed, a salted hash in the chain and
the words beside it; ``erase`` takes the words away, says so in an entry, and the chain still holds.
"""

from handschlag.foundation.audit.checking import Fault, head, verify
from handschlag.foundation.audit.erasing import erase
from handschlag.foundation.audit.reading import Line, about, by_or_about, lines, of_event, of_scope
from handschlag.foundation.audit.verbs import label, verb, verbs
from handschlag.foundation.audit.writing import record

__all__ = [
    "Fault",
    "Line",
    "about",
    "by_or_about",
    "erase",
    "head",
    "label",
    "lines",
    "of_event",
    "of_scope",
    "record",
    "verb",
    "verbs",
    "verify",
]
