"""Addresses of the editor; each of a notice, of an event and of a talk goes through the door of its kind."""

from __future__ import annotations

from django.urls import URLPattern, path

from handschlag.portal.editing import desks
from handschlag.portal.views import belongings, editor, fairs, kinds, tags, talks, writing

NOTICE, EVENT = "hosts/<slug:host>/notices/<id:notice>/", "events/<slug:event>/edit/"
TALK = "events/<slug:event>/programme/talks/<id:talk>/"
DOORS = (("notice", NOTICE, desks.notice), ("event", EVENT, desks.event), ("talk", TALK, desks.talk))
WRITTEN = {
    # name: what stands behind the address of the row, and the view
    "edit": ("", editor.edit),
    "autosave": ("autosave/", editor.autosave),
    "preview": ("preview/", editor.show),
    "versions": ("versions/", editor.history),
    "restore": ("versions/restore/", editor.restore),
}
WITH_PARTS = {
    "step": ("step/", writing.step),
    "parts": ("parts/", belongings.parts),
    "add_file": ("files/", belongings.add_file),
}


def _shared() -> list[URLPattern]:
    """The addresses that they share; what is published by itself and has files has some more."""
    return [
        path(f"{way}{end}", view, {"door": door}, name=f"{name}_{key}")
        for key, way, door in DOORS
        for name, (end, view) in (WRITTEN if key == "talk" else WRITTEN | WITH_PARTS).items()
    ]


urlpatterns = [
    path("hosts/<slug:host>/notices/", writing.all_notices, name="edit_notices"),
    path("hosts/<slug:host>/notices/new/", writing.new_notice, name="new_notice"),
    path("hosts/<slug:host>/notices/kinds/", kinds.all_kinds, name="kinds"),
    path("hosts/<slug:host>/notices/kinds/<id:public_id>/", kinds.change, name="change_kind"),
    path("hosts/<slug:host>/tags/", tags.all_tags, name="tags"),
    path("hosts/<slug:host>/tags/<id:public_id>/", tags.change, name="change_tag"),
    path("hosts/<slug:host>/fairs/", fairs.all_fairs, name="fairs"),
    path("hosts/<slug:host>/fairs/new/", fairs.new_fair, name="new_fair"),
    path("hosts/<slug:host>/fairs/<id:public_id>/", fairs.fair, name="fair"),
    path("hosts/<slug:host>/fairs/<id:public_id>/marks/", fairs.add_mark, name="add_mark"),
    path("hosts/<slug:host>/fairs/<id:public_id>/marks/<id:mark>/", fairs.change_mark, name="change_mark"),
    path("hosts/<slug:host>/events/", writing.all_events, name="edit_events"),
    path("hosts/<slug:host>/events/new/", writing.new_event, name="new_event"),
    *_shared(),
    path(f"{NOTICE}links/", belongings.add_link, name="add_link"),
    path(f"{NOTICE}links/<id:public_id>/", belongings.change_link, name="change_link"),
    path(f"{NOTICE}files/<id:public_id>/remove/", belongings.remove_attachment, name="remove_attachment"),
    path(f"{EVENT}documents/<id:public_id>/remove/", belongings.remove_document, name="remove_document"),
    path(f"{EVENT}checklist/", writing.check, name="checklist_event"),
    path(f"{EVENT}copy/", writing.copy, name="copy_event"),
    path(f"{TALK}move/", talks.move, name="move_talk"),
    path(f"{TALK}remove/", talks.remove, name="remove_talk"),
]
