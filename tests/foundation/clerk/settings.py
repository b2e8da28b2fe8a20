"""The site with one app more, which does the jobs of these tests, and leases that run out soon."""

from tests.settings import *  # noqa: F403

INSTALLED_APPS = [*INSTALLED_APPS, "tests.foundation.clerk"]  # noqa: F405
JOB_LEASE_SECONDS = 1
