"""What this flat holds about people: who was on the list of a letter to many, and who wrote it."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from handschlag.events.personal import COOPERATE
from handschlag.foundation.personal import (
    Erasing,
    Fate,
    Group,
    Individual,
    Part,
    Retention,
    declare,
    nothing_personal,
)
from handschlag.foundation.personal.own import INFORM
from handschlag.mail.models import Mailing, MailText


def register() -> None:
    """Declare it all."""
    declare(_lists())
    declare(_work())
    _nothing_else()


def _lists() -> Group:
    return Group(
        key="mail.lists",
        label=_("Lists of recipients"),
        says=_("Which letters to many were addressed to you, too."),
        purpose=INFORM,
        retention=Retention(after=_("a letter was released"), days=365, least=30, most=3650),
        parts=(
            Part(
                label=_("Letters to many"),
                model=Mailing,
                fields={"released_at": _("Time"), "subject": _("Subject")},
                secret=("recipients",),
                rows=_addressed,
                # Whoever was forgotten stands at the end of the list: while its first has an address, somebody has.
                fate=Fate.changed(_forget_recipients, holds=Q(recipients__0__0__icontains="@")),
                scope="host__slug",
                moment="released_at",
                is_tie=False,
            ),
        ),
    )


def _addressed(one: Individual) -> QuerySet:
    """Lists are looked through one by one: no database finds an address inside of them in the same way as another."""
    rows = Mailing.objects.exclude(recipients=[]).values_list("pk", "recipients")
    return Mailing.objects.filter(
        pk__in=[pk for pk, recipients in rows if any(row[0].lower() in one.emails for row in recipients)]
    )


def _forget_recipients(rows: QuerySet, erasing: Erasing) -> None:
    """How many were written to, and in which languages, stays."""
    for mailing in rows:
        forgotten = [
            ["", "", language, zone] if _is_hers(email, erasing.individual) else [email, name, language, zone]
            for email, name, language, zone in mailing.recipients
        ]
        Mailing.objects.filter(pk=mailing.pk).update(recipients=sorted(forgotten, key=lambda row: not row[0]))


def _is_hers(email: str, one: Individual | None) -> bool:
    """Everybody's, where their time is over."""
    return one is None or email.lower() in one.emails


def _work() -> Group:
    deeds = (
        (_("Letters drafted by you"), Mailing, "drafted_by"),
        (_("Letters released by you"), Mailing, "released_by"),
        (_("Letters for which you required a second person"), Mailing, "second_required_by"),
        (_("Texts worded by you"), MailText, "changed_by"),
    )
    return Group(
        key="mail.work",
        label=_("Your letters"),
        says=_("Which letters to many you wrote or released, and which texts you worded."),
        purpose=COOPERATE,
        retention=Retention(after=_("it was done"), days=3650, least=365, most=7300),
        parts=tuple(
            Part(
                label=label,
                model=model,
                fields={"created_at": _("Time"), "subject": _("Subject")},
                secret=(name,),
                rows=lambda one, model=model, name=name: model.objects.filter(**{name: one.user or 0}),  # type: ignore[misc]
                fate=Fate.redacted(**{name: None}, why=_("What was written stays, by nobody.")),
                scope="host__slug",
                moment="created_at",
            )
            for label, model, name in deeds
        ),
    )


def _nothing_else() -> None:
    words = "words of the host to many"
    nothing_personal("mail.MailText", {"kind": "a key", "language": "of a text", "body": words})
    nothing_personal("mail.Mailing", {"audience": "a key", "body": words})
