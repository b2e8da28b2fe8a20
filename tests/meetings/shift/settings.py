"""The site, and leases that run out soon; a run beats once a second."""

from tests.settings import *  # noqa: F403

JOB_LEASE_SECONDS = 3
