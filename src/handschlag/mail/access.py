"""Doors to mails and letters to many. Whoever may write to many reads what was written."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from handschlag.accounts.models import User
from handschlag.events import memberships
from handschlag.events.models import Event, Host, Membership
from handschlag.events.roles import Right, with_right
from handschlag.foundation.letters import Kind, kind_of
from handschlag.foundation.models import OutgoingMail
from handschlag.foundation.outbox import queries as outbox
from handschlag.mail.models import Mailing

Reader = User | AnonymousUser


@dataclass(frozen=True, slots=True)
class Desk:
    """Where somebody writes to many: for a host as a whole, or only at some of its events."""

    host: Host
    is_whole: bool
    own: tuple[Event, ...]

    def mails(self) -> QuerySet[OutgoingMail]:
        """What she may read of what was sent in the name of the host."""
        mails = outbox.of_scope(self.host.slug)
        return mails if self.is_whole else mails.filter(event__in=[event.slug for event in self.own])

    def mailings(self) -> QuerySet[Mailing]:
        mailings = Mailing.objects.filter(host=self.host)
        return mailings if self.is_whole else mailings.filter(event__in=self.own)

    def events(self) -> list[Event]:
        """To whose people she may write."""
        return list(Event.objects.filter(host=self.host)) if self.is_whole else list(self.own)


def held(user: Reader) -> QuerySet[Membership]:
    """Roles of this person that let her write to many."""
    return Membership.objects.filter(memberships.valid(), user=user.pk or 0, role__in=with_right(Right.WRITE_TO_MANY))


def within(user: Reader) -> Q:
    """For letters to many: those that this person may send."""
    roles = held(user)
    return Q(host__in=roles.filter(event=None).values("host")) | Q(event__in=roles.exclude(event=None).values("event"))


def desk(user: Reader, host: str) -> Desk:
    """Where this person writes to many at the host."""
    roles = list(held(user).filter(host__slug=host).select_related("host", "event"))
    if not roles:
        raise Http404
    own = dict.fromkeys(role.event for role in roles if role.event is not None)
    return Desk(roles[0].host, any(role.event_id is None for role in roles), tuple(own))


def mail_as_writer(user: Reader, host: str, public_id: str) -> tuple[Desk, OutgoingMail]:
    """A mail that went out in the name of this host."""
    found = desk(user, host)
    mails = found.mails().defer(None).prefetch_related("attachments", "attempts")
    return found, get_object_or_404(mails, public_id=public_id)


def mailing_as_writer(user: Reader, host: str, public_id: str) -> tuple[Desk, Mailing]:
    """A letter to many of this host."""
    found = desk(user, host)
    mailings = found.mailings().select_related("host", "event", "released_by", "drafted_by")
    return found, get_object_or_404(mailings, public_id=public_id)


def desk_of_texts(user: Reader, host: str) -> Desk:
    """The desk, if it is that of the whole host: its words are those of all its events."""
    found = desk(user, host)
    if not found.is_whole:
        raise Http404
    return found


def kind_as_writer(user: Reader, host: str, key: str) -> tuple[Desk, Kind]:
    """A kind of letter that this host may say in other words."""
    found = desk_of_texts(user, host)
    try:
        kind = kind_of(key)
    except LookupError:
        raise Http404 from None
    if not kind.is_editable:
        raise Http404
    return found, kind
