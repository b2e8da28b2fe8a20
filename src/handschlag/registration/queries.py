"""Reading applications and places."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import BigIntegerField, CharField, Count, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from handschlag.accounts.models import User
from handschlag.companies.models import Organisation
from handschlag.events.models import Event, FeeLevel
from handschlag.foundation.prepared import Prepared
from handschlag.registration.models import (
    Application,
    ApplicationInvitation,
    Discount,
    Question,
    Quota,
    RegistrationRules,
)
from handschlag.registration.states import GOING_ON, HOLDING, ApplicationState, Stage

CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Stats:
    """How many applications are in which state, and how many places there are: None where nobody has set a number."""

    states: dict[str, int]
    taken: int
    capacity: int | None
    waiting: int
    quotas: tuple[Quota, ...]

    @property
    def free(self) -> int | None:
        return None if self.capacity is None else self.capacity - self.taken


@dataclass(frozen=True, slots=True)
class Drift:
    """A quota whose count is not the number of applications that hold a place and fall under it."""

    quota: Quota
    held: int


def rules_of(event: Event) -> RegistrationRules:
    """How the event takes applications; as usual where nobody has said anything, and then not yet in the database."""
    return RegistrationRules.objects.filter(event=event).first() or RegistrationRules(event=event)


def takes_late() -> Combinable:
    """For ``events.queries.sign``: whether one may ask to be let in after the deadline."""
    late = RegistrationRules.objects.filter(event=OuterRef("pk")).values("takes_late")
    return Coalesce(Subquery(late), True)


def applications(event: Event) -> QuerySet[Application]:
    """All of an event that were sent, the latest first, with what a list says of them."""
    sent = Application.objects.filter(event=event).exclude(state=ApplicationState.DRAFT)
    return sent.select_related("organisation", "side", "came_by", "decided_by")


def of_user(user: User) -> QuerySet[Application]:
    """Those that somebody has begun or that were made for her address, the latest first."""
    hers = Q(user=user) | Q(user=None, email=user.email.lower())
    return Application.objects.filter(hers).select_related("event__host", "organisation")


def holding(event: Event) -> QuerySet[Application]:
    """Those that have a place."""
    return Application.objects.filter(event=event, state__in=HOLDING)


def queue(event: Event) -> QuerySet[Application]:
    """The waiting list in its order, those held back among them."""
    rows = Application.objects.filter(event=event, state=ApplicationState.WAITING)
    return rows.order_by("-priority", "queue_number")


def place_in_queue(application: Application) -> int:
    """Counted from 1; 0 for one that does not wait."""
    if application.state != ApplicationState.WAITING:
        return 0
    first = Q(priority__gt=application.priority)
    first |= Q(priority=application.priority, queue_number__lt=application.queue_number)
    rows = Application.objects.filter(first, event=application.event_id, state=ApplicationState.WAITING)
    return rows.count() + 1


def lapsing(now: datetime) -> QuerySet[Application]:
    """Offers whose time is over."""
    rows = Application.objects.filter(state=ApplicationState.OFFERED, offered_until__lt=now)
    return rows.order_by("offered_until", "pk")


def quotas(event: Event | int) -> QuerySet[Quota]:
    """In the order in which places are taken."""
    return Quota.objects.filter(event=event).select_related("side", "sector").order_by("number", "pk")


def places(event: int) -> list[Quota]:
    """The same without their sides and sectors."""
    return _PLACES.ask(event=event)


_PLACES: Prepared[Quota] = Prepared(
    lambda event: Quota.objects.filter(event_id=event).order_by("number", "pk"), event=BigIntegerField()
)


def whole(quotas: Iterable[Quota]) -> Quota | None:
    """The one that speaks of everybody."""
    return next((one for one in quotas if not (one.side_id or one.sector_id or one.size)), None)


def fits(one: Quota, *, side: int | None, size: str, sectors: frozenset[int]) -> bool:
    """Whether somebody of this side, size and sectors falls under a quota."""
    return (
        one.side_id in (None, side) and one.size in ("", size) and (one.sector_id is None or one.sector_id in sectors)
    )


def under(quota: Quota) -> QuerySet[Application]:
    """All applications that hold a place and fall under a quota: what ``taken`` counts."""
    rows = Application.objects.filter(event=quota.event_id, state__in=HOLDING)
    if quota.side_id:
        rows = rows.filter(side=quota.side_id)
    if quota.size:
        rows = rows.filter(size=quota.size)
    return rows.filter(sectors=quota.sector_id) if quota.sector_id else rows


def drift(rows: Iterable[Quota] | None = None) -> list[Drift]:
    """Quotas whose count is wrong: there is none, unless somebody has written past the services."""
    every = Quota.objects.select_related("event") if rows is None else rows
    counted = ((quota, under(quota).count()) for quota in every)
    return [Drift(quota, held) for quota, held in counted if held != quota.taken]


def stats(event: Event) -> Stats:
    """In two queries."""
    rows = Application.objects.filter(event=event).order_by().values_list("state").annotate(n=Count("pk"))
    states = dict.fromkeys(ApplicationState.values, 0) | dict(rows)
    places = tuple(quotas(event))
    everybody = whole(places)
    return Stats(
        states=states,
        taken=sum(states[state] for state in HOLDING),
        capacity=everybody.capacity if everybody else None,
        waiting=states[ApplicationState.WAITING],
        quotas=places,
    )


def has_applied(email: str) -> bool:
    """Whether somebody has applied, or is invited to, under this address (in small letters)."""
    applied = Application.objects.filter(email=email).exists()
    return applied or ApplicationInvitation.objects.filter(email=email).exists()


def invitation_of(event: Event, email: str) -> ApplicationInvitation | None:
    """Whether somebody was invited to apply, for which organisation, and who stands for it."""
    return next(iter(_INVITATIONS.ask(event=event.pk, email=email.lower())), None)


_INVITATIONS: Prepared[ApplicationInvitation] = Prepared(
    lambda event, email: (
        ApplicationInvitation.objects.filter(event_id=event, email=email)
        .select_related("organisation", "co_organiser")
        .order_by("pk")
    ),
    event=BigIntegerField(),
    email=CharField(),
)


def another(application: Application) -> Application | None:
    """One of the same organisation, or where none is chosen of the same address, that is not over."""
    return others(application).first()


IS_CLAIMED = Q(claimed__isnull=False, state__in=GOING_ON)
"""Says that it is an organisation that is known here, which nobody has confirmed yet."""


def of_organisation(application: Application, organisation: Organisation) -> QuerySet[Application]:
    """Other applications of an organisation to the same event that are not over."""
    rows = Application.objects.filter(event=application.event_id, organisation=organisation)
    return rows.filter(state__in=GOING_ON).exclude(pk=application.pk).order_by()


def others(application: Application) -> QuerySet[Application]:
    """Those beside which this one cannot be: see ``another``; in no order."""
    rows = Application.objects.filter(event=application.event_id, state__in=GOING_ON).exclude(pk=application.pk)
    if application.organisation_id:
        return rows.filter(organisation=application.organisation_id).order_by()
    return rows.filter(organisation=None, email=application.email).exclude(email="").order_by()


def takes_part(organisation: Organisation, event: Event) -> bool:
    return organisation.participations.filter(event=event).exists()


def questions(event: Event, stage: Stage, *, side: int | None = None) -> QuerySet[Question]:
    """What is asked at this stage of whoever is on this side; what is sensitive, of nobody before approval."""
    return Question.objects.filter(asked_at(stage), Q(side=None) | Q(side=side), event=event)


def asked_at(stage: Stage) -> Q:
    """Questions of this stage; what is sensitive is asked of nobody before approval."""
    late = Q(stage=Stage.APPROVED) | Q(is_sensitive=True)
    return late if stage == Stage.APPROVED else ~late


def asked_to_apply(event: Event, *, side: int | None) -> list[Question]:
    """What is asked before somebody is approved."""
    return _ASKED.ask(event=event.pk, side=side)


_ASKED: Prepared[Question] = Prepared(
    lambda event, side: Question.objects.filter(asked_at(Stage.APPLY), Q(side=None) | Q(side_id=side), event_id=event),
    event=BigIntegerField(),
    side=BigIntegerField(),
)


def unanswered(application: Application, stage: Stage) -> list[Question]:
    """Required questions to which an answer is missing: of the organisation, or of any of its representatives."""
    side = application.side_id
    everything = (
        asked_to_apply(application.event, side=side)
        if stage == Stage.APPLY
        else questions(application.event, stage, side=side)
    )
    asked = [one for one in everything if one.is_required]
    if not asked:
        return []
    rows = application.answers.filter(question__in=asked).values_list("question", "value")
    given = Counter(question for question, value in rows if value not in (None, "", []))
    each = application.applicants.count()
    return [one for one in asked if given[one.pk] < (each if one.is_for_each else 1)]


def fee(application: Application, levels: Iterable[FeeLevel] | None = None) -> tuple[Decimal, str] | None:
    """What taking part costs this organisation, and in which currency; None where no fee is set for its size.

    ``levels``: those of the event, where they are at hand.
    """
    if not application.size:
        return None
    if levels is None:
        levels = FeeLevel.objects.filter(event=application.event_id, size=application.size)
    level = next((one for one in levels if one.size == application.size), None)
    if level is None:
        return None
    return _reduced(level.amount, _discounts(application)), level.currency


def fees_due(event: Event) -> dict[str, Decimal]:
    """What all approved applications of an event pay together, by currency."""
    rows = Application.objects.filter(event=event, state=ApplicationState.APPROVED, fee__isnull=False)
    return dict(rows.order_by().values_list("fee_currency").annotate(total=Sum("fee")))


def _discounts(application: Application) -> list[Discount]:
    submitted_at = application.submitted_at
    in_time = Q(until=None) | Q(until__gte=submitted_at) if submitted_at else Q(until=None)
    code = Q(code="") | Q(code=application.discount_code)
    described = Q(side=None) | Q(side=application.side_id)
    described &= Q(size__in=["", application.size]) & Q(country__in=["", application.country])
    return list(Discount.objects.filter(in_time, code, described, event=application.event_id))


def _reduced(amount: Decimal, discounts: list[Discount]) -> Decimal:
    """One discount counts: that with which one pays least."""
    prices = [amount]
    for one in discounts:
        off = amount * one.percent / 100 if one.percent is not None else one.amount or Decimal(0)
        prices.append(max(amount - off, Decimal(0)))
    return min(prices).quantize(CENT, ROUND_HALF_UP)
