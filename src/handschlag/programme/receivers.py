"""What happens on floors below and changes which names everybody sees in programmes."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.db.models.signals import post_save, pre_delete
from django.dispatch import receiver

from handschlag.companies.models import Person
from handschlag.foundation import revisions
from handschlag.privacy.models import Choice, GroupRule
from handschlag.programme.models import Speaker
from handschlag.programme.personal import SPEAKING


@receiver([post_save, pre_delete], sender=Choice)
def speaker_has_chosen(instance: Choice, **_facts: Any) -> None:
    """She has decided who sees her name, or no longer."""
    if instance.group == SPEAKING:
        _pages_change(Q(person__user=instance.user_id))


@receiver([post_save, pre_delete], sender=GroupRule)
def host_has_decided(instance: GroupRule, **_facts: Any) -> None:
    """The host has decided who sees such names at most."""
    if instance.group == SPEAKING:
        _pages_change(Q(talk__event__host=instance.host_id))


@receiver([post_save, pre_delete], sender=Person)
def person_has_changed(instance: Person, created: bool = False, **_facts: Any) -> None:
    """She is called differently now, or nobody knows of her any more."""
    if not created:
        _pages_change(Q(person=instance))


def _pages_change(whose: Q) -> None:
    """Pages with a programme in which one of these speakers is named are made anew."""
    slugs = Speaker.objects.filter(whose, has_agreed=True).values_list("talk__event__slug", flat=True)
    for slug in sorted(set(slugs)):
        revisions.bump(slug, "public")
