"""Purposes are worded; consents are given and withdrawn."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext_lazy as _

from handschlag.accounts.models import User
from handschlag.engine.language import Text
from handschlag.events.models import Host
from handschlag.foundation import audit, revisions
from handschlag.foundation.errors import RuleBroken
from handschlag.foundation.personal import Audience, Basis
from handschlag.privacy import queries, verbs
from handschlag.privacy.models import Consent, Purpose, PurposeText


@transaction.atomic
def publish(
    key: str,
    *,
    host: Host,
    basis: Basis,
    title: Text,
    text: Text,
    audience: Audience,
    by: User | None,
    now: datetime,
) -> PurposeText:
    """Publish a new version of a purpose; earlier ones stay as they were.

    Raises ``RuleBroken``: "words" (title or text is missing), "same" (nothing has changed), "consented" (the legal
    ground of a purpose to which people have consented stays consent).
    """
    # Locked, so that two who publish at once write two versions.
    Host.objects.select_for_update().get(pk=host.pk)
    if title.versions.keys() != text.versions.keys() or not title:
        raise RuleBroken(_("Please write title and text in the same languages, at least in one."), code="words")
    purpose, _is_new = Purpose.objects.get_or_create(host=host, key=key, defaults={"basis": basis})
    before = purpose.texts.first()
    if before is not None and _is_same(before, basis, title, text, audience):
        raise RuleBroken(_("Nothing has changed, so there is no new version."), code="same")
    _check_basis(purpose, basis)
    Purpose.objects.filter(pk=purpose.pk).update(basis=basis, changed_at=now)
    published = PurposeText.objects.create(
        purpose=purpose,
        version=before.version + 1 if before is not None else 1,
        title=title,
        text=text,
        audience=audience,
        published_at=now,
        published_by=by,
    )
    revisions.bump(f"host:{host.slug}", "public")  # the privacy notice says it
    if by is not None:
        audit.record(
            by,
            verbs.TEXT_PUBLISHED,
            purpose,
            scope=host.slug,
            now=now,
            purpose=str(title),
            version=published.version,
        )
    return published


@transaction.atomic
def consent(key: str, *, host: Host, version: int, language: str, by: User, now: datetime) -> Consent:
    """Consent to a purpose, in the words of the version that was shown.

    Raises ``RuleBroken``: "acting", "purpose" (it rests on something else), "version" (there are newer words).
    """
    _check_is_herself(by)
    worded = queries.purpose(host, key)
    if worded is None or not worded.is_consent:
        raise RuleBroken(_("This purpose does not rest on your consent."), code="purpose")
    if worded.version != version:
        raise RuleBroken(_("There is a newer text by now. Please read it; then you can agree to it."), code="version")
    text = _text(worded, host=host, now=now)
    _withdraw_open(text.purpose, by=by, now=now)
    try:
        with transaction.atomic():
            given = Consent.objects.create(
                purpose=text.purpose, text=text, user=by, language=language, given_at=now, given_by=by
            )
    except IntegrityError as taken:
        raise RuleBroken(_("You have agreed already."), code="consented") from taken
    facts: dict[str, Any] = {"purpose": str(text.title), "version": text.version, "language": language}
    audit.record(by, verbs.CONSENT_GIVEN, given.purpose, scope=host.slug, person=by, now=now, **facts)
    return given


@transaction.atomic
def withdraw(given: Consent, *, by: User, now: datetime) -> None:
    """Take a consent back. Raises ``RuleBroken``: "acting", "withdrawn"."""
    _check_is_herself(by)
    found = Consent.objects.select_for_update(of=("self",)).select_related("purpose__host", "text").get(pk=given.pk)
    if found.withdrawn_at is not None:
        raise RuleBroken(_("You have taken this back already."), code="withdrawn")
    found.withdrawn_at, found.withdrawn_by = now, by
    found.save(update_fields=["withdrawn_at", "withdrawn_by", "changed_at"])
    audit.record(
        by,
        verbs.CONSENT_WITHDRAWN,
        found.purpose,
        scope=found.purpose.host.slug,
        person=by,
        now=now,
        purpose=str(found.text.title),
    )


def _text(worded: queries.Worded, *, host: Host, now: datetime) -> PurposeText:
    """The row of the words that count; those shipped become the first version when somebody consents to them."""
    if worded.version:
        return PurposeText.objects.select_related("purpose").get(
            purpose__host=host, purpose__key=worded.key, version=worded.version
        )
    return publish(
        worded.key,
        host=host,
        basis=worded.basis,
        title=worded.title,
        text=worded.text,
        audience=worded.audience,
        by=None,
        now=now,
    )


def _withdraw_open(purpose: Purpose, *, by: User, now: datetime) -> None:
    """A consent to older words ends with the new one."""
    rows = Consent.objects.filter(purpose=purpose, user=by, withdrawn_at=None)
    rows.exclude(text__version=models.Subquery(_last_version(purpose))).update(
        withdrawn_at=now, withdrawn_by=by, changed_at=now
    )


def _last_version(purpose: Purpose) -> models.QuerySet:
    return PurposeText.objects.filter(purpose=purpose).order_by("-version").values("version")[:1]


def _check_basis(purpose: Purpose, basis: Basis) -> None:
    has_consents = purpose.consents.filter(withdrawn_at=None).exists()
    if purpose.basis == Basis.CONSENT and basis != Basis.CONSENT and has_consents:
        raise RuleBroken(
            _("People have consented to this purpose. For another legal ground, make another purpose."),
            code="consented",
        )


def _is_same(before: PurposeText, basis: Basis, title: Text, text: Text, audience: Audience) -> bool:
    was = (before.purpose.basis, before.title, before.text, before.audience)
    return was == (basis, title, text, audience)


def _check_is_herself(by: User) -> None:
    if by.acting is not None:
        raise RuleBroken(
            _("Only the person concerned can consent. Stop acting for somebody else first."), code="acting"
        )
