"""Work in the background that survives the death of its worker.

A ``Job`` row says what is to be done and how far it is; the queue below it (``django_tasks``) only carries its
number to a worker. ``register`` says which function does a kind of work, ``start`` puts a job into a queue in the
caller's transaction. The function is handed a ``Handle``.

What a function must know: it may be called again from the beginning (its worker was killed, or it raised), so it
begins by looking whether its work is already done. It calls ``handle.beat()`` every few seconds. It calls it once
more inside the transaction that writes its result: from then on to the commit the job is certainly its own, and
what it writes is written once.
"""

from handschlag.foundation.jobs.handle import Handle, Interrupted, LeaseLost
from handschlag.foundation.jobs.kinds import on_failed, register, watch
from handschlag.foundation.jobs.life import ask_to_stop, reap, run, start

__all__ = [
    "Handle",
    "Interrupted",
    "LeaseLost",
    "ask_to_stop",
    "on_failed",
    "reap",
    "register",
    "run",
    "start",
    "watch",
]
