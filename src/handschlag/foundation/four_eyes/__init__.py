"""Two people for what one must not do alone: one proposes, another one confirms, both are noted in the audit log.

A flat registers a ``Kind`` with what is carried out and who may confirm. ``propose`` notes the version of the target;
``confirm`` carries out what was proposed, once, or refuses because the target has changed meanwhile. Nobody confirms
her own proposal, not by acting for somebody else either, nor that of somebody who acted for her, nor that of somebody
to whom she is bound (see ``bound``).
"""

from handschlag.foundation.four_eyes.deciding import confirm, expire, propose, refuse, withdraw
from handschlag.foundation.four_eyes.kinds import Kind, bound, kind, register
from handschlag.foundation.four_eyes.waiting import Shown, for_reader, of_scope, of_target, shown, waits

__all__ = [
    "Kind",
    "Shown",
    "bound",
    "confirm",
    "expire",
    "for_reader",
    "kind",
    "of_scope",
    "of_target",
    "propose",
    "refuse",
    "register",
    "shown",
    "waits",
    "withdraw",
]
