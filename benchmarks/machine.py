"""What has to be known about the machine to read the numbers; and what processes have of its memory."""

from __future__ import annotations

import os
import platform
import re
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path


def machine() -> dict[str, object]:
    """Cores, and the versions of Python and numba; nothing that would tell one machine from its like."""
    try:
        numba: str | None = version("numba")
    except PackageNotFoundError:
        numba = None
    return {"cores": os.cpu_count(), "numba": numba, "python": platform.python_version()}


def memory_of_all(pid: int) -> float:
    """MiB of a process and of all that it has started; what several share counts once (PSS). 0 of one that is gone."""
    try:
        rows = Path(f"/proc/{pid}/smaps_rollup").read_text()
        started = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    except OSError:
        return 0.0
    own = re.search(r"^Pss:\s+(\d+) kB", rows, re.MULTILINE)
    return (int(own[1]) / 1024 if own else 0.0) + sum(memory_of_all(int(one)) for one in started.split())
