"""Which function does which kind of work, and who is told when it has failed for good."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from handschlag.foundation.jobs.handle import Handle
from handschlag.foundation.models import Job

Work: TypeAlias = Callable[[Handle], None]
FailureHook: TypeAlias = Callable[[Job], None]

_works: dict[str, Work] = {}
_hooks: dict[str, FailureHook] = {}


def register(kind: str, function: Work) -> None:
    """Let ``function`` do the jobs of this kind. Belongs into ``ready()`` of an app."""
    _works[kind] = function


def on_failed(kind: str, function: FailureHook) -> None:
    """Call ``function(job)`` when a job of this kind has failed for good, in the transaction that says so."""
    _hooks[kind] = function


def work_of(kind: str) -> Work:
    """The function for this kind.

    Raises
    ------
    LookupError
        If nobody has registered it.
    """
    try:
        return _works[kind]
    except KeyError:
        raise LookupError(f'no function is registered for jobs of kind "{kind}"') from None


def tell_failure(job: Job) -> None:
    """Call the hook of the job's kind, if there is one."""
    if hook := _hooks.get(job.kind):
        hook(job)
