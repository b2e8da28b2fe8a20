"""Applications that may be the same: compared side by side, merged, and parted again."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from handschlag.accounts.models import SignedInRequest
from handschlag.foundation import reading
from handschlag.foundation.errors import RuleBroken
from handschlag.registration import access, finding, listing
from handschlag.registration.models import Application, Merge
from handschlag.registration.services import merging
from handschlag.registration.views.organiser import framework

MOST_PAIRS = 100
OF_A_MERGE = ("kept__organisation", "dropped__organisation", "by")


@dataclass(frozen=True, slots=True)
class Compared:
    """A fact of both."""

    label: str
    first: str
    second: str

    @property
    def is_same(self) -> bool:
        return self.first.casefold() == self.second.casefold()


@never_cache
@login_required
@require_safe
def duplicates(request: SignedInRequest, event: str) -> HttpResponse:
    """All pairs of an event that may be the same."""
    found = access.event_to_decide(request.user, event)
    pairs = finding.twins(finding.candidates(found.pk))
    context = framework(found) | {
        "pairs": pairs[:MOST_PAIRS],
        "count": len(pairs),
        "merges": Merge.objects.filter(kept__event=found).select_related(*OF_A_MERGE),
        "kinds": listing.KINDS_OF_STATE,
    }
    return render(request, "registration/organiser/duplicates.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: SignedInRequest, event: str, public_id: str, other_id: str) -> HttpResponse:
    """Compare two, and merge them into the one that is kept."""
    first = access.application_to_decide(request.user, event, public_id)
    second = access.application_to_decide(request.user, event, other_id)
    refusal = None
    if request.method == "POST":
        by_id = {first.public_id: first, second.public_id: second}
        kept = by_id.get(request.POST.get("keep", ""))
        if kept is None:
            raise Http404
        dropped = second if kept is first else first
        try:
            merging.merge(kept, dropped, by=request.user, now=timezone.now())
        except RuleBroken as broken:
            refusal = broken
        else:
            messages.success(request, _("Merged. On this page it can be undone."))
            return redirect("registration:application_desk", event, kept.public_id)
    context = framework(first.event) | {
        "first": first,
        "second": second,
        "facts": _facts(first, second),
        "refusal": refusal,
        "kinds": listing.KINDS_OF_STATE,
    }
    return render(request, "registration/organiser/merge.html", context, status=422 if refusal else 200)


@require_POST
@login_required
def part(request: SignedInRequest, event: str, public_id: str) -> HttpResponse:
    """Undo a merge."""
    found = access.event_to_decide(request.user, event)
    row = get_object_or_404(Merge.objects.select_related("kept", "dropped"), kept__event=found, public_id=public_id)
    kept = row.kept.public_id
    try:
        dropped = merging.part(row, by=request.user, now=timezone.now())
    except RuleBroken as broken:
        messages.error(request, " ".join(broken.messages))
        return redirect("registration:application_desk", event, kept)
    messages.success(request, _("The merge is undone: these are two applications again."))
    return redirect("registration:application_desk", event, dropped.public_id)


def _facts(first: Application, second: Application) -> list[Compared]:
    ones, others = _said(first), _said(second)
    return [Compared(label, one, others[label]) for label, one in ones.items() if one or others[label]]


def _said(one: Application) -> dict[str, str]:
    """What is compared, in words."""
    return {
        _("State"): str(one.get_state_display()),
        _("Organisation"): one.organisation.name if one.organisation is not None else "",
        _("Contact person"): one.contact_name,
        _("Mail address"): one.email,
        _("Side"): reading.plain(one.side.name) if one.side is not None else "",
        _("Country"): reading.country(one.country) if one.country else "",
        _("Region"): one.region,
        _("Size"): str(listing.SIZES.get(one.size, "")),
        _("Sectors"): ", ".join(reading.plain(tag.name) for tag in one.sectors.all()),
        _("Representatives"): ", ".join(row.name for row in one.applicants.all()),
        _("Arrived"): reading.day(one.submitted_at, one.event.time_zone, "medium") if one.submitted_at else "",
    }
