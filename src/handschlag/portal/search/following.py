"""Follows what changes below: whatever is saved or deleted is found as it now is, in the same transaction.

The floors below know nothing of a search. What is written past the signals (in bulk) is found after ``index.heal``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import Model
from django.db.models.signals import m2m_changed, post_delete, post_migrate, post_save, pre_delete
from django.dispatch import Signal

from handschlag.companies.models import Delegation, InvestmentProject, Organisation, Participant
from handschlag.events.models import Event, Fair, Room, Tag
from handschlag.portal.models import Notice, SearchEntry, SearchKind
from handschlag.portal.search import dialects, index, vocabulary
from handschlag.programme.models import Speaker, Talk

Touched = Iterable[tuple[SearchKind, Iterable[int]]]


def _tag(tag: Any) -> Touched:
    yield SearchKind.NOTICE, tag.notices.order_by().values_list("pk", flat=True)
    yield SearchKind.EVENT, tag.events.order_by().values_list("pk", flat=True)


def _fair(fair: Fair) -> Touched:
    yield SearchKind.EVENT, fair.events.order_by().values_list("pk", flat=True)


def _delegation(delegation: Delegation) -> Touched:
    yield SearchKind.EVENT, [delegation.event_id]
    yield SearchKind.PROJECT, delegation.investment_projects.order_by().values_list("pk", flat=True)


TOUCHED: dict[type[Model], Callable[[Any], Touched]] = {
    Notice: lambda notice: [(SearchKind.NOTICE, [notice.pk])],
    Event: lambda event: [(SearchKind.EVENT, [event.pk])],
    Organisation: lambda organisation: [(SearchKind.ORGANISATION, [organisation.pk])],
    InvestmentProject: lambda project: [(SearchKind.PROJECT, [project.pk])],
    Talk: lambda talk: [(SearchKind.TALK, [talk.pk])],
    Speaker: lambda speaker: [(SearchKind.TALK, [speaker.talk_id])],
    Room: lambda room: [(SearchKind.TALK, room.talks.order_by().values_list("pk", flat=True))],
    Delegation: _delegation,
    Fair: _fair,
    Tag: _tag,
}
"""What has to be written anew when such a row is saved."""
PARTS = (Speaker, Delegation, Room, Fair, Tag)
"""Rows that are part of what things say: those are written anew when one goes, too."""
TAGGED: dict[type[Model], SearchKind] = {Notice: SearchKind.NOTICE, Event: SearchKind.EVENT}
REMEMBERED = "_things_found_by_it"


def connect() -> None:
    """Listen from now on."""
    for model in TOUCHED:
        _listen(post_save, _saved, model)
    _listen(post_save, _came, Participant)
    for part in PARTS:
        _listen(pre_delete, _part_going, part)
        _listen(post_delete, _part_gone, part)
    for through in (Notice.tags.through, Event.tags.through):
        _listen(m2m_changed, _tagged, through)
    _listen(post_delete, _entry_gone, SearchEntry)
    post_migrate.connect(_migrated, dispatch_uid="portal.search")


def _listen(signal: Signal, receiver: Callable[..., None], sender: type[Model]) -> None:
    signal.connect(receiver, sender=sender, dispatch_uid=f"portal.search.{receiver.__name__}.{sender.__name__}")


def _write(touched: Touched) -> None:
    for kind, pks in touched:
        index.write(kind, pks)


def _saved(sender: type[Model], instance: Model, *, raw: bool = False, created: bool, **_signal: Any) -> None:
    if raw:  # rows that are only loaded may come before those that they speak of
        return
    if not (created and sender is Organisation):  # what has just been made has come to nothing yet
        _write(TOUCHED[sender](instance))


def _came(instance: Participant, *, raw: bool, created: bool, update_fields: Any, **_signal: Any) -> None:
    """An organisation is found as soon as it takes part in something."""
    if raw or not (created or update_fields is None or "organisation" in update_fields):
        return
    if Participant.organisation.is_cached(instance):
        index.write_known(SearchKind.ORGANISATION, instance.organisation)
    else:
        _write([(SearchKind.ORGANISATION, [instance.organisation_id])])


def _part_going(sender: type[Model], instance: Model, origin: Any, **_signal: Any) -> None:
    """Remember what is found by it, for once it is gone nobody can tell; what goes itself need not be written."""
    if isinstance(origin, sender) or getattr(origin, "model", None) is sender:
        setattr(instance, REMEMBERED, [(kind, list(pks)) for kind, pks in TOUCHED[sender](instance)])


def _part_gone(instance: Model, **_signal: Any) -> None:
    _write(getattr(instance, REMEMBERED, ()))


def _tagged(instance: Model, action: str, reverse: bool, model: type[Model], **signal: Any) -> None:
    """Tags were set: at the thing, or (in reverse) things at the tag."""
    if action == "pre_clear" and reverse:
        setattr(instance, REMEMBERED, [(kind, list(pks)) for kind, pks in _tag(instance)])
    if not action.startswith("post_"):
        return
    if not reverse:
        _write(TOUCHED[type(instance)](instance))
    elif (pks := signal["pk_set"]) is not None:
        _write([(TAGGED[model], pks)])
    else:
        _write(getattr(instance, REMEMBERED, ()))


def _entry_gone(instance: SearchEntry, **_signal: Any) -> None:
    vocabulary.forget(instance.keys.split())


def _migrated(app_config: Any, using: str, **_signal: Any) -> None:
    if app_config.label == SearchEntry._meta.app_label:
        dialects.prepare(using)
