"""Those who edit the portal say by which regions and sectors events and notices are found."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from handschlag.accounts.models import SignedInRequest
from handschlag.events import navigation
from handschlag.events.models import Host, Tag, TagKind
from handschlag.events.services import tags
from handschlag.foundation.errors import RuleBroken
from handschlag.foundation.reading import plain
from handschlag.portal import access, queries
from handschlag.portal.editing import rows
from handschlag.portal.forms.rows import MergeForm, NewTagForm, RowForm, TagForm


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def all_tags(request: SignedInRequest, host: str) -> HttpResponse:
    """The regions and sectors of a host in their order; sending the page adds one."""
    found = access.host_to_edit(request.user, host)
    if request.method != "POST":
        return _page(request, found)
    form = NewTagForm(request.POST, row=Tag(host=found))
    status = rows.written(form, lambda: tags.make(found, **form.facts(), by=request.user, now=timezone.now()))
    if status != rows.KEPT:
        return _page(request, found, new=form, status=status)
    messages.success(request, _("Added."))
    return redirect("portal:tags", host)


@require_POST
@login_required
def change(request: SignedInRequest, host: str, public_id: str) -> HttpResponse:
    """Rename a tag or give it another place, merge it into another one, or remove it."""
    tag = access.tag_to_edit(request.user, host, public_id)
    listed = list(tag.host.tags.filter(kind=tag.kind))
    told: dict[str, Any] = {"by": request.user, "now": timezone.now()}
    if request.POST.get("step") == "merge":
        return _merged(request, tag, listed, told)
    if request.POST.get("step") == "remove":
        return _removed(request, tag, told)
    form = TagForm(request.POST, row=tag, listed=listed)
    status = rows.written(form, lambda: tags.change(tag, **form.facts(), based_on=form.base, **told))
    if status != rows.KEPT:
        return _page(request, tag.host, changed=form, status=status)
    messages.success(request, _("Saved."))
    return redirect("portal:tags", host)


def _merged(request: SignedInRequest, tag: Tag, listed: list[Tag], told: dict[str, Any]) -> HttpResponse:
    form = MergeForm(request.POST, tag=tag, listed=listed)
    if form.is_valid():
        try:
            kept = tags.merge(tag, form.cleaned_data["into"], **told)
        except RuleBroken as broken:
            form.add_error("into", broken)
        else:
            messages.success(
                request, _("Merged. All of it is now found under “%(name)s”.") % {"name": plain(kept.name)}
            )
            return redirect("portal:tags", tag.host.slug)
    return _page(request, tag.host, merging=(tag, form), status=rows.REFUSED)


def _removed(request: SignedInRequest, tag: Tag, told: dict[str, Any]) -> HttpResponse:
    try:
        tags.remove(tag, **told)
    except RuleBroken as broken:
        messages.error(request, " ".join(broken.messages))
    else:
        messages.success(request, _("Removed."))
    return redirect("portal:tags", tag.host.slug)


def _page(
    request: SignedInRequest,
    host: Host,
    *,
    new: NewTagForm | None = None,
    changed: TagForm | None = None,
    merging: tuple[Tag, MergeForm] | None = None,
    status: int = 200,
) -> HttpResponse:
    forms: dict[int, RowForm] = {changed.row.pk: changed} if changed is not None else {}
    merges = {merging[0].pk: merging[1]} if merging is not None else {}
    groups, known = [], queries.tags_of(host)
    for kind, heading in ((TagKind.REGION, _("Regions")), (TagKind.SECTOR, _("Sectors"))):
        listed = [one for one in known if one.kind == kind]
        lines = [
            (
                one,
                forms.get(one.pk) or TagForm(row=one, listed=listed),
                merges.get(one.pk) or MergeForm(tag=one, listed=listed),
            )
            for one in listed
        ]
        groups.append((kind.value, heading, lines))
    context = {
        "host": host,
        "nav": navigation.at_host(host),
        "active": "notices",
        "subject": "tags",
        "groups": groups,
        "new": new or NewTagForm(row=Tag(host=host)),
        "refused": new or changed or (merging[1] if merging else None),
    }
    return render(request, "portal/editor/tags.html", context, status=status)
