"""What all processes of the web server have in common: loaded once, before they are forked, and in memory once.

A process that has died is replaced at once, for it has nothing to load.
"""

from __future__ import annotations

import gc

from django.conf import settings
from django.db import connections
from django.urls import get_resolver, reverse
from django.utils import translation

from handschlag.site import compiled_templates


def load() -> None:
    """The site with its addresses, words and templates."""
    gc.disable()  # next to nothing of what is loaded here is ever let go
    _load_site()
    connections.close_all()  # each process has its own
    gc.freeze()  # looking for what can be let go would write to it all, and each process would have its own again
    gc.enable()


def _load_site() -> None:
    from handschlag.site import wsgi  # noqa: F401  (sets up Django)

    _load_addresses()
    compiled_templates.read_all()


def _load_addresses() -> None:
    """Addresses and words are put in order for each language on their first use."""
    resolver = get_resolver()
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            resolver.resolve(reverse(settings.DOORS["home"]))
