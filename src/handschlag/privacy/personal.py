"""What this flat itself holds about people: consents, choices and what they asked for."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from handschlag.foundation.personal import (
    NOBODY,
    Basis,
    Fate,
    Group,
    Individual,
    Part,
    Purpose,
    Retention,
    declare,
    nothing_personal,
    purpose,
)
from handschlag.privacy.models import Choice, Consent, PurposeText, Request

ANSWER = purpose(
    Purpose(
        key="answer",
        title=_("Keeping your rights"),
        basis=Basis.DUTY,
        says=_("So that the host can show that you consented or asked, and that it did what you asked for."),
    )
)
KEEP_IN_TOUCH = purpose(
    Purpose(
        key="keep_in_touch",
        title=_("Invitations to further events"),
        basis=Basis.CONSENT,
        says=_(
            "With your consent the host invites you to further events by mail. You can take the consent back at any "
            "time, as easily as you gave it; what was done until then stays lawful."
        ),
    )
)


def register() -> None:
    """Declare it all."""
    declare(_decisions())
    declare(_requests())
    declare(_work())
    _nothing_else()


def _decisions() -> Group:
    return Group(
        key="privacy.decisions",
        label=_("Consents and choices"),
        says=_("To what you consented in which words, and whom you let see what."),
        purpose=ANSWER,
        retention=Retention(after=_("a consent was withdrawn"), days=1095, least=365, most=3650),
        correct="privacy:my_data",
        parts=(
            Part(
                label=_("Consents"),
                model=Consent,
                fields={
                    "text": _("Text"),
                    "language": _("Language"),
                    "given_at": _("Given"),
                    "withdrawn_at": _("Withdrawn"),
                },
                secret=("user", "given_by", "withdrawn_by"),
                rows=lambda one: Consent.objects.filter(
                    Q(user=one.user or 0) | Q(given_by=one.user or 0) | Q(withdrawn_by=one.user or 0)
                ),
                fate=Fate.redacted(
                    user=None, given_by=None, withdrawn_by=None, why=_("That somebody consented is still counted.")
                ),
                scope="purpose__host__slug",
                moment="withdrawn_at",
            ),
            Part(
                label=_("Choices of visibility"),
                model=Choice,
                fields={"group": _("Data"), "audience": _("Seen by")},
                secret=("user",),
                rows=lambda one: Choice.objects.filter(user=one.user or 0),
                fate=Fate.deleted(),
            ),
        ),
    )


def _requests() -> Group:
    return Group(
        key="privacy.requests",
        label=_("Privacy requests"),
        says=_("What you asked a host about your data, and what it answered."),
        purpose=ANSWER,
        retention=Retention(after=_("a request was answered"), days=1095, least=365, most=3650),
        parts=(
            Part(
                label=_("Privacy requests"),
                model=Request,
                fields={
                    "asked": _("What"),
                    "name": _("Name"),
                    "email": _("Mail address"),
                    "received_on": _("Received"),
                    "answer": _("Answer"),
                },
                secret=("subject",),
                rows=_asked_by,
                fate=Fate.redacted(
                    name=NOBODY,
                    email="",
                    subject="",
                    answer="",
                    why=_("That somebody asked and got an answer is kept."),
                ),
                scope="host__slug",
                moment="answered_at",
                names_her=True,
                is_tie=False,
            ),
        ),
    )


def _asked_by(one: Individual) -> QuerySet:
    return Request.objects.filter(Q(subject=one.key) | Q(email__in=one.emails))


def _work() -> Group:
    deeds = (
        (_("Texts published by you"), PurposeText, "published_by", "published_at", "purpose__host__slug"),
        (_("Privacy requests noted by you"), Request, "noted_by", "received_on", "host__slug"),
        (_("Privacy requests answered by you"), Request, "answered_by", "answered_at", "host__slug"),
    )
    return Group(
        key="privacy.work",
        label=_("Your work for data protection"),
        says=_("Which texts you published, and which requests you noted and answered."),
        purpose=ANSWER,
        retention=Retention(after=_("it was done"), days=3650, least=365, most=7300),
        parts=tuple(
            Part(
                label=label,
                model=model,
                fields={shown: _("Time")},
                secret=(name,),
                rows=lambda one, model=model, name=name: model.objects.filter(**{name: one.user or 0}),  # type: ignore[misc]
                fate=Fate.redacted(**{name: None}, why=_("What was done stays, by nobody.")),
                scope=scope,
                moment="created_at",
            )
            for label, model, name, shown, scope in deeds
        ),
    )


def _nothing_else() -> None:
    nothing_personal("privacy.Purpose", {"key": "a key"})
    nothing_personal("privacy.PurposeText", {"title": "words of the host", "text": "words of the host"})
    nothing_personal("privacy.GroupRule", {"group": "a key"})
    nothing_personal("privacy.Proof", {"*": "says how many, and never whose"})
