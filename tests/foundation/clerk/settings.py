"""As little of the site as a worker needs, and leases that run out soon."""

from tests.settings import *  # noqa: F403

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django_tasks",
    "django_tasks_db",
    "handschlag.foundation",
    "tests.foundation.clerk",
]
MIDDLEWARE = []
ROOT_URLCONF = "handschlag.foundation.urls"
AUTH_USER_MODEL = "auth.User"
JOB_LEASE_SECONDS = 1
