"""What the search knows: an entry for each thing that can be found, and the words that occur in them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from handschlag.companies.models import InvestmentProject, Organisation
from handschlag.engine.language.folding import LONGEST_FORM
from handschlag.events.models import Event
from handschlag.portal.models.notices import Notice
from handschlag.programme.models import Talk


class SearchKind(models.TextChoices):
    """What can be found; each kind has an entry's field of the same name."""

    EVENT = "event", _("Forums and trips")
    NOTICE = "notice", _("Notices")
    ORGANISATION = "organisation", _("Organisations")
    PROJECT = "project", _("Investment projects")
    TALK = "talk", _("Programme")


class SearchEntry(models.Model):
    """A thing that can be found, and the keys of its words (``engine.language.folding``), apart by spaces.

    Entries are made of everything, drafts too: what the public may see is asked when somebody searches. An entry goes
    with its thing, and is seen with its event, if it has one. The databases index the two columns of keys in their
    own ways: ``portal.search.dialects``.
    """

    kind = models.CharField(max_length=12, choices=SearchKind)
    notice = models.OneToOneField(Notice, on_delete=models.CASCADE, null=True, related_name="search_entry")
    event = models.OneToOneField(Event, on_delete=models.CASCADE, null=True, related_name="search_entry")
    organisation = models.OneToOneField(Organisation, on_delete=models.CASCADE, null=True, related_name="search_entry")
    project = models.OneToOneField(InvestmentProject, on_delete=models.CASCADE, null=True, related_name="search_entry")
    talk = models.OneToOneField(Talk, on_delete=models.CASCADE, null=True, related_name="search_entry")
    of_event = models.ForeignKey(Event, on_delete=models.CASCADE, null=True, related_name="search_entries")
    on = models.DateField(null=True, help_text="By which it is sorted; empty where it has no date of its own.")
    title_keys = models.TextField(blank=True, help_text="Keys of the words of its title.")
    keys = models.TextField(blank=True, help_text="Keys of all its words, those of the title too.")
    written_at = models.DateTimeField(help_text="The last change that it knows of.")

    class Meta:
        indexes = [models.Index(fields=["-on", "-id"], name="search_by_date")]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=SearchKind.NOTICE, notice__isnull=False)
                | Q(kind=SearchKind.EVENT, event__isnull=False)
                | Q(kind=SearchKind.ORGANISATION, organisation__isnull=False)
                | Q(kind=SearchKind.PROJECT, project__isnull=False)
                | Q(kind=SearchKind.TALK, talk__isnull=False),
                name="search_entry_has_its_thing",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[SearchKind.NOTICE, SearchKind.ORGANISATION], of_event=None)
                | Q(kind__in=[SearchKind.EVENT, SearchKind.PROJECT, SearchKind.TALK], of_event__isnull=False),
                name="search_entry_has_its_event",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {getattr(self, f'{self.kind}_id')}"


class SearchWord(models.Model):
    """A form that occurs in some entry, and the keys of the word that has it: from here slips are forgiven."""

    form = models.CharField(max_length=LONGEST_FORM, unique=True)
    keys = models.CharField(max_length=1000, help_text="Apart by spaces, the plainest first.")
    key = models.CharField(max_length=LONGEST_FORM, db_index=True, help_text="The plainest of the keys.")
    letters = models.PositiveSmallIntegerField(db_index=True)

    def __str__(self) -> str:
        return self.form
