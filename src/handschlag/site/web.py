"""The web server: granian with our WSGI application in processes of several threads each."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable
from typing import Any

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from handschlag.site import lifeline, logs

USUAL_THREADS = min(4, 2 * (os.cpu_count() or 1) + 1)
APPLICATION = "handschlag.site.wsgi:application"


def serve(host: str, port: int, *, processes: int, threads: int) -> None:
    """Answer requests until SIGTERM or SIGINT."""
    lifeline.hold()
    if multiprocessing.get_start_method() == "fork":  # else processes share nothing, and this one need not load it
        from handschlag.site import shared  # loads the whole site

        shared.load()
    server = Granian(
        APPLICATION,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        websockets=False,
        workers=processes,
        blocking_threads=threads,
        blocking_threads_idle_timeout=600,  # a thread keeps its connection to the database
        respawn_failed_workers=True,
        workers_kill_timeout=5,
        log_level=LogLevels.warning,
        log_dictconfig=logs.OF_THE_SERVER,
    )
    server.serve(target_loader=load, wrap_loader=False)


def load() -> Callable[..., Any]:
    """The application, in each of the server's processes: loaded here, or before they were forked (``shared``)."""
    lifeline.hold_to_parent()
    # Until it answers requests, it ends at once; the handler that it got from its parent would do nothing here.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    from handschlag.site.wsgi import application

    return application
