"""What somebody can ask for, and how far that is."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Asked(models.TextChoices):
    """The rights of Art. 15 to 21 GDPR."""

    ACCESS = "access", _("access to the data (Art. 15)")
    CORRECTION = "correction", _("correction (Art. 16)")
    ERASURE = "erasure", _("erasure (Art. 17)")
    RESTRICTION = "restriction", _("restriction (Art. 18)")
    PORTABILITY = "portability", _("a copy to take along (Art. 20)")
    OBJECTION = "objection", _("objection (Art. 21)")


class RequestState(models.TextChoices):
    """Whether it was answered, and how."""

    OPEN = "open", pgettext_lazy("request", "open")
    DONE = "done", pgettext_lazy("request", "done")
    REFUSED = "refused", pgettext_lazy("request", "refused")
