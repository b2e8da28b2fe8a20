"""A letter is composed and posted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from handschlag.foundation.letters import composing, kinds, wording
from handschlag.foundation.letters.wording import Worded
from handschlag.foundation.models import OutgoingMail
from handschlag.foundation.outbox.address import Address
from handschlag.foundation.outbox.posting import post


def write(
    kind: str, *, to: Address, values: Mapping[str, Any], scope: str = "", worded: Worded | None = None, **options: Any
) -> OutgoingMail:
    """Write a letter of a registered kind in its recipient's language and in the words of the host, and post it.

    ``worded``: who writes, and the words that the host has chosen, where that was asked for with something else.
    ``options`` are those of ``post``: ``about``, ``attachments``, ``reply_to``, ``not_before``, ``once``, ``now`` …
    Raises what ``post`` and ``letters.compose`` do.
    """
    of = kinds.kind_of(kind)
    language = composing.spoken(to.language)
    sender, (subject, body) = worded or wording.letter_of(scope, kind, language)
    letter = composing.compose(of, values, language=language, sender=sender, subject=subject, body=body)
    usual: dict[str, Any] = {"from_name": sender.name, "is_urgent": of.is_urgent, "is_secret": of.is_secret}
    return post(
        to=replace(to, language=language),
        subject=letter.subject,
        text=letter.text,
        html=letter.html,
        kind=kind,
        scope=scope,
        **(usual | options),
    )
