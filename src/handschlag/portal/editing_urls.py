"""Addresses of the editor; each of a notice and of an event goes through the door of its kind."""

from __future__ import annotations

from django.urls import URLPattern, path

from handschlag.portal.editing import desks
from handschlag.portal.views import belongings, editor, writing

NOTICE, EVENT = "hosts/<slug:host>/notices/<id:notice>/", "events/<slug:event>/edit/"
VIEWS = {
    # name: what stands behind the address of the row, and the view
    "edit": ("", editor.edit),
    "autosave": ("autosave/", editor.autosave),
    "preview": ("preview/", editor.show),
    "versions": ("versions/", editor.history),
    "restore": ("versions/restore/", editor.restore),
    "step": ("step/", writing.step),
    "parts": ("parts/", belongings.parts),
    "add_file": ("files/", belongings.add_file),
}


def _both() -> list[URLPattern]:
    """The addresses that notices and events share."""
    return [
        path(f"{way}{end}", view, {"door": door}, name=f"{name}_{key}")
        for key, way, door in (("notice", NOTICE, desks.notice), ("event", EVENT, desks.event))
        for name, (end, view) in VIEWS.items()
    ]


urlpatterns = [
    path("hosts/<slug:host>/notices/", writing.all_notices, name="edit_notices"),
    path("hosts/<slug:host>/notices/new/", writing.new_notice, name="new_notice"),
    path("hosts/<slug:host>/events/", writing.all_events, name="edit_events"),
    path("hosts/<slug:host>/events/new/", writing.new_event, name="new_event"),
    *_both(),
    path(f"{NOTICE}links/", belongings.add_link, name="add_link"),
    path(f"{NOTICE}links/<id:public_id>/", belongings.change_link, name="change_link"),
    path(f"{NOTICE}files/<id:public_id>/remove/", belongings.remove_attachment, name="remove_attachment"),
    path(f"{EVENT}documents/<id:public_id>/remove/", belongings.remove_document, name="remove_document"),
    path(f"{EVENT}checklist/", writing.check, name="checklist_event"),
    path(f"{EVENT}copy/", writing.copy, name="copy_event"),
]
