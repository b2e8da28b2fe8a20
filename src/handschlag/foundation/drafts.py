"""What somebody is writing is kept while she writes it: nobody else sees it, and nothing is lost with the page."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from handschlag.foundation.errors import RuleBroken
from handschlag.foundation.models import Autosave
from handschlag.foundation.versions import Values

MOST_BYTES = 1_000_000
"""Of one draft, as JSON."""


@transaction.atomic
def keep(row: models.Model, values: Values, *, base: int, by: Any, now: datetime) -> Autosave:
    """Keep what she has written; what she had kept of this row before goes.

    ``base`` is the version that she began with. Raises ``RuleBroken``: "long".
    """
    if len(json.dumps(dict(values), ensure_ascii=False).encode()) > MOST_BYTES:
        raise RuleBroken(_("This is too long to be kept. Please shorten the texts."), code="long")
    facts = {"values": dict(values), "base": base, "at": now}
    draft, _is_new = Autosave.objects.update_or_create(**_of(row, by), defaults=facts)
    return draft


def of(row: models.Model, by: Any) -> Autosave | None:
    """What she has written about this row and not saved."""
    return Autosave.objects.filter(**_of(row, by)).first()


def drop(row: models.Model, by: Any) -> None:
    """She has saved it, or does not want it."""
    Autosave.objects.filter(**_of(row, by)).delete()


def of_others(row: models.Model, by: Any, *, since: datetime) -> list[Any]:
    """Who else has been writing about this row since then."""
    rows = Autosave.objects.filter(target_type=row._meta.label_lower, target_id=row.pk, at__gte=since)
    return [draft.user for draft in rows.exclude(user=by.pk).select_related("user").order_by("-at")]


def _of(row: models.Model, by: Any) -> dict[str, Any]:
    return {"target_type": row._meta.label_lower, "target_id": row.pk, "user": by}
