"""What depends on a participant here, for whoever thinks about cancelling."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q
from django.utils.translation import ngettext

from handschlag.companies.models import Participant
from handschlag.meetings.models import Meeting, Wish
from handschlag.meetings.states import PUBLISHED, WishState
from handschlag.registration.leaving import Consequence


def consequences(participant: Participant) -> Iterator[Consequence]:
    """Meetings of the published plan, which others see and which stay as history; and wishes."""
    hers = Q(first=participant) | Q(second=participant)
    if held := Meeting.objects.filter(hers, plan__state__in=PUBLISHED).count():
        says = ngettext("%(count)s meeting is not held.", "%(count)s meetings are not held.", held) % {"count": held}
        yield Consequence("meetings", says, held, keeps=True)
    given = Wish.objects.filter(Q(asker=participant) | Q(asked=participant)).exclude(state=WishState.WITHDRAWN)
    if wished := given.count():
        says = ngettext("%(count)s wish counts no longer.", "%(count)s wishes count no longer.", wished)
        yield Consequence("wishes", says % {"count": wished}, wished)
