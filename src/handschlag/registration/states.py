"""States of applications, and which may follow which."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from handschlag.foundation.states import Transitions


class ApplicationState(models.TextChoices):
    """What has become of an application."""

    DRAFT = "draft", _("not sent yet")
    SUBMITTED = "submitted", _("waiting for a decision")
    LATE_REQUEST = "late_request", _("asks to be let in late")
    INCOMPLETE = "incomplete", _("something is missing")
    WAITING = "waiting", _("on the waiting list")
    OFFERED = "offered", _("a place is offered")
    APPROVED = "approved", _("approved")
    REFUSED = "refused", _("refused")
    OBJECTED = "objected", _("objection raised")
    LAPSED = "lapsed", _("offer lapsed")
    CANCELLED = "cancelled", _("cancelled")
    MERGED = "merged", _("merged with another application")


S = ApplicationState
ENDS = {S.REFUSED, S.CANCELLED, S.MERGED}
"""What can become of whatever is not over."""
APPLICATIONS = Transitions(
    {
        S.DRAFT: {S.SUBMITTED, S.LATE_REQUEST, S.APPROVED, S.WAITING, S.CANCELLED},
        S.SUBMITTED: {S.INCOMPLETE, S.APPROVED, S.WAITING, *ENDS},
        S.LATE_REQUEST: {S.SUBMITTED, S.APPROVED, S.WAITING, *ENDS},
        S.INCOMPLETE: {S.SUBMITTED, S.APPROVED, S.WAITING, *ENDS},
        S.WAITING: {S.OFFERED, S.APPROVED, *ENDS},
        S.OFFERED: {S.APPROVED, S.LAPSED, *ENDS},
        S.APPROVED: ENDS,
        S.REFUSED: {S.OBJECTED, S.MERGED},
        S.OBJECTED: {S.APPROVED, S.WAITING, *ENDS},
        S.LAPSED: {S.WAITING, S.MERGED},
    }
)
PARTING = Transitions(
    {S.MERGED: {S.SUBMITTED, S.LATE_REQUEST, S.INCOMPLETE, S.WAITING, S.APPROVED, S.REFUSED, S.LAPSED}}
)
"""What one becomes again when a merge is undone, and by nothing else."""
HOLDING = (S.APPROVED, S.OFFERED)
"""Those that have a place in every quota under which they fall."""
OVER = (S.REFUSED, S.LAPSED, S.CANCELLED, S.MERGED)
"""Those beside which the same organisation may apply anew."""
GOING_ON = tuple(state for state in S if state not in (S.DRAFT, *OVER))
"""Beside which it may not."""
UNDECIDED = (S.SUBMITTED, S.LATE_REQUEST, S.INCOMPLETE, S.OBJECTED)
CHANGEABLE = (S.DRAFT, S.INCOMPLETE)
"""Those whose form is still open to whoever applies."""


class Approval(models.TextChoices):
    """How applications are decided where no rule says otherwise."""

    BY_HAND = "by_hand", _("by hand")
    AUTOMATIC = "automatic", _("by itself, while there are places")


class Verdict(models.TextChoices):
    """What a rule says of an application that it fits."""

    APPROVE = "approve", _("approve while there are places")
    WAIT = "wait", _("put on the waiting list")
    BY_HAND = "by_hand", _("let a person decide")


class Stage(models.TextChoices):
    """When a question is asked."""

    APPLY = "apply", _("with the application")
    APPROVED = "approved", _("after approval")


class QuestionKind(models.TextChoices):
    """What a question takes for an answer."""

    TEXT = "text", _("one line")
    LONG = "long", _("several lines")
    CHOICE = "choice", _("one of a list")
    SEVERAL = "several", _("several of a list")
    NUMBER = "number", _("a number")
    DATE = "date", _("a day")
    YES_NO = "yes_no", _("yes or no")
    FILE = "file", _("a file")
    COUNTRY = "country", _("a country")


class Reply(models.TextChoices):
    """What somebody who is invited has answered."""

    ACCEPTED = "accepted", _("accepted")
    DECLINED = "declined", _("declined")


class NoteKind(models.TextChoices):
    """What somebody in the office has noted."""

    NOTE = "note", _("note")
    TELEPHONE = "telephone", _("telephone call")


class ImportState(models.TextChoices):
    """What has become of a file with applications."""

    SEEN = "seen", _("looked at, not taken over yet")
    RUNNING = "running", _("being taken over")
    DONE = "done", _("taken over")
    STOPPED = "stopped", _("stopped, nothing changed")
    REFUSED = "refused", _("refused, nothing changed")


IMPORTS = Transitions(
    {
        ImportState.SEEN: {ImportState.RUNNING, ImportState.REFUSED, ImportState.STOPPED},
        ImportState.RUNNING: {ImportState.DONE, ImportState.STOPPED, ImportState.REFUSED},
    }
)
