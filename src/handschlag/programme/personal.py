"""What this flat holds about people: who speaks at an event."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from handschlag.companies.models import Person
from handschlag.engine.language import Text
from handschlag.events.personal import AFTER_EVENT, TAKE_PART
from handschlag.foundation import revisions, versions
from handschlag.foundation.models import Version
from handschlag.foundation.personal import (
    Audience,
    Erasing,
    Fate,
    Group,
    Individual,
    Part,
    Retention,
    declare,
    nothing_personal,
    rows_are_people,
)
from handschlag.programme import speaking
from handschlag.programme.models import Speaker, Talk

SPEAKING = "programme.speaking"


def register() -> None:
    """Declare it all."""
    rows_are_people(Speaker._meta.label)
    declare(_speaking())
    nothing_personal("programme.Talk", {"*": "an item of a programme; who speaks stands in rows of its own"})


def _speaking() -> Group:
    return Group(
        key=SPEAKING,
        label=_("Speaking at an event"),
        says=_("At which talks you speak, and in which office. Your name is only shown if you have agreed to it."),
        purpose=TAKE_PART,
        audience=Audience.PUBLIC,
        widest=Audience.PUBLIC,
        retention=Retention(after=AFTER_EVENT, days=730, least=30, most=3650),
        parts=(
            Part(
                label=_("Talks"),
                model=Speaker,
                fields={
                    "talk": _("Talk"),
                    "name": _("Name"),
                    "office": _("Office"),
                    "has_agreed": _("You have agreed that your name is shown"),
                },
                secret=("person",),
                rows=lambda one: Speaker.objects.filter(person__in=one.people),
                fate=Fate.changed(
                    _forget,
                    holds=~Q(name=Text()) | Q(person__isnull=False),
                    why=_("The programme stays as it was; of those who spoke it names the office alone."),
                ),
                scope="talk__event__host__slug",
                moment="talk__event__ends_at",
            ),
            Part(
                label=_("Earlier versions of the programme"),
                model=Version,
                fields={"at": _("Time"), "number": _("Version")},
                rows=_versions_about,
                fate=Fate.changed(
                    _forget_versions,
                    why=_("The programme stays as it was; of those who spoke it names the office alone."),
                ),
            ),
        ),
    )


def _forget(rows: QuerySet[Speaker], erasing: Erasing) -> None:
    """Their names go, from the rows, from what these were before, and from the pages that are kept."""
    slugs = sorted(set(rows.values_list("talk__event__slug", flat=True)))
    keys = frozenset(rows.values_list("public_id", flat=True))
    if erasing.individual is None:  # the time of the event is over, also for those who left its programme before
        _strike(Talk.objects.filter(event__slug__in=slugs), lambda _values, name: speaking.is_personal(name))
    else:
        people = _ids(erasing.individual)
        _strike(
            Talk.objects.filter(speakers__in=rows).distinct(),
            lambda values, name: speaking.is_about(values, name, keys=keys, people=people),
        )
    rows.update(name=Text(), person=None, has_agreed=False)
    for slug in slugs:
        revisions.bump(slug, "public")


def _versions_about(one: Individual) -> QuerySet[Version]:
    """What talks were when she stood among those who speak, also if she has left them since."""
    written = Version.objects.filter(target_type=Talk._meta.label_lower).annotate(said=Cast("values", TextField()))
    about = Q(pk__in=())
    for public_id in _ids(one):
        about |= Q(said__contains=public_id)
    return written.filter(about)


def _forget_versions(rows: QuerySet[Version], erasing: Erasing) -> None:
    people = _ids(erasing.individual) if erasing.individual is not None else frozenset()
    talks = (Talk(pk=pk) for pk in sorted(set(rows.values_list("target_id", flat=True))))
    _strike(talks, lambda values, name: speaking.is_about(values, name, keys=frozenset(), people=people))


def _strike(talks: Iterable[Talk], is_struck: Callable[[versions.Values, str], bool]) -> None:
    for talk in talks:
        versions.strike(talk, is_struck)


def _ids(one: Individual) -> frozenset[str]:
    return frozenset(Person.objects.filter(pk__in=one.people).values_list("public_id", flat=True))
