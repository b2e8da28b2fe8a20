"""By which names organisations are found, however somebody spells them."""

from __future__ import annotations

from django.db import models

from handschlag.companies.models import Organisation


class FoldedName(models.Model):
    """The names of an organisation, folded by ``engine.language.folding``: what ``known`` searches.

    It is written when somebody searches and several are new, and anew when the organisation has changed since.
    """

    organisation = models.OneToOneField(
        Organisation, on_delete=models.CASCADE, primary_key=True, related_name="folded_name"
    )
    keys = models.TextField(help_text="Each with a space before and behind it.")
    as_of = models.DateTimeField(help_text="When the organisation had last changed.")

    def __str__(self) -> str:
        return self.keys.strip()
