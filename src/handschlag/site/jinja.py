"""What every template may use."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.messages import get_messages
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from jinja2 import Environment

from handschlag.foundation import reading

# Pages of floors above that the layouts lead to.
DOORS = {
    "home": "events:home",
    "sign_in": "accounts:sign_in",
    "sign_out": "accounts:sign_out",
    "account": "accounts:account",
    "stop_acting": "events:stop_acting",
    "my_data": "privacy:my_data",
}


def environment(**options: Any) -> Environment:
    """The environment of all pages: translations, addresses, dates and texts in the reader's language."""
    options["extensions"] = [*options.get("extensions", []), "jinja2.ext.i18n", "jinja2.ext.do"]
    env = Environment(**options, trim_blocks=True, lstrip_blocks=True)
    env.policies["ext.i18n.trimmed"] = True
    env.install_gettext_callables(  # type: ignore[attr-defined]
        translation.gettext,
        translation.ngettext,
        newstyle=True,
        pgettext=translation.pgettext,
        npgettext=translation.npgettext,
    )
    env.globals |= {
        "url": url,
        "static": static,
        "language": translation.get_language,
        "languages": settings.LANGUAGES,
        "demo": settings.DEMO,
        "doors": DOORS,
        "messages_of": get_messages,
    }
    env.filters |= reading.FILTERS
    return env


def url(name: str, *args: Any, **kwargs: Any) -> str:
    """The address of a page in the reader's language."""
    return reverse(name, args=args or None, kwargs=kwargs or None)
