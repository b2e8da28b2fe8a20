"""The letters of this flat: to those who edit the portal of a host, and to those who manage it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from handschlag.accounts.models import User
from handschlag.events import memberships
from handschlag.events.models import Host
from handschlag.events.roles import Right, with_right
from handschlag.foundation import outbox
from handschlag.foundation.letters import Kind, Placeholder, Type
from handschlag.foundation.letters.composing import spoken
from handschlag.foundation.outbox import Address
from handschlag.portal import troubles
from handschlag.portal.models import Feedback, FeedSource

LINK = Placeholder("address", _("Address of the page"), Type.LINK, sample=f"{settings.BASE_URL}/", is_needed=True)

FEED_IS_SILENT = Kind(
    key="portal.feed_is_silent",
    label=_("A partner's feed was switched off"),
    subject=_("Feed switched off: {feed}"),
    body=_(
        "Good day,\n\n"
        "the feed of {feed} could not be read ten times in a row and was switched off.\n\n"
        "What was wrong the last time: {reason}\n\n"
        "The notices that came from there stay. Please ask the partner, or look at the address; then you can switch "
        "the feed on again.\n\n"
        "[Feeds of partners]({address})"
    ),
    why=_("You receive this mail because you edit the portal of this host."),
    placeholders=(
        LINK,
        Placeholder("feed", _("Title of the feed"), sample="Handelskammer Beispiel"),
        Placeholder("reason", _("What was wrong"), sample=troubles.SENTENCES["status"]),
    ),
)
BARRIER = Kind(
    key="portal.barrier",
    label=_("A barrier was reported"),
    subject=_("A barrier was reported: {host}"),
    body=_(
        "Good day,\n\n"
        "somebody has met a barrier on the pages of {host} and tells you about it. Page: {page}\n\n"
        "[Read the report]({address})"
    ),
    why=_("You receive this mail because you manage this host."),
    placeholders=(
        LINK,
        Placeholder("host", _("Host"), sample="Wirtschaftsförderung"),
        Placeholder("page", _("Page"), sample="/de/"),
    ),
)
KINDS = (FEED_IS_SILENT, BARRIER)


def tell_of_silence(source: FeedSource, *, now: datetime) -> None:
    """Tell those who edit the portal that a feed is no longer read, and why."""
    for user in _with_right(source.host, Right.EDIT_PORTAL):
        with translation.override(spoken(user.language)):
            reason = troubles.sentence(source.trouble)
            address = settings.BASE_URL + reverse("portal:feeds", args=[source.host.slug])
        outbox.write(
            FEED_IS_SILENT.key,
            to=Address(user.email, user.name, user.language),
            values={"feed": source.title, "reason": reason, "address": address},
            scope=source.host.slug,
            about=("portal.feedsource", source.public_id),
            now=now,
        )


def tell_of_barrier(feedback: Feedback, *, now: datetime) -> None:
    """Tell those who manage the host that there is something to read: what it says stays where it can be erased."""
    for membership in memberships.managers(feedback.host):
        user = membership.user
        with translation.override(spoken(user.language)):
            address = settings.BASE_URL + reverse("portal:all_feedback", args=[feedback.host.slug])
        outbox.write(
            BARRIER.key,
            to=Address(user.email, user.name, user.language),
            values={"host": feedback.host.name, "page": feedback.page or "–", "address": address},
            scope=feedback.host.slug,
            about=("portal.feedback", feedback.public_id),
            now=now,
        )


def _with_right(host: Host, right: Right) -> Iterable[User]:
    """Those who have this right at all events of the host."""
    held = Q(memberships__host=host, memberships__event=None, memberships__role__in=with_right(right))
    rows = User.objects.filter(held & memberships.valid("memberships__"), is_active=True, is_machine=False)
    return rows.distinct().order_by("pk")
