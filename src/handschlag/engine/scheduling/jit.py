"""The one place that knows whether the search runs compiled (numba) or as plain Python.

Compiled code is cached beside the source, or where ``NUMBA_CACHE_DIR`` points; where nothing can be
written it is compiled anew in each process. Without numba, or with ``NUMBA_DISABLE_JIT=1``, the very
same functions run as plain Python on lists and give the same plans, about a hundred times slower.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeVar

try:
    import numba
    import numpy

    COMPILED = not numba.config.DISABLE_JIT
except ImportError:  # numba is part of the usual installation, but the planner must not depend on it
    COMPILED = False

_Function = TypeVar("_Function", bound=Callable[..., Any])


def compiled(function: _Function) -> _Function:
    """The function compiled when first called, or as it is. It may use integers and flat arrays only."""
    if not COMPILED:
        return function
    try:
        return numba.njit(cache=True, nogil=True, _nrt=False, error_model="numpy")(function)  # type: ignore[no-any-return]
    except RuntimeError:  # no writable place for the cache
        return numba.njit(nogil=True, _nrt=False, error_model="numpy")(function)  # type: ignore[no-any-return]


def numbers(values: Iterable[int]) -> Any:
    """Integers as a flat array that compiled functions can read and write (a list where nothing is compiled)."""
    listed = list(values)
    return numpy.array(listed, dtype=numpy.int64) if COMPILED else listed


def plain(cells: Any, start: int, n: int) -> list[int]:
    """A part of such an array as a list of Python's own integers."""
    part = cells[start : start + n]
    return part.tolist() if COMPILED else list(part)


def is_cached(function: Callable[..., Any]) -> bool:
    """Does a compiled form of the function lie in the cache, as far as one can see from outside?"""
    if not COMPILED:
        return True
    folder = Path(function.stats.cache_path or "/nowhere")  # type: ignore[attr-defined]
    return any(folder.glob(f"*.{function.__name__}-*.nbi"))
