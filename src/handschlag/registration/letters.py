"""The letters of this flat: what becomes of an application, told to those who applied, in their language."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from handschlag.engine.language import Text
from handschlag.foundation import outbox
from handschlag.foundation.letters import Kind, Moment, Placeholder, Type
from handschlag.foundation.letters.composing import spoken
from handschlag.foundation.letters.wording import Worded
from handschlag.foundation.outbox import Address
from handschlag.registration import calendar_entry
from handschlag.registration.models import Application, ApplicationInvitation

WHO = Placeholder("who", _("Who has applied"), sample="Werk 1 GmbH")
WHERE = Placeholder("where", _("Event"), sample="Forum 2027")
LINK = Placeholder("address", _("Address of the page"), Type.LINK, sample=f"{settings.BASE_URL}/", is_needed=True)
REASON = Placeholder("reason", _("Reason"), Type.QUOTE, sample="…")
UNTIL = Placeholder(
    "until", _("Until when"), Type.MOMENT, sample=Moment(datetime(2027, 1, 7, 12).astimezone(), "Europe/Berlin")
)
INVITATION = "registration.applicationinvitation"
USUAL = (WHO, WHERE, LINK)
WHY = _("You receive this mail because you have applied to take part in an event of this host.")


def _kind(key: str, label: Promise, subject: Promise, body: Promise, *more: Placeholder, urgent: bool = False) -> Kind:
    return Kind(
        key=f"registration.{key}",
        label=label,
        subject=subject,
        body=body,
        why=WHY,
        placeholders=(*USUAL, *more),
        is_urgent=urgent,
    )


RECEIVED = _kind(
    "received",
    _("Application received"),
    _("Your application has arrived: {where}"),
    _(
        "Good day,\n\n"
        "the application of {who} has arrived: {where}.\n\n"
        "We look at it and write to you as soon as it is decided. Until then there is nothing for you to do.\n\n"
        "[Your application]({address})"
    ),
)
LATE = _kind(
    "late",
    _("Late application received"),
    _("Your late application has arrived: {where}"),
    _(
        "Good day,\n\n"
        "the application of {who} has arrived after the deadline: {where}.\n\n"
        "The organiser decides whether it can still be taken, and we write to you then.\n\n"
        "[Your application]({address})"
    ),
)
INCOMPLETE = _kind(
    "incomplete",
    _("Something is missing in an application"),
    _("Please complete your application: {where}"),
    _(
        "Good day,\n\n"
        "something is still missing in the application of {who}: {where}.\n\n"
        "{reason}\n\n"
        "[Complete the application]({address})"
    ),
    REASON,
)
APPROVED = _kind(
    "approved",
    _("Application approved"),
    _("You take part: {where}"),
    _(
        "Good day,\n\n"
        "the application of {who} is approved. We look forward to you: {where}.\n\n"
        "If something changes, please tell us on the page of your application. There you can also cancel.\n\n"
        "[Your application]({address})"
    ),
)
CONDITIONAL = _kind(
    "conditional",
    _("Application approved under conditions"),
    _("You take part, under conditions: {where}"),
    _(
        "Good day,\n\n"
        "the application of {who} is approved under these conditions: {where}.\n\n"
        "{conditions}\n\n"
        "[Your application]({address})"
    ),
    Placeholder("conditions", _("Conditions"), Type.QUOTE, sample="…"),
)
WAITING = _kind(
    "waiting",
    _("Application put on the waiting list"),
    _("You are on the waiting list: {where}"),
    _(
        "Good day,\n\n"
        "all places are taken: {where}. {who} is on the waiting list.\n\n"
        "As soon as a place becomes free for you, we write to you.\n\n"
        "[Your application]({address})"
    ),
)
OFFERED = _kind(
    "offered",
    _("A place is offered"),
    _("A place has become free for you: {where}"),
    _(
        "Good day,\n\n"
        "a place has become free for {who}: {where}. It is kept for you until {until}.\n\n"
        "Please say until then whether you take it; after that the next one on the waiting list gets it.\n\n"
        "[Take the place]({address})"
    ),
    UNTIL,
    urgent=True,
)
LAPSED = _kind(
    "lapsed",
    _("An offer has lapsed"),
    _("The place was given to somebody else: {where}"),
    _(
        "Good day,\n\n"
        "the place that was kept for {who} has gone to the next one on the waiting list, because we did not hear from "
        "you in time: {where}.\n\n"
        "If you would still like to come, please write to the organiser.\n\n"
        "[Your application]({address})"
    ),
)
REFUSED = _kind(
    "refused",
    _("Application refused"),
    _("Your application cannot be taken: {where}"),
    _(
        "Good day,\n\n"
        "the application of {who} cannot be taken: {where}.\n\n"
        "The reason:\n\n"
        "{reason}\n\n"
        "If you think that this is a mistake, you can object on the page of your application.\n\n"
        "[Your application]({address})"
    ),
    REASON,
)
CANCELLED = _kind(
    "cancelled",
    _("Application cancelled"),
    _("Your application is cancelled: {where}"),
    _(
        "Good day,\n\n"
        "the application of {who} is cancelled as you wished: {where}.\n\n"
        "Thank you for telling us; the place can now go to somebody else.\n\n"
        "[Your application]({address})"
    ),
)
CANCELLED_BY_HOST = _kind(
    "cancelled_by_host",
    _("Application cancelled by the host"),
    _("Your participation is cancelled: {where}"),
    _(
        "Good day,\n\n"
        "the organiser has cancelled the application of {who}: {where}.\n\n"
        "The reason:\n\n"
        "{reason}\n\n"
        "[Your application]({address})"
    ),
    REASON,
)
ORGANISATION = Placeholder("organisation", _("Organisation"), sample="Werk 1 GmbH")
CLAIM_CONFIRMED = _kind(
    "claim_confirmed",
    _("Organisation of an application confirmed"),
    _("It is confirmed for whom you apply: {where}"),
    _(
        "Good day,\n\n"
        "it is confirmed that you belong to {organisation}: {where}. The application is now that of this "
        "organisation.\n\n"
        "There is nothing for you to do.\n\n"
        "[Your application]({address})"
    ),
    ORGANISATION,
)
CLAIM_REJECTED = _kind(
    "claim_rejected",
    _("Organisation of an application not confirmed"),
    _("Please check for whom you apply: {where}"),
    _(
        "Good day,\n\n"
        "it was not confirmed that you belong to {organisation}: {where}. Your application goes on by itself, "
        "as that of {who}.\n\n"
        "If this is a mistake, please write to the organiser.\n\n"
        "[Your application]({address})"
    ),
    ORGANISATION,
)
WRITTEN = Kind(
    key="registration.written",
    label=_("Letter to those who applied"),
    subject="{subject}",
    body=_("{text}\n\nIt is about this application: {who}, {where}.\n\n[Your application]({address})"),
    why=WHY,
    placeholders=(
        *USUAL,
        Placeholder("subject", _("Subject"), sample="…"),
        Placeholder("text", _("Text"), Type.QUOTE, sample="…"),
    ),
    is_editable=False,
)
BEGUN = _kind(
    "begun",
    _("Application begun"),
    _("Go on with your application: {where}"),
    _(
        "Good day,\n\n"
        "what you have entered so far is kept: {where}.\n\n"
        "This link leads back to it, on every device. Nothing is sent before you send it.\n\n"
        "[Go on with the application]({address})"
    ),
)
INVITED = Kind(
    key="registration.invited",
    label=_("Invitation to apply"),
    subject=_("You are invited: {where}"),
    body=_(
        "Good day,\n\n"
        "we invite {who} to take part: {where}.\n\n"
        "Please tell us whether you would like to come. If so, the link leads on to the application; it takes a few "
        "minutes, and you need no password.\n\n"
        "[Answer the invitation]({address})"
    ),
    why=_("You receive this mail because the host of this event invites you to apply."),
    placeholders=USUAL,
    is_urgent=True,  # what is secret is not kept until the morning
    is_secret=True,
)
REMINDED = Kind(
    key="registration.reminded",
    label=_("Reminder of an invitation to apply"),
    subject=_("Would you like to come? {where}"),
    body=_(
        "Good day,\n\n"
        "we have invited {who} and would like to know whether you come: {where}.\n\n"
        "A short no helps us, too: then somebody else gets the place.\n\n"
        "[Answer the invitation]({address})"
    ),
    why=_("You receive this mail because the host of this event invites you to apply."),
    placeholders=USUAL,
    is_urgent=True,  # what is secret is not kept until the morning
    is_secret=True,
)
KINDS = (
    WRITTEN,
    BEGUN,
    INVITED,
    REMINDED,
    RECEIVED,
    LATE,
    INCOMPLETE,
    APPROVED,
    CONDITIONAL,
    WAITING,
    OFFERED,
    LAPSED,
    REFUSED,
    CANCELLED,
    CANCELLED_BY_HOST,
    CLAIM_CONFIRMED,
    CLAIM_REJECTED,
)
WITH_CALENDAR = (APPROVED, CONDITIONAL)
"""Letters that bring the event for the calendar."""


def tell(kind: Kind, application: Application, *, now: datetime, worded: Worded | None = None, **values: Any) -> None:
    """Write to those who applied, in the transaction of what it tells of; texts are told in their language.

    ``worded``: in which words of the host, where they are at hand.
    """
    if not application.email:
        return
    event = application.event
    told = {
        key: _words(value, application.language) if isinstance(value, Text) else value for key, value in values.items()
    }
    way = address(application)
    with translation.override(spoken(application.language)):
        files = calendar_entry.attachments(application, address=way) if kind in WITH_CALENDAR else ()
    outbox.write(
        kind.key,
        to=Address(application.email, application.contact_name, application.language, event.time_zone),
        values={"who": str(application), "where": event.title, "address": way, **told},
        worded=worded,
        attachments=files,
        scope=event.host.slug,
        event=event.slug,
        about=("registration.application", application.public_id),
        now=now,
    )


def invite(kind: Kind, invitation: ApplicationInvitation, secret: str, *, now: datetime) -> None:
    """Write to somebody who is invited; only the mail knows the secret."""
    event, organisation = invitation.event, invitation.organisation
    with translation.override(spoken(invitation.language)):
        link = settings.BASE_URL + reverse("registration:invited", args=[secret])
    outbox.write(
        kind.key,
        to=Address(invitation.email, invitation.name, invitation.language, event.time_zone),
        values={
            "who": organisation.name if organisation else invitation.name or invitation.email,
            "where": event.title,
            "address": link,
        },
        scope=event.host.slug,
        event=event.slug,
        about=(INVITATION, invitation.public_id),
        now=now,
    )


def take_back(invitation: ApplicationInvitation, *, now: datetime) -> None:
    """What was written about an invitation and has not left yet does not leave any more."""
    outbox.stop_about(INVITATION, invitation.public_id, to=invitation.email, now=now)


def address(application: Application) -> str:
    """Of the page of an application, in the language of those who applied."""
    with translation.override(spoken(application.language)):
        way = reverse("registration:application", args=[application.event.slug, application.public_id])
        return settings.BASE_URL + way


def _words(text: Text, language: str) -> str:
    return text.best((language, "en", "de")).text
