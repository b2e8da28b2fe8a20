"""The site's settings as the tests need them: a data folder of their own, cheap passwords, plain static files."""

import atexit
import os
import shutil
import tempfile

# Tests that run side by side have a folder each, which the processes that they start inherit.
if os.environ.get("DATA_OF_WORKER", "none") != os.environ.get("PYTEST_XDIST_WORKER", "none"):
    os.environ.pop("HANDSCHLAG_DATA", None)
if "HANDSCHLAG_DATA" not in os.environ:
    os.environ["HANDSCHLAG_DATA"] = folder = tempfile.mkdtemp(prefix="handschlag-tests-")
    os.environ["DATA_OF_WORKER"] = os.environ.get("PYTEST_XDIST_WORKER", "none")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
os.environ.setdefault("HANDSCHLAG_DEMO", "1")

from handschlag.site.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # noqa: F405
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # noqa: F405  (its absence would be a warning in each test)
ALLOWED_HOSTS = ["*"]
PAGE_LEAKS_ARE_FATAL = True
