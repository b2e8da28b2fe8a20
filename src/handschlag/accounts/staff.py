"""Who works for a host, and therefore needs a second factor.

The floor above knows the roles; it says by ``offer`` in what the database shall look. The answer comes with the user's
row in one query (``readers``), so asking it costs no page anything, and a role given a moment ago counts at once.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.db.models.expressions import Combinable
from django.db.models.fields import BooleanField

from handschlag.accounts.models import User

_offers: list[Callable[[OuterRef, date | Combinable], Exists]] = []
SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
FACTS = ("is_of_staff", "has_second_factor")


def offer(works_for_host: Callable[[OuterRef, date | Combinable], Exists]) -> None:
    """Let this condition, made for what leads to a user and a day, say who works for a host."""
    if works_for_host not in _offers:
        _offers.append(works_for_host)


def users(*, on: date | Combinable) -> QuerySet[User]:
    """All users, each with ``FACTS``."""
    return User.objects.annotate(**facts(OuterRef("pk"), on=on))


def facts(user: OuterRef, *, on: date | Combinable) -> dict[str, Combinable | Q]:
    """For a query of rows that lead to a user: ``is_of_staff`` on a day and ``has_second_factor``."""
    second = Authenticator.objects.filter(user=user, type__in=SECOND_FACTORS)
    return {"is_of_staff": _is_of_staff(user, on), "has_second_factor": Exists(second)}


def _is_of_staff(user: OuterRef, on: date | Combinable) -> Q | Value:
    condition = Q()
    for works_for_host in _offers:
        condition |= Q(works_for_host(user, on))
    return condition if _offers else Value(False, output_field=BooleanField())
