"""What this flat holds about people: who speaks at an event."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from handschlag.engine.language import Text
from handschlag.events.personal import AFTER_EVENT, TAKE_PART
from handschlag.foundation import revisions
from handschlag.foundation.personal import (
    Audience,
    Erasing,
    Fate,
    Group,
    Part,
    Retention,
    declare,
    nothing_personal,
    rows_are_people,
)
from handschlag.programme.models import Speaker

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
        ),
    )


def _forget(rows: QuerySet[Speaker], _erasing: Erasing) -> None:
    """Their names go, from the rows and from the pages that are kept."""
    slugs = sorted(set(rows.values_list("talk__event__slug", flat=True)))
    rows.update(name=Text(), person=None, has_agreed=False)
    for slug in slugs:
        revisions.bump(slug, "public")
