"""What of this flat is noted in the audit log, and how it reads."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from handschlag.foundation import audit

PERSON_CORRECTED = audit.verb("person.corrected", _("Details of a person corrected"))
