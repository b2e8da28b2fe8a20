"""What all processes write on standard error: one line for each thing that happened, with its time in UTC."""

from __future__ import annotations

import logging
import time
from typing import Any


class Line(logging.Formatter):
    """``2027-03-10T09:30:00Z INFO    handschlag.site.supervisor: Web server: process 4711``."""

    def __init__(self, **_options: Any) -> None:
        super().__init__("%(asctime)s %(levelname)-7s %(name)s: %(message)s", "%Y-%m-%dT%H:%M:%SZ")

    @staticmethod
    def converter(seconds: float | None) -> time.struct_time:
        return time.gmtime(seconds)


TO_STDERR = {
    "formatters": {"line": {"()": Line}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
}

OF_THE_SITE: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    **TO_STDERR,
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        # Its own handlers would send errors to administrators by mail and be silent otherwise.
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "django_tasks": {"level": "WARNING"},  # jobs are logged by themselves
    },
}
OF_THE_SERVER: dict[str, Any] = {**TO_STDERR, "loggers": {"_granian": {"handlers": ["stderr"], "propagate": False}}}
