"""What this flat holds about people: roles, invitations, who acts for whom, interpreters."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime

from django.db.models import Case, DateTimeField, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from handschlag.accounts.models import User
from handschlag.accounts.personal import needed_until
from handschlag.events import memberships
from handschlag.events.models import Host, Interpreter, Invitation, Mandate, Membership
from handschlag.events.roles import of_staff
from handschlag.foundation.personal import (
    NOBODY,
    Audience,
    Basis,
    Fate,
    Group,
    Individual,
    Kind,
    Part,
    Purpose,
    Retention,
    declare,
    known,
    nothing_personal,
    obstacle,
    of_user,
    purpose,
    rows_are_people,
    trace,
)

COOPERATE = purpose(
    Purpose(
        key="cooperate",
        title=_("Working together on an event"),
        basis=Basis.CONTRACT,
        says=_("So that everybody who works on an event can do what that takes, and no more."),
    )
)
TAKE_PART = purpose(
    Purpose(
        key="take_part",
        title=_("Taking part in an event"),
        basis=Basis.CONTRACT,
        says=_("So that the right people meet at a table, understand each other and know whom they have before them."),
    )
)
INTERPRETERS = "events.interpreters"
ROLES = "events.roles"
AFTER_EVENT = _("the end of the event")
MOST_FOUND = 50
FOR_EVER = datetime(9999, 1, 1, tzinfo=UTC)


def register() -> None:
    """Declare it all."""
    rows_are_people(Interpreter._meta.label)
    known("member", Kind(load=lambda _key: None, search=_members))
    trace(_interpreters)
    obstacle(_last_manager)
    obstacle(_colleague)
    needed_until(_last_event)
    needed_until(_last_interpreting)
    declare(_invitations())
    declare(_roles())
    declare(_engaged())
    declare(_work())
    _nothing_else()


def _members(scope: str, words: str) -> Iterable[Individual]:
    """Those with a role at the host, past or present, and interpreters; their keys are those of accounts."""
    here = Q(memberships__host__slug=scope) | Q(interpreting__event__host__slug=scope)
    found = User.objects.filter(here).filter(Q(name__icontains=words) | Q(email__icontains=words)).distinct()
    return [of_user(user) for user in found.order_by("name", "pk")[:MOST_FOUND]]


def _interpreters(one: Individual) -> Individual:
    """Interpreters have a name of their own at each event."""
    names = Interpreter.objects.filter(user=one.user or 0).values_list("name", flat=True)
    return replace(one, names=one.names | (set(names) - {NOBODY}))


def _last_event() -> Subquery:
    """When the last event ends at which she has a role; without end, for a role at all events."""
    rows = Membership.objects.filter(Q(event__isnull=False) | memberships.valid(), user=OuterRef("pk"))
    ends = Case(When(event=None, then=Value(FOR_EVER)), default="event__ends_at", output_field=DateTimeField())
    return Subquery(rows.annotate(until=ends).order_by("-until").values("until")[:1])


def _last_interpreting() -> Subquery:
    rows = Interpreter.objects.filter(user=OuterRef("pk")).order_by("-event__ends_at")
    return Subquery(rows.values("event__ends_at")[:1])


def _colleague(one: Individual, scope: str) -> Iterable[str]:
    """Nobody removes a colleague by erasing her: roles are taken away openly, and the other managers see it."""
    works = Membership.objects.filter(memberships.valid(), user=one.user or 0, role__in=of_staff())
    if scope and works.filter(host__slug=scope).exists():
        yield _now("%(name)s works for you: first take the roles away.") % {"name": one.name}


def _last_manager(one: Individual, scope: str) -> Iterable[str]:
    if scope:
        return
    hosts = Host.objects.filter(memberships__user=one.user or 0).distinct()
    for host in hosts:
        if {row.user_id for row in memberships.managers(host)} == {one.user}:
            yield _now("Somebody has to manage %(host)s: first give this role to somebody else.") % {"host": host.name}


def _invitations() -> Group:
    return Group(
        key="events.invitations",
        label=_("Invitations"),
        says=_("To which role you were invited, and whether you accepted."),
        purpose=COOPERATE,
        retention=Retention(after=_("an invitation expired"), days=180, least=30, most=730),
        parts=(
            Part(
                label=_("Invitations"),
                model=Invitation,
                fields={
                    "email": _("Mail address"),
                    "host": _("Host"),
                    "event": _("Event"),
                    "role": _("Role"),
                    "created_at": _("Time"),
                    "accepted_at": _("Accepted"),
                },
                secret=("accepted_by", "secret_sha256", "language"),
                rows=lambda one: Invitation.objects.filter(Q(email__in=one.emails) | Q(accepted_by=one.user or 0)),
                fate=Fate.deleted(),
                scope="host__slug",
                moment="expires_at",
                names_her=True,
                is_tie=False,
            ),
        ),
    )


def _roles() -> Group:
    return Group(
        key=ROLES,
        label=_("Roles and authority"),
        says=_("What you may do for a host or at an event, and who may act for whom."),
        purpose=COOPERATE,
        audience=Audience.PARTICIPANTS,
        widest=Audience.PARTICIPANTS,
        retention=Retention(after=AFTER_EVENT, days=730, least=30, most=3650),
        parts=(
            Part(
                label=_("Roles"),
                model=Membership,
                fields={"host": _("Host"), "event": _("Event"), "role": _("Role"), "ends_on": _("Last day")},
                secret=("user",),
                rows=lambda one: Membership.objects.filter(user=one.user or 0),
                fate=Fate.deleted(),
                scope="host__slug",
                moment="event__ends_at",
                names_her=True,
            ),
            Part(
                label=_("Acting for somebody"),
                model=Mandate,
                fields={
                    "host": _("Host"),
                    "event": _("Event"),
                    "agent": _("Who acts"),
                    "principal": _("For whom"),
                    "starts_on": _("First day"),
                    "ends_on": _("Last day"),
                    "ended_at": _("Ended"),
                },
                secret=("offered_by",),
                rows=lambda one: Mandate.objects.filter(Q(agent=one.user or 0) | Q(principal=one.user or 0)),
                fate=Fate.deleted(),
                scope="host__slug",
                moment=lambda: Coalesce("event__ends_at", "ended_at"),
                names_her=True,
            ),
        ),
    )


def _engaged() -> Group:
    return Group(
        key=INTERPRETERS,
        label=_("Interpreting"),
        says=_("Between which languages you interpret, how much, and when you are away."),
        purpose=TAKE_PART,
        audience=Audience.PARTICIPANTS,
        widest=Audience.PUBLIC,
        retention=Retention(after=AFTER_EVENT, days=730, least=30, most=3650),
        parts=(
            Part(
                label=_("Interpreting"),
                model=Interpreter,
                fields={
                    "event": _("Event"),
                    "name": _("Name"),
                    "pairs": _("Languages"),
                    "max_meetings": _("Meetings at most"),
                    "away": _("Away"),
                },
                secret=("user",),
                rows=lambda one: Interpreter.objects.filter(user=one.user or 0),
                fate=Fate.redacted(
                    name=NOBODY, user=None, why=_("The meetings stay in the plan, interpreted by “a person”.")
                ),
                scope="event__host__slug",
                moment="event__ends_at",
                names_her=True,
            ),
        ),
    )


def _work() -> Group:
    """Rows of others that say that she did something."""
    deeds = (
        (_("Roles given by you"), Membership, "granted_by"),
        (_("Invitations sent by you"), Invitation, "invited_by"),
        (_("Authority ended by you"), Mandate, "ended_by"),
    )
    return Group(
        key="events.work",
        label=_("Your work for a host"),
        says=_("Who gave a role, sent an invitation or ended an authority."),
        purpose=COOPERATE,
        retention=Retention(after=_("it was done"), days=3650, least=365, most=7300),
        parts=tuple(
            Part(
                label=label,
                model=model,
                fields={"created_at": _("Time"), "event": _("Event")},
                secret=(name,),
                rows=lambda one, model=model, name=name: model.objects.filter(**{name: one.user or 0}),  # type: ignore[misc]
                fate=Fate.redacted(**{name: None}),
                scope="host__slug",
                moment="created_at",
            )
            for label, model, name in deeds
        ),
    )


def _nothing_else() -> None:
    for table in ("Fair", "EligibilityMark", "Event", "Tag", "Document", "FeeLevel", "Side", "Slot", "Room", "Table"):
        nothing_personal(f"events.{table}", {"*": "the event and its place, not a person"})
    nothing_personal("events.Event", {"contact_office": "an office", "contact_email": "the mailbox of an office"})
    nothing_personal("events.Host", {"*": "an agency"})
    nothing_personal("events.Interpreter_away", {"*": "told with the interpreter"})
