"""Secret addresses under which a participant's calendar can be fetched."""

from __future__ import annotations

from handschlag.companies.models import Participant
from handschlag.foundation.models import opaque_id
from handschlag.meetings.models import Feed


def renew(participant: Participant) -> Feed:
    """Give the participant's calendar a new address; the old one, if there was one, leads nowhere from now on."""
    feed, _ = Feed.objects.update_or_create(participant=participant, defaults={"secret": opaque_id()})
    return feed
