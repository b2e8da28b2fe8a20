"""What this flat does when rows of floors below change."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_migrate, post_save

from handschlag.companies.models import Organisation
from handschlag.registration import finding
from handschlag.registration.models import Application

NAMES = frozenset({"name", "name_latin", "short_name"})


def listen() -> None:
    """Belongs into ``ready()``."""
    post_save.connect(_renamed, sender=Organisation, dispatch_uid="registration.renamed")
    post_migrate.connect(_migrated, dispatch_uid="registration.words")


def _renamed(*, instance: Organisation, created: bool, update_fields: frozenset[str] | None, **_more: Any) -> None:
    """Applications of an organisation are found by its new name."""
    if not created and (update_fields is None or update_fields & NAMES):
        finding.keep_all(Application.objects.filter(organisation=instance))


def _migrated(*, app_config: Any, using: str, **_more: Any) -> None:
    if app_config.label == Application._meta.app_label:
        finding.WORDS.prepare(using)
