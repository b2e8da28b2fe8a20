"""What this flat holds about people: those who speak for organisations, and their languages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from handschlag.accounts.personal import needed_until
from handschlag.companies import verbs
from handschlag.companies.models import LanguageSkill, Person, Representative
from handschlag.engine.language import Text
from handschlag.events.models import Event
from handschlag.events.personal import AFTER_EVENT, TAKE_PART
from handschlag.foundation.models import AuditEntry
from handschlag.foundation.personal import (
    LONG_STANDING,
    NOBODY,
    Audience,
    Erasing,
    Fate,
    Group,
    Individual,
    Kind,
    Part,
    Retention,
    declare,
    known,
    nothing_personal,
    of_user,
    rows_are_people,
    trace,
)

NAME, LANGUAGES, OFFICE = "companies.name", "companies.languages", "companies.office"
LONG_ENOUGH = Retention(after=AFTER_EVENT, days=730, least=30, most=3650)
MOST_FOUND = 50


def register() -> None:
    """Declare it all."""
    rows_are_people(Person._meta.label, Representative._meta.label)
    known("person", Kind(load=_load, search=_search))
    trace(_rows)
    needed_until(_last_speaking)
    declare(_languages())
    declare(_offices())
    declare(_names())
    _nothing_else()


def _load(public_id: str) -> Individual | None:
    """Somebody without an account; whoever has one is known by that."""
    person = Person.objects.filter(public_id=public_id, user=None).first()
    return _individual(person) if person is not None else None


def _search(scope: str, words: str) -> Iterable[Individual]:
    here = Person.objects.filter(representations__participant__event__host__slug=scope).select_related("user")
    said = Q(name__icontains=words) | Q(name_latin__icontains=words) | Q(user__email__icontains=words)
    found = here.filter(said).exclude(name=NOBODY).distinct()
    return [
        of_user(person.user) if person.user else _individual(person)
        for person in found.order_by("name", "pk")[:MOST_FOUND]
    ]


def _individual(person: Person) -> Individual:
    return Individual(key=f"person:{person.public_id}", name=person.name, people=frozenset({person.pk}))


def _rows(one: Individual) -> Individual:
    """Her rows, and the names in them that she has not chosen just now."""
    rows = list(Person.objects.filter(Q(user=one.user or 0) | Q(pk__in=one.people)))
    names = {name for row in rows for name in (row.name, row.name_latin)} - {"", NOBODY}
    since = timezone.now() - LONG_STANDING
    ids = [row.public_id for row in rows]
    if AuditEntry.objects.filter(target_id__in=ids, verb=verbs.PERSON_CORRECTED, at__gt=since).exists():
        names = set()
    return replace(one, people=one.people | {row.pk for row in rows}, names=one.names | names)


def _names() -> Group:
    return Group(
        key=NAME,
        label=_("Name"),
        says=_("How you are called, as your partners read it."),
        purpose=TAKE_PART,
        audience=Audience.OTHER_SIDE,
        widest=Audience.PUBLIC,
        retention=LONG_ENOUGH,
        correct="companies:my_person",
        parts=(
            Part(
                label=_("Name"),
                model=Person,
                fields={"name": _("Name"), "name_latin": _("Name in Latin letters")},
                secret=("user",),
                rows=lambda one: Person.objects.filter(pk__in=one.people),
                fate=Fate.redacted(
                    name=NOBODY,
                    name_latin="",
                    user=None,
                    why=_("The organisation keeps its meetings; who spoke for it is “a person”."),
                ),
                scope="representations__participant__event__host__slug",
                is_shared=True,
                moment=lambda: _last_event("pk"),
                names_her=True,
            ),
        ),
    )


def _languages() -> Group:
    return Group(
        key=LANGUAGES,
        label=_("Languages"),
        says=_("Which languages you speak, so that an interpreter comes only where one is needed."),
        purpose=TAKE_PART,
        audience=Audience.OTHER_SIDE,
        widest=Audience.PUBLIC,
        retention=LONG_ENOUGH,
        correct="companies:my_person",
        parts=(
            Part(
                label=_("Languages"),
                model=LanguageSkill,
                fields={"language": _("Language"), "level": _("Level")},
                secret=("person",),
                rows=lambda one: LanguageSkill.objects.filter(person__in=one.people),
                fate=Fate.deleted(),
                scope="person__representations__participant__event__host__slug",
                is_shared=True,
                moment=lambda: _last_event("person"),
            ),
        ),
    )


def _offices() -> Group:
    return Group(
        key=OFFICE,
        label=_("Office"),
        says=_("For which organisation you speak, in which office, and when you are away."),
        purpose=TAKE_PART,
        audience=Audience.OTHER_SIDE,
        widest=Audience.PUBLIC,
        retention=LONG_ENOUGH,
        parts=(
            Part(
                label=_("Speaking for an organisation"),
                model=Representative,
                fields={"participant": _("Organisation"), "office": _("Office"), "away": _("Away")},
                secret=("person",),
                rows=lambda one: Representative.objects.filter(person__in=one.people),
                fate=Fate.changed(
                    _forget_office,
                    holds=~Q(office=Text()) | Q(Exists(_times_away())),
                    why=_("The organisation keeps its meetings; who spoke for it is “a person”."),
                ),
                scope="participant__event__host__slug",
                moment="participant__event__ends_at",
            ),
        ),
    )


def _times_away() -> QuerySet:
    return Representative.away.through.objects.filter(representative=OuterRef("pk"))


def _forget_office(rows: QuerySet, _erasing: Erasing) -> None:
    Representative.away.through.objects.filter(representative__in=rows.values("pk")).delete()
    rows.update(office=Text())


def _last_speaking() -> Subquery:
    rows = Event.objects.filter(participants__representatives__person__user=OuterRef("pk")).order_by("-ends_at")
    return Subquery(rows.values("ends_at")[:1])


def _last_event(person: str) -> Subquery:
    """When the last event ends at which she speaks for somebody."""
    events = Event.objects.filter(participants__representatives__person=OuterRef(person))
    return Subquery(events.order_by("-ends_at").values("ends_at")[:1])


def _nothing_else() -> None:
    nothing_personal("companies.Organisation", {"*": "a company or institution, not a person"})
    nothing_personal("companies.Delegation", {"*": "a body; its head is known by office only"})
    nothing_personal("companies.InvestmentProject", {"*": "a project of a body"})
    nothing_personal("companies.Participant", {"away": "when an organisation is away"})
    nothing_personal("companies.Representative_away", {"*": "told with the representative"})
