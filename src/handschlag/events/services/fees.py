"""What companies pay to take part, by their size."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

import babel.numbers
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from handschlag.accounts.models import User
from handschlag.engine.language import Text
from handschlag.events import verbs
from handschlag.events.models import CompanySize, Event
from handschlag.foundation import audit, revisions
from handschlag.foundation.errors import RuleBroken

LARGEST = Decimal(1_000_000)


@dataclass(frozen=True, slots=True)
class Level:
    """What companies of a size pay."""

    size: CompanySize
    amount: Decimal
    currency: str = "EUR"
    note: Text = field(default_factory=Text)


@transaction.atomic
def set_fees(event: Event, levels: Sequence[Level], *, by: User, now: datetime) -> None:
    """These fees in this order, and no others.

    Raises ``RuleBroken``: "size" (twice), "amount" (below nothing, or not believable), "currency" (not known).
    """
    _check(levels)
    event.fees.all().delete()
    for number, level in enumerate(levels, start=1):
        event.fees.create(size=level.size, amount=level.amount, currency=level.currency, note=level.note, number=number)
    revisions.bump(event.slug, "public")
    sizes = ", ".join(f"{level.size}: {level.amount} {level.currency}" for level in levels)
    audit.record(by, verbs.FEES_SET, event, scope=event.host.slug, event=event.slug, now=now, sizes=sizes)


def _check(levels: Sequence[Level]) -> None:
    if len({level.size for level in levels}) < len(levels):
        raise RuleBroken(_("There can be one fee only for each size of company."), code="size")
    if not all(level.amount.is_finite() and 0 <= level.amount < LARGEST for level in levels):
        raise RuleBroken(_("Please give an amount between 0 and a million."), code="amount")
    if unknown := sorted({level.currency for level in levels} - babel.numbers.list_currencies()):
        raise RuleBroken(
            _("This currency is not known: %(code)s. Use a code such as EUR."),
            code="currency",
            params={"code": unknown[0]},
        )
