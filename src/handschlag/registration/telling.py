"""An application's state in plain words: what it means for those who applied, and what comes next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

from django.utils.translation import gettext_lazy as _

from handschlag.registration.models import Application
from handschlag.registration.states import ApplicationState

S = ApplicationState
Words: TypeAlias = Any


@dataclass(frozen=True, slots=True)
class Told:
    """``tone`` is the kind of note that shows it; ``comes`` says what comes next, and may be empty."""

    title: Words
    says: Words
    comes: Words = ""
    tone: str = ""


TOLD = {
    S.DRAFT: Told(
        _("Not sent yet"),
        _("What you have entered is kept, and nobody else sees it."),
        _("Send the application as soon as it is complete."),
        "warn",
    ),
    S.SUBMITTED: Told(
        _("Your application has arrived"),
        _("The organiser looks at it. There is nothing for you to do."),
        _("We write to you as soon as it is decided."),
        "ok",
    ),
    S.LATE_REQUEST: Told(
        _("Your late application has arrived"),
        _("It came after the deadline. The organiser decides whether it can still be taken."),
        _("We write to you as soon as it is decided."),
        "warn",
    ),
    S.INCOMPLETE: Told(
        _("Something is missing"),
        _("The organiser needs something more before it can be decided."),
        _("Please complete the application and send it again."),
        "warn",
    ),
    S.WAITING: Told(
        _("You are on the waiting list"),
        _("All places for you are taken at the moment."),
        _("As soon as a place becomes free for you, we write to you."),
        "warn",
    ),
    S.OFFERED: Told(
        _("A place is kept for you"),
        _("A place has become free. It is yours if you take it in time."),
        _("If you do not answer, the next one on the waiting list gets it."),
        "warn",
    ),
    S.APPROVED: Told(
        _("You take part"),
        _("Your place is certain."),
        _("Before the event we write to you when there is something to do."),
        "ok",
    ),
    S.REFUSED: Told(
        _("Your application cannot be taken"),
        _("The organiser has refused it."),
        _("If you think that this is a mistake, you can object below."),
        "bad",
    ),
    S.OBJECTED: Told(
        _("Your objection has arrived"),
        _("The organiser looks at your application once more."),
        _("We write to you as soon as it is decided."),
        "warn",
    ),
    S.LAPSED: Told(
        _("The place was given to somebody else"),
        _("We did not hear from you in time."),
        _("If you would still like to come, please write to the organiser, or apply anew."),
        "bad",
    ),
    S.CANCELLED: Told(
        _("Application cancelled"),
        _("This application is over, and its place was given back."),
        _("As long as applications are taken you can apply anew."),
    ),
    S.MERGED: Told(
        _("Merged with another application"),
        _("There were two applications of the same organisation. The other one goes on."),
    ),
}


def told(application: Application) -> Told:
    return TOLD[ApplicationState(application.state)]
