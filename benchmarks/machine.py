"""What has to be known about the machine to read the numbers."""

from __future__ import annotations

import os
import platform
from importlib.metadata import PackageNotFoundError, version


def machine() -> dict[str, object]:
    """Cores, and the versions of Python and numba; nothing that would tell one machine from its like."""
    try:
        numba: str | None = version("numba")
    except PackageNotFoundError:
        numba = None
    return {"cores": os.cpu_count(), "numba": numba, "python": platform.python_version()}
