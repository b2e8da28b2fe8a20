"""A mail as it goes over the wire."""

from __future__ import annotations

from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import PurePath

from django.conf import settings

from handschlag.foundation.letters.words import one_line
from handschlag.foundation.models import MailAttachment, OutgoingMail
from handschlag.foundation.outbox.address import NAME_LETTERS

POLICY = SMTP.clone(cte_type="7bit")
"""Every line short and in ASCII: no server on the way has to change anything."""
SITE = "Handschlag"
ASKS = ("REQUEST", "CANCEL", "REPLY")
"""Calendar files that mail programmes answer; they look for them beside the text."""


def built(mail: OutgoingMail, *, now: datetime) -> EmailMessage:
    """The mail with everything in it; what people have written stands in no header but as one short line."""
    message = EmailMessage(policy=POLICY)
    message.set_content(mail.text)
    if mail.html:
        message.add_alternative(mail.html, subtype="html")
    for file in sorted(mail.attachments.all(), key=lambda file: file.method not in ASKS):
        _attach(message, file)
    for name, value in _head(mail, now).items():  # at last: parts that are added take along what stands here before
        message[name] = value
    return message


def _head(mail: OutgoingMail, now: datetime) -> dict[str, str | Address]:
    head: dict[str, str | Address] = {
        "Message-ID": mail.message_id,
        "Date": format_datetime(now),
        "From": Address(mail.from_name or SITE, addr_spec=settings.EMAIL_FROM),
        "To": Address(mail.to_name, addr_spec=mail.to_email),
        "Subject": mail.subject,
        "Content-Language": mail.language,
        "Auto-Submitted": "auto-generated",  # who is away need not answer
    }
    if mail.reply_to:
        head["Reply-To"] = Address(addr_spec=mail.reply_to)
    if mail.is_bulk:
        head["Precedence"] = "bulk"
    if mail.unsubscribe:
        head["List-Unsubscribe"] = f"<{mail.unsubscribe}>"
    return head


def _attach(message: EmailMessage, file: MailAttachment) -> None:
    kind, _, subtype = file.content_type.partition("/")
    params = {"method": file.method} if file.method else {}
    if file.method in ASKS:
        message.add_alternative(bytes(file.content).decode(), subtype=subtype, params=params)
    else:
        message.add_attachment(
            bytes(file.content), maintype=kind, subtype=subtype, filename=safe_name(file.name), params=params
        )


def safe_name(name: str) -> str:
    """The name of a file without a folder, on one line."""
    return PurePath(one_line(name, NAME_LETTERS).replace("\\", "/")).name.lstrip(".") or "file"
