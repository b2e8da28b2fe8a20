"""The site as a WSGI application."""

from __future__ import annotations

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "handschlag.site.settings")

from django.core.wsgi import get_wsgi_application

from handschlag.site.rev import Application, with_revisions


def _application() -> Application:
    """Django, and in front of it what is answered without it."""
    site = get_wsgi_application()
    from handschlag.site.in_front import with_kept_pages  # needs the models, which are there by now

    return with_revisions(with_kept_pages(site))


application = _application()
