"""What this flat holds about people: who applied, who is to come, what they answered, what the office noted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from handschlag.engine.language import Text
from handschlag.events.personal import AFTER_EVENT, COOPERATE, TAKE_PART
from handschlag.foundation.personal import (
    NOBODY,
    Erasing,
    Fate,
    Group,
    Individual,
    Kind,
    Part,
    Retention,
    declare,
    known,
    masking,
    nothing_personal,
    trace,
)
from handschlag.registration import finding
from handschlag.registration.models import (
    Answer,
    Applicant,
    Application,
    ApplicationInvitation,
    Import,
    ListColumns,
    Merge,
    Note,
    OwnLink,
    Snooze,
)

MOST_FOUND = 50
USUAL_DAYS = 730
SENSITIVE_DAYS = 14
STAYS = _("The application itself is the organisation's, and counts among those of the event.")


NAMELESS: dict[str, Any] = {
    "name": NOBODY,
    "name_latin": "",
    "email": "",
    "office": Text(),
    "languages": [],
    "person": None,
}


def register() -> None:
    """Declare it all."""
    known("applicant", Kind(load=_load, search=_search))
    trace(_names)
    declare(_applications())
    declare(_applicants())
    declare(_answers())
    declare(_sensitive())
    declare(_invitations())
    declare(_work())
    declare(_columns())
    _nothing_else()


def _load(public_id: str) -> Individual | None:
    """Somebody who is named in an application; whoever has an account is known by that."""
    row = Applicant.objects.filter(public_id=public_id).exclude(name=NOBODY).first()
    return _individual(row) if row is not None else None


def _search(scope: str, words: str) -> Iterable[Individual]:
    here = Applicant.objects.filter(application__event__host__slug=scope, person=None).exclude(name=NOBODY)
    found = here.filter(Q(name__icontains=words) | Q(name_latin__icontains=words) | Q(email__icontains=words))
    return [_individual(row) for row in found.order_by("name", "pk")[:MOST_FOUND]]


def _individual(row: Applicant) -> Individual:
    emails = frozenset({row.email}) - {""}
    return Individual(key=f"applicant:{row.public_id}", name=row.name, emails=emails)


def _names(one: Individual) -> Individual:
    """As she is called in applications under her address."""
    rows = Applicant.objects.filter(_named(one)).values_list("name", "name_latin")
    return replace(one, names=one.names | ({name for pair in rows for name in pair} - {"", NOBODY}))


def _named(one: Individual) -> Q:
    key = one.key.removeprefix("applicant:") if one.key.startswith("applicant:") else ""
    return Q(person__in=one.people) | Q(email__in=one.emails) | Q(public_id=key or None)


def _hers(one: Individual) -> Q:
    return Q(user=one.user or 0) | Q(email__in=one.emails)


def _applications() -> Group:
    return Group(
        key="registration.applications",
        label=_("Applications"),
        says=_("To which event you applied, for which organisation, and what became of it."),
        purpose=TAKE_PART,
        retention=Retention(after=AFTER_EVENT, days=USUAL_DAYS, least=30, most=3650),
        parts=(
            Part(
                label=_("Notes about your application"),
                model=Note,
                fields={"at": _("Time"), "text": _("Note")},
                secret=("by", "application", "kind"),
                rows=lambda one: Note.objects.filter(application__in=Application.objects.filter(_hers(one))),
                fate=Fate.deleted(),
                scope="application__event__host__slug",
                moment="application__event__ends_at",
            ),
            Part(
                label=_("Notes in which you are named"),
                model=Note,
                fields={"at": _("Time")},
                secret=("by", "application", "kind", "text"),
                rows=lambda one: masking.naming(Note.objects.all(), one.words, "text"),
                fate=Fate.changed(masking.mask("text")),
                scope="application__event__host__slug",
                is_tie=False,
            ),
            Part(
                label=_("Applications"),
                model=Application,
                fields={
                    "event": _("Event"),
                    "organisation": _("Organisation"),
                    "contact_name": _("Contact person"),
                    "email": _("Mail address"),
                    "region": _("Region"),
                    "state": _("State"),
                    "submitted_at": _("Time"),
                    "late_reason": _("Why it came late"),
                    "objection": _("Objection"),
                    "reason": _("Reason"),
                    "conditions": _("Conditions"),
                },
                secret=("user", "ticket", "language", "found_by", "sorted_as"),
                rows=lambda one: Application.objects.filter(_hers(one)),
                fate=Fate.redacted(
                    contact_name=NOBODY,
                    email="",
                    user=None,
                    late_reason="",
                    objection="",
                    found_by="",
                    sorted_as="",
                    reason=Text(),
                    conditions=Text(),
                    why=STAYS,
                ),
                scope="event__host__slug",
                moment="event__ends_at",
                names_her=True,
            ),
        ),
    )


def _applicants() -> Group:
    return Group(
        key="registration.applicants",
        label=_("Representatives in applications"),
        says=_("Who was to speak for the organisation, in which office, with which languages."),
        purpose=TAKE_PART,
        retention=Retention(after=AFTER_EVENT, days=USUAL_DAYS, least=30, most=3650),
        parts=(
            Part(
                label=_("Representatives in applications"),
                model=Applicant,
                fields={
                    "application": _("Application"),
                    "name": _("Name"),
                    "name_latin": _("Name in Latin letters"),
                    "email": _("Mail address"),
                    "office": _("Office"),
                    "languages": _("Languages"),
                    "wants_photo": _("Photo"),
                },
                secret=("person",),
                rows=lambda one: Applicant.objects.filter(_named(one)),
                fate=Fate.changed(_forget, holds=~Q(**NAMELESS), why=STAYS),
                scope="application__event__host__slug",
                moment="application__event__ends_at",
                names_her=True,
            ),
        ),
    )


def _forget(rows: QuerySet, _erasing: Erasing) -> None:
    """Her row stays without her, and the application is no longer found by her name."""
    hers = Applicant.objects.filter(pk__in=list(rows.values_list("pk", flat=True)))
    hers.update(**NAMELESS)
    finding.forget(hers)


def _answers() -> Group:
    return Group(
        key="registration.answers",
        label=_("Answers"),
        says=_("What you answered when you applied."),
        purpose=TAKE_PART,
        retention=Retention(after=AFTER_EVENT, days=365, least=0, most=1825),
        parts=(_answered(_("Answers"), is_sensitive=False),),
    )


def _sensitive() -> Group:
    return Group(
        key="registration.sensitive",
        label=_("Answers that are nobody else's business"),
        says=_("Such as diet, access needs or passport: seen by those who need them, and deleted early."),
        purpose=TAKE_PART,
        retention=Retention(after=AFTER_EVENT, days=SENSITIVE_DAYS, least=0, most=90),
        parts=(_answered(_("Answers that are nobody else's business"), is_sensitive=True),),
    )


def _answered(label: Any, *, is_sensitive: bool) -> Part:
    def rows(one: Individual) -> QuerySet:
        named = Applicant.objects.filter(_named(one), pk=OuterRef("applicant"))
        applied = Application.objects.filter(_hers(one), pk=OuterRef("application"))
        hers = Exists(named) | (Q(applicant=None) & Exists(applied))
        return Answer.objects.filter(hers, question__is_sensitive=is_sensitive)

    return Part(
        label=label,
        model=Answer,
        fields={"question": _("Question"), "value": _("Answer")},
        secret=("applicant",),
        rows=rows,
        fate=Fate.deleted(),
        scope="application__event__host__slug",
        moment="application__event__ends_at",
    )


def _invitations() -> Group:
    return Group(
        key="registration.invitations",
        label=_("Invitations to apply"),
        says=_("To which event you were invited, and what you answered."),
        purpose=TAKE_PART,
        retention=Retention(after=AFTER_EVENT, days=180, least=30, most=1825),
        parts=(
            Part(
                label=_("Invitations to apply"),
                model=ApplicationInvitation,
                fields={
                    "event": _("Event"),
                    "email": _("Mail address"),
                    "name": _("Name"),
                    "sent_at": _("Time"),
                    "reply": _("Answer"),
                },
                secret=("secret_sha256", "language"),
                rows=lambda one: ApplicationInvitation.objects.filter(email__in=one.emails),
                fate=Fate.deleted(),
                scope="event__host__slug",
                moment="event__ends_at",
                names_her=True,
                is_tie=False,
            ),
        ),
    )


def _work() -> Group:
    """Rows of others that say that she did something."""
    deeds = (
        (_("Applications decided by you"), Application, "decided_by", "event__host__slug"),
        (_("Applications that came by you"), Application, "came_by", "event__host__slug"),
        (_("Applications in which you recognised your organisation"), Application, "vouched_by", "event__host__slug"),
        (_("Invitations to apply sent by you"), ApplicationInvitation, "invited_by", "event__host__slug"),
        (_("Invitations to apply for which you stand"), ApplicationInvitation, "co_organiser", "event__host__slug"),
        (_("Applications merged by you"), Merge, "by", "kept__event__host__slug"),
    )
    notes = Part(
        label=_("Notes written by you"),
        model=Note,
        fields={"application": _("Application"), "at": _("Time"), "text": _("Note")},
        secret=("by",),
        rows=lambda one: Note.objects.filter(by=one.user or 0),
        fate=Fate.deleted(),
        scope="application__event__host__slug",
        moment="application__event__ends_at",
    )
    put_off = Part(
        label=_("Lines of the work list that you put off"),
        model=Snooze,
        fields={"event": _("Event"), "until": _("Until when")},
        secret=("user", "rule", "target"),
        rows=lambda one: Snooze.objects.filter(user=one.user or 0),
        fate=Fate.deleted(),
        scope="event__host__slug",
        moment="until",
    )
    link = Part(
        label=_("Your link to hand on"),
        model=OwnLink,
        fields={"event": _("Event"), "created_at": _("Time"), "code": _("Link")},
        secret=("user",),
        rows=lambda one: OwnLink.objects.filter(user=one.user or 0),
        fate=Fate.deleted(),
        scope="event__host__slug",
        moment="event__ends_at",
    )
    imports = Part(
        label=_("Files with applications that you sent"),
        model=Import,
        fields={"event": _("Event"), "created_at": _("Time"), "state": _("State")},
        secret=("by", "refusal"),
        rows=lambda one: Import.objects.filter(by=one.user or 0),
        fate=Fate.redacted(by=None, refusal=[]),
        scope="event__host__slug",
        moment="event__ends_at",
    )
    return Group(
        key="registration.work",
        label=_("Your work on applications"),
        says=_("Which applications you decided, merged, noted something about or put off."),
        purpose=COOPERATE,
        retention=Retention(after=_("it was done"), days=3650, least=365, most=7300),
        parts=(*(_deed(*deed) for deed in deeds), notes, put_off, link, imports),
    )


def _columns() -> Group:
    return Group(
        key="registration.columns",
        label=_("Columns of your list"),
        says=_("Which columns you chose for lists of applications."),
        purpose=COOPERATE,
        parts=(
            Part(
                label=_("Columns of your list"),
                model=ListColumns,
                fields={"columns": _("Columns")},
                secret=("user",),
                rows=lambda one: ListColumns.objects.filter(user=one.user or 0),
                fate=Fate.deleted(),
            ),
        ),
    )


def _deed(label: Any, model: Any, name: str, scope: str) -> Part:
    return Part(
        label=label,
        model=model,
        fields={"created_at": _("Time")},
        secret=(name,),
        rows=lambda one: model.objects.filter(**{name: one.user or 0}),
        fate=Fate.redacted(**{name: None}),
        scope=scope,
        moment="created_at",
    )


def _nothing_else() -> None:
    rules = ("RegistrationRules", "Quota", "ApprovalRule", "Discount", "Question")
    for table in (*rules, "FoldedName", "Application_sectors"):
        nothing_personal(f"registration.{table}", {"*": "the event and its rules, not a person"})
    codes = "of an organisation, by a code of a list"
    nothing_personal("registration.Application", dict.fromkeys(("country", "discount_code", "fee_currency"), codes))
    names = dict.fromkeys(("organisation_name", "organisation_latin", "city"), "an organisation, not a person")
    nothing_personal("registration.Application", names)
    nothing_personal("registration.Merge", {"what": "opaque ids of rows that were moved"})
