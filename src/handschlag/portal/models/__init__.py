"""What the portal stores, a file for each subject."""

from handschlag.portal.models.feeds import FeedEntry, FeedSource
from handschlag.portal.models.legal import Feedback, LegalKind, LegalPage
from handschlag.portal.models.notices import Attachment, Notice, NoticeKind, NoticeLink, Related
from handschlag.portal.models.search import SearchEntry, SearchKind, SearchWord

__all__ = [
    "Attachment",
    "FeedEntry",
    "FeedSource",
    "Feedback",
    "LegalKind",
    "LegalPage",
    "Notice",
    "NoticeKind",
    "NoticeLink",
    "Related",
    "SearchEntry",
    "SearchKind",
    "SearchWord",
]
