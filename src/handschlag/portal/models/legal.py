"""What the law asks a host to say about itself, and what people tell it about barriers."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from handschlag.events.models import Host
from handschlag.foundation.fields import TranslatedField
from handschlag.foundation.models import Stamped, StoredFile


class LegalKind(models.TextChoices):
    """The pages, by the word that stands in their addresses."""

    IMPRINT = "imprint", _("Imprint")
    PRIVACY = "privacy", _("Data protection")
    ACCESSIBILITY = "accessibility", _("Accessibility")
    EASY_LANGUAGE = "easy-language", _("Easy language")
    SIGN_LANGUAGE = "sign-language", _("Sign language")


class LegalPage(Stamped):
    """One of these pages of a host.

    ``text`` is Markdown. ``facts`` holds what is filled into a form: of the accessibility statement nearly all, of the
    privacy notice who answers questions. A video lies here as a file, or elsewhere: then the page only links to it.
    """

    host = models.ForeignKey(Host, on_delete=models.CASCADE, related_name="legal_pages")
    kind = models.CharField(max_length=20, choices=LegalKind)
    text = TranslatedField()
    facts = models.JSONField(default=dict, blank=True)
    video = models.OneToOneField(
        StoredFile, on_delete=models.SET_NULL, null=True, blank=True, related_name="legal_page"
    )
    video_address = models.URLField(max_length=500, blank=True)

    class Meta:
        ordering = ["host", "kind"]
        constraints = [models.UniqueConstraint(fields=["host", "kind"], name="legal_page_once_per_host")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.host}"


class Feedback(Stamped):
    """Somebody tells a host about a barrier; ``done_at`` is when the host has seen to it."""

    host = models.ForeignKey(Host, on_delete=models.CASCADE, related_name="feedback")
    page = models.CharField(max_length=300, blank=True, help_text="Where it happened: an address of this site.")
    message = models.TextField(max_length=5000)
    email = models.EmailField(max_length=254, blank=True)
    language = models.CharField(max_length=10, default="de")
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["host", "-created_at"], name="feedback_of_host")]

    def __str__(self) -> str:
        return self.public_id
