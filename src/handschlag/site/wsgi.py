"""The site as a WSGI application."""

from __future__ import annotations

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "handschlag.site.settings")

from django.core.wsgi import get_wsgi_application

from handschlag.site.rev import with_revisions

application = with_revisions(get_wsgi_application())
