"""Which function does which kind of work, who is told when it has failed for good, and who looks after what is due."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TypeAlias

from handschlag.foundation.jobs.handle import Handle
from handschlag.foundation.models import Job

Work: TypeAlias = Callable[[Handle], None]
FailureHook: TypeAlias = Callable[[Job], None]
Watch: TypeAlias = Callable[[datetime], object]

_works: dict[str, Work] = {}
_hooks: dict[str, FailureHook] = {}
_watches: list[Watch] = []


def register(kind: str, function: Work) -> None:
    """Let ``function`` do the jobs of this kind. Belongs into ``ready()`` of an app."""
    _works[kind] = function


def on_failed(kind: str, function: FailureHook) -> None:
    """Call ``function(job)`` when a job of this kind has failed for good, in the transaction that says so."""
    _hooks[kind] = function


def watch(function: Watch) -> None:
    """Let workers call ``function(now)`` every few seconds: it starts what is due and what nobody has started."""
    if function not in _watches:
        _watches.append(function)


def watches() -> tuple[Watch, ...]:
    return tuple(_watches)


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
