"""The sign-in of somebody else (OpenID Connect), as allauth and the security policy need it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from handschlag.site.environment import OpenIdConnect

PROVIDER = "house"
"""Its name in addresses; the one to come back to, ``/oidc/house/login/callback/``, is made known over there."""


def providers(given: OpenIdConnect | None) -> dict[str, Any]:
    """Allauth's setting. Whoever runs the site has chosen this sign-in, so its word on mail addresses is trusted."""
    if given is None:
        return {}
    app = {
        "provider_id": PROVIDER,
        "name": given.name,
        "client_id": given.client_id,
        "secret": given.client_secret,
        "settings": {"server_url": given.url, "oauth_pkce_enabled": True},
    }
    return {"openid_connect": {"APPS": [app]}}


def origins(given: OpenIdConnect | None) -> list[str]:
    """Where the form on the sign-in page may lead to besides ourselves."""
    if given is None:
        return []
    parts = urlsplit(given.url)
    return [f"{parts.scheme}://{parts.netloc}"]
