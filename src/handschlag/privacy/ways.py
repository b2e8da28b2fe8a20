"""The pages of this flat, as the head of a page leads to them."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from handschlag.events.models import Host
from handschlag.events.navigation import Entry
from handschlag.events.roles import Right


def of_host(host: Host) -> list[Entry]:
    """For whoever answers for the data of a host."""
    if Right.ANSWER_PRIVACY not in host.may:
        return []
    return [("privacy", _("Data protection"), reverse("privacy:requests", args=[host.slug]))]
