"""Where a notice stands, and what it may become."""

from __future__ import annotations

from django.db import models
from django.utils.translation import pgettext_lazy

from handschlag.foundation.states import Transitions


class NoticeState(models.TextChoices):
    """Computed from the times of a notice and the clock; stored nowhere."""

    DRAFT = "draft", pgettext_lazy("notice", "draft")
    SCHEDULED = "scheduled", pgettext_lazy("notice", "scheduled")
    EMBARGOED = "embargoed", pgettext_lazy("notice", "under embargo")
    PUBLISHED = "published", pgettext_lazy("notice", "published")
    EXPIRED = "expired", pgettext_lazy("notice", "no longer current")
    ARCHIVED = "archived", pgettext_lazy("notice", "archived")


STEPS = Transitions(
    {
        NoticeState.DRAFT: {"publish", "delete"},
        NoticeState.SCHEDULED: {"publish", "withdraw"},
        NoticeState.EMBARGOED: {"publish", "withdraw"},
        NoticeState.PUBLISHED: {"withdraw", "archive"},
        NoticeState.EXPIRED: {"withdraw", "archive"},
        NoticeState.ARCHIVED: {"take_back"},
    }
)
"""What editors may do with a notice where it stands; all other changes of state come by the clock."""


class LinkKind(models.TextChoices):
    """What a further link leads to."""

    PAGE = "page", pgettext_lazy("link", "page")
    REGISTRATION = "registration", pgettext_lazy("link", "registration")
    FILE = "file", pgettext_lazy("link", "file")
    MAP = "map", pgettext_lazy("link", "map")
    VIDEO = "video", pgettext_lazy("link", "video")
    FAIR = "fair", pgettext_lazy("link", "fair")


class KindIcon(models.TextChoices):
    """The icons of kinds of notices; each is drawn in ``ui/icon.html``."""

    NEWS = "news", pgettext_lazy("icon", "newspaper")
    LINK = "chain", pgettext_lazy("icon", "link of a chain")
    DATE = "cal", pgettext_lazy("icon", "calendar")
    TENDER = "gavel", pgettext_lazy("icon", "hammer of an auction")
    FUNDING = "coins", pgettext_lazy("icon", "coins")
    TALK = "talk", pgettext_lazy("icon", "speech bubbles")
    PEOPLE = "people", pgettext_lazy("icon", "people")
    PLACE = "pin", pgettext_lazy("icon", "pin")
    INFO = "info", pgettext_lazy("icon", "information")
