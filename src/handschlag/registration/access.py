"""Doors to applications."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import BigIntegerField, CharField, Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from handschlag.accounts.models import User
from handschlag.events.access import event_with, one_with
from handschlag.events.acting import speaks
from handschlag.events.models import Event
from handschlag.events.roles import Right
from handschlag.foundation.models import StoredFile
from handschlag.foundation.prepared import Prepared
from handschlag.registration import brought, entrance, known, queries
from handschlag.registration.entrance import Entrance
from handschlag.registration.models import Application, ApplicationInvitation
from handschlag.registration.states import QuestionKind
from handschlag.registration.tickets import ticket_in

READING = (Right.DECIDE_APPLICATIONS, Right.READ_EVENT)
"""Either lets one see applications."""


def event_to_decide(user: User | AnonymousUser, slug: str) -> Event:
    """The event, if this person decides about its applications."""
    return event_with(user, slug, Right.DECIDE_APPLICATIONS)


def event_to_bring_to(user: User | AnonymousUser, slug: str) -> Event:
    """The event, if this person has a link of her own by which others come to it."""
    return event_with(user, slug, Right.INVITE_BY_LINK)


def invitation_to_handle(user: User | AnonymousUser, slug: str, public_id: str) -> ApplicationInvitation:
    """An invitation to apply, if this person decides about applications at its event."""
    rows = ApplicationInvitation.objects.filter(event__slug=slug, public_id=public_id)
    return one_with(rows.select_related("event__host"), user, Right.DECIDE_APPLICATIONS)


def co_organiser_to_help(user: User | AnonymousUser, slug: str, public_id: str) -> tuple[Event, User]:
    """Somebody who brings others to an event, or has, if this person decides about its applications."""
    event = event_to_decide(user, slug)
    return event, get_object_or_404(brought.bringers(event), public_id=public_id)


def event_to_read(user: User | AnonymousUser, slug: str) -> Event:
    """The event, if this person may see who has applied."""
    return event_with(user, slug, *READING)


def application_to_decide(user: User | AnonymousUser, slug: str, public_id: str) -> Application:
    """An application that was sent, if this person decides about those of its event."""
    return one_with(_sent(slug).filter(public_id=public_id), user, Right.DECIDE_APPLICATIONS)


def application_to_read(user: User | AnonymousUser, slug: str, public_id: str) -> Application:
    """An application that was sent, if this person may see who has applied."""
    return one_with(_sent(slug).filter(public_id=public_id), user, *READING)


def event_to_apply(slug: str, *, email: str, now: datetime) -> Entrance:
    """An event that everybody sees now, with what the form of whoever has this address needs; it may be empty."""
    found = entrance.entrance(slug, email=email, now=now)
    if found is None:
        raise Http404
    return found


def invitation_to_apply(secret_sha256: str, *, now: datetime) -> ApplicationInvitation:
    """The invitation to which a link leads, as long as everybody sees its event."""
    rows = ApplicationInvitation.objects.filter(event__published_at__lte=now)
    return get_object_or_404(rows.select_related("event__host", "organisation"), secret_sha256=secret_sha256)


def own_file(user: User | AnonymousUser, slug: str, public_id: str, file: str) -> StoredFile:
    """A file with which a question of one's own application was answered."""
    application = own_application(user, slug, public_id)
    answers = application.answers.filter(question__kind=QuestionKind.FILE)
    if file not in answers.values_list("value", flat=True):
        raise Http404
    return get_object_or_404(StoredFile, public_id=file)


def own_application(user: User | AnonymousUser, slug: str, public_id: str) -> Application:
    """One that this person, or whoever she acts for, has begun, or that was made for her address."""
    rows = _rows(slug).filter(_own(user))
    return get_object_or_404(rows, public_id=public_id)


def own_applications(user: User | AnonymousUser, slug: str) -> Iterable[Application]:
    """All of hers at an event, the latest first."""
    if isinstance(user, User) and user.acting is None and user.email:
        return _OWN.ask(slug=slug, user=user.pk, email=user.email.lower())
    return _rows(slug).filter(_own(user)).order_by("-pk")


_OWN: Prepared[Application] = Prepared(
    lambda slug, user, email: _rows(slug).filter(Q(user_id=user) | Q(user=None, email=email)).order_by("-pk"),
    slug=CharField(),
    user=BigIntegerField(),
    email=CharField(),
)


def claims_to_answer(user: User | AnonymousUser) -> QuerySet[Application]:
    """Of others who say that they are an organisation for which this person has spoken; the oldest first.

    None while she acts for somebody: who works with whom nobody says in another's name.
    """
    if not isinstance(user, User) or user.acting is not None:
        return Application.objects.none()
    hers = Q(user=user) | Q(user=None, email=user.email.lower())
    rows = Application.objects.filter(queries.IS_CLAIMED, claimed__in=known.spoken_for(user), vouched_by=None)
    return rows.exclude(hers).select_related("event__host", "claimed").order_by("submitted_at", "pk")


def claim_to_answer(user: User | AnonymousUser, public_id: str) -> Application:
    """One of these."""
    return get_object_or_404(claims_to_answer(user), public_id=public_id)


def application_of_ticket(user: User | AnonymousUser, slug: str, code: str) -> Application:
    """The approved application that holds the ticket of this code, if this person lets people in."""
    ticket = ticket_in(code)
    if ticket is None:
        raise Http404
    return one_with(_rows(slug).filter(ticket=ticket), user, Right.CHECK_IN)


def _own(user: User | AnonymousUser) -> Q:
    """While she acts for somebody, those of the represented person and not her own."""
    hers = speaks(user, "user")
    person = user.acting.person if isinstance(user, User) and user.acting is not None else user
    if isinstance(person, User) and person.email:
        hers |= Q(user=None, email=person.email.lower()) & _there(user)
    return hers


def _there(user: User | AnonymousUser) -> Q:
    if not isinstance(user, User) or user.acting is None:
        return Q()
    acting = user.acting
    return Q(event__host=acting.host) if acting.event is None else Q(event=acting.event)


def _rows(slug: Any) -> QuerySet[Application]:
    rows = Application.objects.filter(event__slug=slug)
    return rows.select_related("event__host", "organisation", "side", "participant")


def _sent(slug: str) -> QuerySet[Application]:
    return _rows(slug).exclude(state="draft")
