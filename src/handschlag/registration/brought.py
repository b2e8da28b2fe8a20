"""What co-organisers bring: the link that each hands on, and figures of what came by it. Figures name nobody."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from handschlag.accounts.models import User
from handschlag.events import memberships
from handschlag.events.models import Event
from handschlag.events.roles import Right, with_right
from handschlag.registration.invited import COUNTS, Replies
from handschlag.registration.models import Application, ApplicationInvitation, OwnLink
from handschlag.registration.states import ApplicationState


@dataclass(frozen=True, slots=True)
class Brought:
    """Of one co-organiser: invitations for which she stands, and applications that came by her. ``code`` may be ""."""

    user: User
    code: str
    replies: Replies
    states: dict[str, int]
    may_hand_on: bool = True
    """Whether she is a co-organiser now."""

    @property
    def applications(self) -> int:
        return sum(self.states.values())

    @property
    def approved(self) -> int:
        return self.states.get(ApplicationState.APPROVED, 0)


def co_organisers(event: Event) -> QuerySet[User]:
    """Those who may hand on a link at this event now."""
    held = memberships.at(event).filter(role__in=with_right(Right.INVITE_BY_LINK))
    return User.objects.filter(pk__in=held.values("user")).order_by("name", "pk")


def bringers(event: Event) -> QuerySet[User]:
    """They, and whoever has brought something or stood for an invitation without being one any more."""
    came = Application.objects.filter(event=event).exclude(came_by=None).order_by().values("came_by")
    asked = ApplicationInvitation.objects.filter(event=event).exclude(co_organiser=None).order_by()
    return User.objects.filter(
        Q(pk__in=co_organisers(event).order_by().values("pk")) | Q(pk__in=came) | Q(pk__in=asked.values("co_organiser"))
    )


def called(event: Event) -> dict[int, tuple[User, str]]:
    """All of them with what tells each from the others: her name, and her address where two are called the same."""
    found = list(bringers(event).order_by("name", "pk"))
    names = Counter(one.name.casefold() for one in found)
    return {
        one.pk: (one, one.name if names[one.name.casefold()] == 1 else f"{one.name} <{one.email}>") for one in found
    }


def bringer(event: Event, code: str) -> User | None:
    """Whose link it is; nobody's, once it was renewed or she is no co-organiser any more."""
    return co_organisers(event).filter(own_links__event=event, own_links__code=code).first() if code else None


def address(event: Event, code: str) -> str:
    """What a co-organiser hands on. Without a language: each reader comes to the form in hers."""
    return f"{settings.BASE_URL}/events/{event.slug}/apply/?via={code}"


def link_of(event: Event, user: User) -> OwnLink | None:
    return OwnLink.objects.filter(event=event, user=user).first()


def sent_by(event: Event, user: User) -> QuerySet[Application]:
    """Applications that came by her: for counting, never for showing her."""
    return _counting(event).filter(came_by=user)


def states(event: Event, user: User) -> dict[str, int]:
    """How many that came by her are in which state, in the order of the states."""
    found = dict(sent_by(event, user).values_list("state").annotate(n=Count("pk")))
    return {state: found[state] for state in ApplicationState.values if state in found}


def countries(event: Event, user: User) -> list[tuple[str, int]]:
    """From where they are, most first; an empty code: it is not said."""
    return list(sent_by(event, user).values_list("country").annotate(n=Count("pk")).order_by("-n", "country"))


def by_co_organiser(event: Event) -> list[Brought]:
    """Of everybody who hands on a link, has brought something or stands for an invitation; in three queries."""
    asked = ApplicationInvitation.objects.filter(event=event).exclude(co_organiser=None).order_by()
    counted = asked.values("co_organiser").annotate(**COUNTS).values_list("co_organiser", *COUNTS)
    replies = {user: Replies(**dict(zip(COUNTS, numbers, strict=True))) for user, *numbers in counted}
    came = _counting(event).exclude(came_by=None)
    by_user: dict[int, dict[str, int]] = {}
    for user, state, number in came.values_list("came_by", "state").annotate(n=Count("pk")):
        by_user.setdefault(user, {})[state] = number
    code = OwnLink.objects.filter(event=event, user=OuterRef("pk")).values("code")
    now = Exists(co_organisers(event).order_by().filter(pk=OuterRef("pk")))
    users = User.objects.annotate(own_code=Subquery(code), is_now=now)
    found = users.filter(Q(is_now=True) | Q(pk__in=[*replies, *by_user])).order_by("name", "pk")
    return [
        Brought(
            user=user,
            code=(user.own_code or "") if user.is_now else "",
            replies=replies.get(user.pk, Replies()),
            states=by_user.get(user.pk, {}),
            may_hand_on=user.is_now,
        )
        for user in found
    ]


def _counting(event: Event) -> QuerySet[Application]:
    """Sent, and not merged into another one, which counts already."""
    left_out = (ApplicationState.DRAFT, ApplicationState.MERGED)
    return Application.objects.filter(event=event).exclude(state__in=left_out).order_by()
