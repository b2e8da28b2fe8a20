"""The kinds of notices that every host begins with; it renames them and adds others."""

from __future__ import annotations

from handschlag.engine.language import Text
from handschlag.events.models import Host
from handschlag.portal.models import NoticeKind
from handschlag.portal.states import KindIcon

FIRST = (
    ("notice", KindIcon.NEWS, Text.of(de="Meldung", en="Notice", ru="Сообщение")),
    ("link", KindIcon.LINK, Text.of(de="Link", en="Link", ru="Ссылка")),
    ("date", KindIcon.DATE, Text.of(de="Termin", en="Date", ru="Дата")),
    ("tender", KindIcon.TENDER, Text.of(de="Ausschreibung", en="Tender", ru="Тендер")),
    ("funding", KindIcon.FUNDING, Text.of(de="Förderung", en="Funding", ru="Поддержка")),
)


def begin(host: Host) -> None:
    """Give a host its first kinds; those of these keys that it has stay as they are."""
    NoticeKind.objects.bulk_create(
        (
            NoticeKind(host=host, key=key, icon=icon, name=name, number=number)
            for number, (key, icon, name) in enumerate(FIRST, start=1)
        ),
        ignore_conflicts=True,
    )


def first_of(host: Host) -> NoticeKind:
    """The kind of a notice of which nobody has said another one."""
    known = host.notice_kinds.first()
    if known is None:
        begin(host)
        known = host.notice_kinds.get(number=1)
    return known
