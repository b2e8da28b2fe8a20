"""What the public will see: a row as it is kept, with what somebody has written and not saved."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.http import Http404

from handschlag.accounts.models import User
from handschlag.companies.queries import parts
from handschlag.events import queries as events
from handschlag.events.models import Event, Tag, TagKind
from handschlag.events.queries import Fee, Front, Label
from handschlag.foundation import drafts
from handschlag.portal import event_page, notice_page, queries
from handschlag.portal.editing.desks import Desk
from handschlag.portal.forms.event import EventForm
from handschlag.portal.forms.notice import NoticeForm
from handschlag.portal.forms.talk import TalkForm
from handschlag.portal.models import Notice
from handschlag.programme import queries as programme
from handschlag.programme.models import Speaker, Talk


def page(desk: Desk, *, user: User, now: datetime) -> tuple[str, dict[str, Any]]:
    """The template and what it takes, as the page for everybody has it."""
    draft = drafts.of(desk.row, user)
    form = desk.form(draft.values, row=desk.row) if draft is not None else None
    if form is not None:
        form.full_clean()
    more = {"desk": desk, "has_draft": form is not None, "wrong": _wrong(form) if form is not None else []}
    if isinstance(desk.row, Notice):
        told = _told(desk.row, form if isinstance(form, NoticeForm) else None, now)
        return "portal/editor/notice_preview.html", notice_page.context(told, now) | more
    if isinstance(desk.row, Talk):
        shown = _programme(desk.row, form if isinstance(form, TalkForm) else None)
        around = {"event": desk.event, "programme": shown, "now": now, "nav": desk.nav, "active": "programme"}
        return "portal/editor/talk_preview.html", around | more
    front = _front(desk.row, form if isinstance(form, EventForm) else None)
    of_kind = event_page.template(front.event)
    return "portal/editor/event_preview.html", event_page.context(front, now) | more | {"page_of_kind": of_kind}


def _wrong(form: Any) -> list[str]:
    """The fields that cannot be shown as they were written; what is kept stands there instead."""
    return [form.label_of(name) for name in form.errors if name in form.fields]


def _told(notice: Notice, form: NoticeForm | None, now: datetime) -> queries.Told:
    facts = form.facts() if form is not None else {}
    tags = facts.pop("tags", None)
    _write(notice, facts)
    if tags is not None:
        shown = Tag.objects.filter(pk__in=[tag.pk for tag in tags])
        setattr(notice, "_prefetched_objects_cache", {"tags": shown})  # noqa: B010
    event = events.with_details(events.everybodys(now).filter(pk=notice.event_id or 0)).first()
    return queries.Told(
        notice=notice,
        state=queries.state(notice, now),
        event=event,
        links=tuple(notice.links.all()),
        attachments=tuple(notice.attachments.select_related("file")),
        marks=events.marks(event) if event is not None else (),
        further=tuple(_chosen(form, now) or queries.further(notice, now)),
        all_current=queries.everybodys(now).count(),
    )


def _chosen(form: NoticeForm | None, now: datetime) -> list[Notice]:
    """The further notices that she has written, as far as everybody sees them."""
    chosen: list[Notice] = form.cleaned_data.get("further", []) if form is not None else []
    current = queries.everybodys(now).filter(pk__in=[one.pk for one in chosen]).in_bulk()
    return [current[one.pk] for one in chosen if one.pk in current]


def _front(event: Event, form: EventForm | None) -> Front:
    found = events.first_front(events.shown(Event.objects.filter(pk=event.pk)), **parts(event.slug))
    if found is None:
        raise Http404
    if form is None:
        return found
    _write(found.event, form.facts())
    tags, levels = form.chosen_tags(), form.levels()
    if tags is not None:
        found = replace(found, tags=tuple(Label(tag.slug, TagKind(tag.kind), tag.name, tag.number) for tag in tags))
    if levels is not None:
        found = replace(found, fees=tuple(Fee(one.size, one.amount, one.currency, one.note) for one in levels))
    return found


def _programme(talk: Talk, form: TalkForm | None) -> programme.Programme:
    """The whole programme, read as for everybody while the talk is as she has written it; then that is undone.

    So nothing of a speaker shows here that would not show there.
    """
    with transaction.atomic():
        if form is not None:
            _pretend(talk, form)
        shown = programme.of(talk.event)
        transaction.set_rollback(True)
    return shown


def _pretend(talk: Talk, form: TalkForm) -> None:
    facts = form.facts()
    if "ends_at" in form.errors:  # perhaps for it lies before the beginning
        facts.pop("starts_at", None)
    Talk.objects.filter(pk=talk.pk).update(**facts)
    Speaker.objects.filter(talk=talk).delete()
    Speaker.objects.bulk_create(
        Speaker(
            talk=talk, number=number, office=one.office, name=one.name, person=one.person, has_agreed=one.has_agreed
        )
        for number, one in enumerate(form.who_speaks(), start=1)
    )


def _write(row: Notice | Event, facts: dict[str, Any]) -> None:
    """On the row in memory only."""
    for name, value in facts.items():
        setattr(row, name, value)
