"""Which organisation is meant by a name that the office types or a file holds."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from handschlag.companies.models import Organisation, Participant
from handschlag.engine.language import folding
from handschlag.events.models import Host
from handschlag.registration import known
from handschlag.registration.models import Application


def known_at(host: Host) -> QuerySet[Organisation]:
    """Those that have applied to this host or taken part at one of its events."""
    applied = Application.objects.filter(event__host=host, organisation=OuterRef("pk"))
    took_part = Participant.objects.filter(event__host=host, organisation=OuterRef("pk"))
    return Organisation.objects.filter(Exists(applied) | Exists(took_part))


def named(name: str, *, country: str, host: Host) -> Organisation | None:
    """The one of this name and country that is known here, else a new one; None where no name is given.

    Large and small letters are one, in every script: databases do not know that, so it is compared here.
    """
    if not name:
        return None
    known.fold_new_names()
    rows = known_at(host).filter(_sounding(name), country=country).order_by("pk")
    called = (one for one in rows if name.casefold() in (one.name.casefold(), one.name_latin.casefold()))
    return next(called, None) or Organisation.objects.create(name=name, country=country)


def _sounding(name: str) -> Q:
    found = Q()
    for word in folding.words(name):
        found &= Q(folded_name__keys__contains=f" {folding.keys(word)[0]} ")
    return found
