"""Files with which questions were answered: they go with their answers, and with the next one that is sent."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models.signals import post_delete

from handschlag.foundation import uploads
from handschlag.foundation.models import StoredFile
from handschlag.registration.models import Answer
from handschlag.registration.states import QuestionKind


def listen() -> None:
    """Belongs into ``ready()``: answers also go when their time is over, or somebody is erased."""
    post_delete.connect(_gone, sender=Answer, dispatch_uid="registration.file_of_an_answer")


def drop(names: Iterable[Any]) -> None:
    """Delete the files of these opaque ids."""
    for stored in StoredFile.objects.filter(public_id__in=[str(name) for name in names if name]):
        uploads.delete(stored)


def _gone(*, instance: Answer, **_more: Any) -> None:
    if instance.question.kind == QuestionKind.FILE:
        drop([instance.value])
