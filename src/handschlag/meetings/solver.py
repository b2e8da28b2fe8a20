"""The planner's command line in a process of its own that takes no more memory than it may, and does not outlive us.

``python -m handschlag.meetings.solver BYTES solve PROBLEM …``: the first argument is the most memory, the others are
those of ``python -m handschlag.engine.scheduling``. It ends as soon as its standard input is closed, which happens
when whoever started it ends, however that happens.
"""

from __future__ import annotations

import os
import resource
import runpy
import signal
import sys
import threading


def main() -> None:
    """Limit the memory, watch the one who started us, and become the planner."""
    most = int(sys.argv.pop(1))
    resource.setrlimit(resource.RLIMIT_DATA, (most, most))
    # The search listens to Ctrl-C as long as it goes on; whoever asks it to stop later must not break off its answer.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_standard_input, daemon=True).start()
    runpy.run_module("handschlag.engine.scheduling", run_name="__main__", alter_sys=True)


def _end_with_standard_input() -> None:
    while os.read(0, 1024):
        pass
    os._exit(1)


if __name__ == "__main__":
    main()
