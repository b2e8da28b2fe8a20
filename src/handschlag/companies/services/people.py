"""A person puts right what stands about her."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from handschlag.accounts.models import User
from handschlag.companies import verbs
from handschlag.companies.models import LanguageLevel, LanguageSkill, Person
from handschlag.foundation import audit


@transaction.atomic
def correct(
    person: Person, *, name: str, name_latin: str, languages: Mapping[str, LanguageLevel], by: User, now: datetime
) -> Person:
    """Her name, how it is written in Latin letters, and her languages with their levels; all of them, no others."""
    person = Person.objects.select_for_update().get(pk=person.pk)
    before = (person.name, person.name_latin, dict(person.languages.values_list("language", "level")))
    if before == (name, name_latin, dict(languages)):
        return person
    person.name, person.name_latin = name, name_latin
    person.save(update_fields=["name", "name_latin", "changed_at"])
    person.languages.exclude(language__in=languages).delete()
    for language, level in languages.items():
        LanguageSkill.objects.update_or_create(person=person, language=language, defaults={"level": level})
    audit.record(by, verbs.PERSON_CORRECTED, person, person=person.user, now=now)
    return person
