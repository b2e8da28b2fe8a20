"""Small news are gathered: one mail instead of ten."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Min
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from handschlag.foundation.letters.kinds import Kind, Placeholder, register
from handschlag.foundation.letters.values import Line, Type
from handschlag.foundation.letters.wording import sender_of
from handschlag.foundation.letters.words import one_line
from handschlag.foundation.models import News, OutgoingMail
from handschlag.foundation.outbox import nights, waking
from handschlag.foundation.outbox.address import Address
from handschlag.foundation.outbox.writing import write

WINDOW = timedelta(hours=2)
LINE_LETTERS = 300

KIND = register(
    Kind(
        key="news",
        label=_("News, gathered"),
        subject=_("News from {sender}: {count}"),
        body=_("Good day,\n\nthis is new since we last wrote:\n\n{news}\n\nKind regards\n{sender}"),
        why=_("You receive this mail because something has changed in what you take part in."),
        placeholders=(
            Placeholder("sender", _("Who writes"), sample="Wirtschaftsförderung"),
            Placeholder("count", _("How many news"), Type.NUMBER, sample=2),
            Placeholder(
                "news",
                _("The news, line by line"),
                Type.LINES,
                sample=(Line("Werk 1 GmbH"), Line("Werk 2 GmbH")),
                is_needed=True,
            ),
        ),
    )
)


def note(
    *,
    to: Address,
    line: str,
    url: str = "",
    scope: str = "",
    group: str = "news",
    about: tuple[str, str] | None = None,
    window: timedelta = WINDOW,
    now: datetime | None = None,
) -> News:
    """Tell something small, in the caller's transaction: it goes out with all other news of this group to the address.

    The first piece of news waits for ``window``, and for the morning; the others go with it. ``line`` is in the
    recipient's language, ``url`` leads to a page of this site.
    """
    now = now or timezone.now()
    email = to.checked_email
    waiting = News.objects.filter(scope=scope, group=group, to_email=email, mail=None, due_at__gt=now)
    due_at = waiting.aggregate(first=Min("due_at"))["first"] or nights.by_day(now + window, to.time_zone)
    news = News.objects.create(
        scope=scope,
        group=group,
        to_email=email,
        to_name=to.safe_name,
        language=to.language,
        zone=to.time_zone,
        line=one_line(line, LINE_LETTERS),
        url=url,
        about_model=about[0] if about else "",
        about_id=about[1] if about else "",
        created_at=now,
        due_at=due_at,
    )
    waking.wake(due_at)
    return news


def gather(now: datetime) -> list[OutgoingMail]:
    """Write a mail for each address and group whose time has come."""
    due = News.objects.filter(mail=None, due_at__lte=now).order_by("pk")
    groups = dict.fromkeys(due.values_list("scope", "group", "to_email"))
    return [mail for group in groups if (mail := _gathered(*group, now=now))]


def next_due() -> datetime | None:
    """When the next news have to be gathered."""
    return News.objects.filter(mail=None).aggregate(first=Min("due_at"))["first"]


@transaction.atomic
def _gathered(scope: str, group: str, email: str, *, now: datetime) -> OutgoingMail | None:
    """One mail of all that waits; None if somebody else has just written it."""
    waiting = News.objects.select_for_update().filter(scope=scope, group=group, to_email=email, mail=None)
    news = list(waiting.order_by("created_at", "pk"))
    if not news:
        return None
    mail = _written(news, now=now)
    News.objects.filter(pk__in=[one.pk for one in news]).update(mail=mail)
    return mail


def _written(news: list[News], *, now: datetime) -> OutgoingMail:
    last = news[-1]
    to = Address(last.to_email, last.to_name, last.language, last.zone)
    values = {"sender": sender_of(last.scope).name, "count": len(news), "news": _lines(news)}
    return write(KIND.key, to=to, values=values, scope=last.scope, group=last.group, now=now)


def _lines(news: Iterable[News]) -> tuple[Line, ...]:
    return tuple(Line(one.line, one.url) for one in news)
