"""What speaks for and against an application when it is sent: asked in one statement, behind the lock of its event."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from operator import itemgetter
from typing import Any, TypeVar

from django.db.models import BigIntegerField, CharField, Exists, OuterRef, Q, QuerySet
from django.db.models.expressions import Combinable

from handschlag.companies.models import Participant, Person, Representative
from handschlag.events.models import Event, FeeLevel, Host, Side
from handschlag.foundation.enclosed import enclosed, text
from handschlag.foundation.letters import Kind
from handschlag.foundation.letters.composing import spoken
from handschlag.foundation.letters.wording import Worded
from handschlag.foundation.prepared import Prepared
from handschlag.mail.queries import letter_by, words_of
from handschlag.registration import letters
from handschlag.registration.models import Application, ApplicationInvitation, ApprovalRule, Question, Quota
from handschlag.registration.queries import asked_at
from handschlag.registration.states import GOING_ON, ApplicationState, Stage

Row = TypeVar("Row", ApprovalRule, Quota)
LETTERS = (letters.RECEIVED, letters.APPROVED, letters.WAITING)
"""One of which says at once what has become of it."""
RULE = ("id", "number", "side_id", "sector_id", "size", "country", "verdict")
FEE = ("id", "size", "amount", "currency")
QUOTA = ("id", "number", "side_id", "sector_id", "size")


@dataclass(frozen=True, slots=True)
class Standing:
    """Of one application, as its row or what is about to become its row says who it is."""

    has_another: bool
    """Of the same organisation, or where none is chosen of the same address, one goes on."""
    was_turned_away: bool
    """The host has refused or cancelled one of the same person, address or organisation."""
    is_of_others: bool
    """The organisation has taken part before, and never been represented by this person."""
    needs_side: bool
    """One has to say to which side one belongs."""
    is_asked: bool
    """Something has to be answered before it is sent."""
    is_invited: bool
    """Somebody was invited under this address, and has not answered by an application."""
    rules: tuple[ApprovalRule, ...]
    """What is decided by itself, in the order in which it is looked at."""
    quotas: tuple[Quota, ...]
    """Of the event, in the order in which places are taken; they know what they are about, and not what is taken."""
    fees: tuple[FeeLevel, ...]
    """What taking part costs by size."""
    took_part: bool
    """The organisation takes part in something, or did."""
    is_person: bool
    """Whoever applies has a row of a person."""
    host: Host
    worded: Sequence[Mapping[str, Any]]
    """What the host has chosen for ``LETTERS``."""

    def words(self, kind: Kind) -> Worded:
        """In whose name and which words the host says what has become of it."""
        return letter_by(self.host, [one for one in self.worded if one["kind"] == kind.key])


def standing(application: Application) -> Standing:
    """How it stands now."""
    language = spoken(application.language)
    whose = {name: getattr(application, name) or 0 for name in ("user_id", "organisation_id")}
    told = {"email": application.email, "language": language}
    [found] = _STANDINGS.ask(event=application.event_id, pk=application.pk or 0, **told, **whose)
    return Standing(
        has_another=found["others_of_organisation"] if whose["organisation_id"] else found["others_of_address"],
        was_turned_away=any(
            one["state"] == ApplicationState.REFUSED or bool(text(one["reason"])) for one in found["ended"]
        ),
        is_of_others=bool(whose["user_id"]) and found["took_part"] and not found["has_spoken"],
        needs_side=found["needs_side"],
        is_asked=found["is_asked"],
        is_invited=found["is_invited"],
        rules=tuple(_in_order(ApprovalRule, found["rules"])),
        quotas=tuple(_in_order(Quota, found["places"])),
        fees=tuple(_fee(**one) for one in found["levels"]),
        took_part=found["took_part"],
        is_person=found["is_person"],
        host=application.event.host,
        worded=found["worded"],
    )


def _fee(*, amount: float, **facts: Any) -> FeeLevel:
    return FeeLevel(amount=Decimal(str(amount)), **facts)


def _in_order(model: type[Row], told: Sequence[Mapping[str, Any]]) -> Iterator[Row]:
    return (model(**one) for one in sorted(told, key=itemgetter("number", "id")))


def _standings(
    event: Combinable,
    pk: Combinable,
    email: Combinable,
    language: Combinable,
    user_id: Combinable,
    organisation_id: Combinable,
) -> QuerySet[Event, Any]:
    others = Application.objects.filter(event=OuterRef("pk")).exclude(pk=pk)
    going_on = others.filter(state__in=GOING_ON)
    ended = others.filter(state__in=[ApplicationState.REFUSED, ApplicationState.CANCELLED])
    hers = Q(email=email) | Q(user_id=user_id) | Q(organisation_id=organisation_id)
    spoken = Representative.objects.filter(person__user_id=user_id, participant__organisation_id=organisation_id)
    return (
        Event.objects.filter(pk=event)
        .order_by()
        .annotate(
            others_of_organisation=Exists(going_on.filter(organisation_id=organisation_id)),
            others_of_address=Exists(going_on.filter(organisation=None, email=email).exclude(email="")),
            ended=enclosed(ended.filter(hers), "state", "reason"),
            took_part=Exists(Participant.objects.filter(organisation_id=organisation_id)),
            has_spoken=Exists(spoken),
            needs_side=Exists(Side.objects.filter(event=OuterRef("pk"))),
            is_asked=Exists(Question.objects.filter(asked_at(Stage.APPLY), event=OuterRef("pk"), is_required=True)),
            is_invited=Exists(
                ApplicationInvitation.objects.filter(event=OuterRef("pk"), email=email, application=None)
            ),
            rules=enclosed(ApprovalRule.objects.filter(event=OuterRef("pk")), *RULE),
            levels=enclosed(FeeLevel.objects.filter(event=OuterRef("pk")), *FEE),
            places=enclosed(Quota.objects.filter(event=OuterRef("pk")), *QUOTA),
            is_person=Exists(Person.objects.filter(user_id=user_id)),
            worded=words_of(OuterRef("host"), [kind.key for kind in LETTERS], language),
        )
        .values(
            *("others_of_organisation", "others_of_address", "ended", "took_part", "has_spoken"),
            *("needs_side", "is_asked", "is_invited", "rules", "places", "levels", "is_person", "worded"),
        )
    )


_STANDINGS: Prepared[dict[str, Any]] = Prepared(
    _standings,
    **dict.fromkeys(("event", "pk", "user_id", "organisation_id"), BigIntegerField()),
    **dict.fromkeys(("email", "language"), CharField()),
)
