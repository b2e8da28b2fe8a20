"""The site's settings as the tests need them: a data folder of their own, cheap passwords, plain static files."""

import os
import tempfile

os.environ.setdefault("HANDSCHLAG_DATA", tempfile.mkdtemp(prefix="handschlag-tests-"))
os.environ.setdefault("HANDSCHLAG_DEMO", "1")

from handschlag.site.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # noqa: F405
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # noqa: F405  (its absence would be a warning in each test)
ALLOWED_HOSTS = ["*"]
