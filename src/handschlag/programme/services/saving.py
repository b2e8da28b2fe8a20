"""A talk and who speaks at it are written down together, as its form sends them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from handschlag.accounts.models import User
from handschlag.events.models import Event
from handschlag.programme.models import Talk
from handschlag.programme.services.speakers import Speaks, set_speakers
from handschlag.programme.services.talks import add_talk, change_talk


@transaction.atomic
def save(
    talk: Talk | None,
    facts: Mapping[str, Any],
    *,
    event: Event,
    speakers: Sequence[Speaks],
    based_on: int | None = None,
    by: User,
    now: datetime,
) -> Talk:
    """Add a talk, or change it, and say who speaks: all of it or nothing.

    Raises ``RuleBroken``: what ``add_talk``, ``change_talk`` and ``set_speakers`` raise.
    """
    if talk is None:
        kept = add_talk(event, facts, by=by, now=now)
    else:
        kept = change_talk(talk, facts, based_on=based_on, by=by, now=now)
    set_speakers(kept, speakers, by=by, now=now)
    return kept
