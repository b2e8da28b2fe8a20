"""Why a run has found that there is no plan, in words: what the planner's certificate says, with names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from babel.lists import format_list
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from handschlag.companies.models import Participant
from handschlag.foundation import reading
from handschlag.meetings.models import PlanningRun

MOST_NAMED = 6
"""Meetings that are named; of more their number is said."""
WORDS: Mapping[str, Promise] = {
    "no_common_slot": _("At no time can this meeting be held: %(meetings)s."),
    "limit": _("%(name)s wants fewer meetings than it would have to hold: %(meetings)s."),
    "hall": _("%(name)s has fewer times for these meetings than there are meetings: %(meetings)s."),
    "order": _("These meetings cannot follow one another as they have to: %(meetings)s."),
    "places": _("At the times when these meetings could be held there are too few tables: %(meetings)s."),
    "interpreters": _(
        "At the times when these meetings could be held there are too few interpreters for them: %(meetings)s."
    ),
    "fairness": _("%(name)s would have to wait more often than others, by more than is allowed."),
    "search": _("Every way to hold these meetings was ruled out: %(meetings)s."),
}
FAIR = _("Waiting could not be shared fairly enough.")
REMEDY = _("Allow a larger difference in waiting.")


def words(run: PlanningRun) -> str:
    """What the certificate of the run says; empty if it has none."""
    certificate = run.answer.get("certificate")
    said = WORDS.get(certificate["kind"]) if certificate else None
    if not said:
        return ""
    parties = {one["id"]: one["parties"] for one in run.problem.get("meetings", ())}
    pairs = [parties[name] for name in certificate["meetings"] if name in parties]
    names = _names(run, {certificate["participant"], *(party for pair in pairs[:MOST_NAMED] for party in pair)})
    sentence = str(said) % {"name": names.get(certificate["participant"], "–"), "meetings": _list(pairs, names)}
    if certificate["kind"] == "fairness":
        return f"{sentence} {REMEDY}"
    return f"{sentence} {FAIR} {REMEDY}" if "fair" in certificate["rules"] else sentence


def _names(run: PlanningRun, ids: set[str | None]) -> dict[str, str]:
    there = Participant.objects.filter(event=run.event_id, public_id__in=ids - {None}).select_related("organisation")
    return {one.public_id: one.organisation.name for one in there}


def _list(pairs: Sequence[Sequence[Any]], names: Mapping[str, str]) -> str:
    """The meetings by their parties, and how many there are beyond those that are named."""
    told = [" – ".join(names.get(party, "–") for party in pair) for pair in pairs[:MOST_NAMED]]
    more = len(pairs) - len(told)
    if more:
        told.append(ngettext("%(number)s more", "%(number)s more", more) % {"number": more})
    return format_list(told, locale=reading.reader())
