"""All addresses. Pages for people stand under their language; what machines ask for does not."""

from __future__ import annotations

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

urlpatterns = [
    path("", include("handschlag.foundation.urls")),
    path("", include("handschlag.meetings.feeds")),
    path("", include("handschlag.portal.machine_urls")),
    path("", include("handschlag.programme.machine_urls")),
    path("", include("handschlag.accounts.elsewhere")),
    path("api/", include("handschlag.api.addresses")),
    *i18n_patterns(
        path("", include("handschlag.events.urls")),
        path("", include("handschlag.mail.urls")),
        path("", include("handschlag.privacy.urls")),
        path("", include("handschlag.companies.urls")),
        path("", include("handschlag.registration.urls")),
        path("", include("handschlag.programme.urls")),
        path("", include("handschlag.portal.urls")),
        path("", include("handschlag.accounts.urls")),
        path("", include("handschlag.accounts.pages")),
        path("", include("handschlag.meetings.urls")),
        path("", include("handschlag.api.urls")),
        path("", include("handschlag.foundation.pages")),
    ),
]
handler404 = "handschlag.foundation.views.not_found"
handler500 = "handschlag.foundation.views.broken"
