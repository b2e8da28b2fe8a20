"""The planner's command line in a process of its own."""

import os
import subprocess
import sys

PLAIN = (
    sys.executable,
    "-c",
    "import sys; sys.modules['numba'] = None\n"
    "from handschlag.engine.scheduling.__main__ import main; sys.exit(main(sys.argv[1:]))",
)
"""As plain Python, which starts ten times sooner."""
MODULE = (sys.executable, "-m", "handschlag.engine.scheduling")


def run(*args, command=PLAIN, environment=None, **options):
    return subprocess.run(
        [*command, *map(str, args)],
        env=os.environ | (environment or {}),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
        **options,
    )
