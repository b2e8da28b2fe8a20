"""What this flat holds about people: who has told a host of a barrier; all else is for everybody."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from handschlag.foundation.personal import (
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
from handschlag.portal.models import Feedback

BARRIERS = purpose(
    Purpose(
        key="barriers",
        title=_("Reports of barriers"),
        basis=Basis.DUTY,
        says=_(
            "Whoever meets a barrier on this site can tell the host, as the law on accessible web sites asks for. A "
            "mail address is used to answer and for nothing else."
        ),
    )
)


def register() -> None:
    """Declare it all."""
    public = "words of the host to everybody"
    _notices(public)
    nothing_personal("portal.FeedSource", {"*": "a feed of a partner"})
    nothing_personal("portal.FeedEntry", {"*": "what a partner has published"})
    nothing_personal("portal.SearchEntry", {"*": "words that stand on public pages; names of people are left out"})
    nothing_personal("portal.SearchWord", {"*": "words that stand on public pages; names of people are left out"})
    nothing_personal("portal.LegalPage", {"*": public})
    declare(_feedback())


def _notices(public: str) -> None:
    nothing_personal("portal.NoticeKind", {"*": public})
    nothing_personal("portal.Notice", {"*": public})
    nothing_personal("portal.NoticeLink", {"*": public})
    nothing_personal("portal.Attachment", {"*": public})


def _feedback() -> Group:
    return Group(
        key="portal.feedback",
        label=_("Reports of barriers"),
        says=_("What you told a host about a barrier on this site, if you left your mail address."),
        purpose=BARRIERS,
        retention=Retention(after=_("it was sent"), days=365, least=30, most=1095),
        parts=(
            Part(
                label=_("Reports of barriers"),
                model=Feedback,
                fields={
                    "page": _("Page"),
                    "message": _("Message"),
                    "email": _("Mail address"),
                    "language": _("Language"),
                    "created_at": _("Time"),
                },
                rows=_sent_by,
                fate=Fate.deleted(),
                scope="host__slug",
                moment="created_at",
                is_tie=False,
            ),
        ),
    )


def _sent_by(one: Individual) -> QuerySet[Feedback]:
    return Feedback.objects.filter(email__in=one.emails)
