"""A host says letters in its own words."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from handschlag.accounts.models import User
from handschlag.events.models import Host
from handschlag.foundation import audit, outbox
from handschlag.foundation.letters import Kind, Letter, Sender, compose
from handschlag.foundation.models import OutgoingMail
from handschlag.mail.models import MailText

CHANGED = audit.verb("mail.text_changed", _("Mail text changed"), _("Mail text changed: %(kind)s (%(language)s)"))
RESET = audit.verb(
    "mail.text_reset", _("Mail text reset"), _("Mail text reset to the usual words: %(kind)s (%(language)s)")
)


@transaction.atomic
def say(kind: Kind, language: str, *, host: Host, subject: str, body: str, by: User, now: datetime) -> MailText:
    """Say this kind of letter so from now on. Raises ``RuleBroken``: "placeholder"."""
    kind.check(subject, body)
    said = {"subject": subject, "body": body, "changed_by": by}
    text, _is_new = MailText.objects.update_or_create(host=host, kind=kind.key, language=language, defaults=said)
    audit.record(by, CHANGED, text, scope=host.slug, now=now, kind=str(kind.label), language=language)
    return text


@transaction.atomic
def reset(kind: Kind, language: str, *, host: Host, by: User, now: datetime) -> None:
    """Go back to the usual words."""
    text = MailText.objects.select_for_update().filter(host=host, kind=kind.key, language=language).first()
    if text is not None:
        audit.record(by, RESET, text, scope=host.slug, now=now, kind=str(kind.label), language=language)
        text.delete()


def preview(kind: Kind, language: str, *, host: Host, subject: str = "", body: str = "") -> Letter:
    """The letter with made-up values. Raises ``RuleBroken``: "placeholder"."""
    if subject or body:
        kind.check(subject, body)
    sender = Sender(host.name, host.address)
    return compose(kind, kind.samples, language=language, sender=sender, subject=subject, body=body)


def send_test(
    kind: Kind, language: str, *, host: Host, to: User, now: datetime, subject: str = "", body: str = ""
) -> OutgoingMail:
    """Send the letter with made-up values to oneself, at once."""
    letter = preview(kind, language, host=host, subject=subject, body=body)
    return outbox.post(
        to=outbox.Address(to.email, to.name, language),
        subject=letter.subject,
        text=letter.text,
        html=letter.html,
        kind=kind.key,
        scope=host.slug,
        from_name=host.name,
        is_urgent=True,
        now=now,
    )
