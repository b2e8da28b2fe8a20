"""The kinds of letter of this flat."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from handschlag.foundation.letters.kinds import Kind, Placeholder
from handschlag.foundation.letters.values import Type

MAILING = Kind(
    key="mailing",
    label=_("Letter to many"),
    subject="",
    body="",
    why=_("You receive this mail because you have to do with an event of this host."),
    placeholders=(
        Placeholder("name", _("Name of the recipient"), sample="Olga Weber"),
        Placeholder("event", _("Title of the event"), sample="Forum 2027"),
        Placeholder("page", _("Address of the event's page"), Type.LINK, sample=f"{settings.BASE_URL}/"),
        Placeholder("host", _("Name of the host"), sample="Wirtschaftsförderung"),
    ),
    is_editable=False,
)
"""Its words stand in each ``Mailing``."""
