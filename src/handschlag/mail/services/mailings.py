"""A letter to many: drafted, released, written out, stopped."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from handschlag.accounts.models import User
from handschlag.engine.language import Text
from handschlag.events.models import Event, Host
from handschlag.foundation import audit, doors, four_eyes, jobs, outbox
from handschlag.foundation.errors import RuleBroken
from handschlag.foundation.letters import Letter, Sender, compose
from handschlag.mail import queries
from handschlag.mail.letters import MAILING
from handschlag.mail.models import Mailing
from handschlag.mail.states import MAILINGS, MailingState

KIND = "mail.write_out"
SECOND = "mail.release"
"""The kind of proposal by which a second person releases a letter."""
TIME_TO_STOP = timedelta(minutes=5)
AT_ONCE = 50
"""Mails in one transaction: others write in between, and a killed worker leaves no more than these to write anew."""

RELEASED = audit.verb(
    "mail.released", _("Letter to many released"), _("Letter to many released: %(target)s (%(number)s mails)")
)
STOPPED = audit.verb(
    "mail.stopped", _("Letter to many stopped"), _("Letter to many stopped: %(target)s (%(number)s mails)")
)


@transaction.atomic
def draft(
    *,
    host: Host,
    event: Event | None,
    audience: str,
    subject: Text,
    body: Text,
    needs_second: bool,
    by: User,
    now: datetime,
    mailing: Mailing | None = None,
) -> Mailing:
    """Write or change a draft.

    Raises ``RuleBroken``: "placeholder", "words" (none in any language), "state", "waiting" (for a second person),
    "same_person" (who required the second person, and cannot do without one by herself).
    """
    _check_words(subject, body)
    mailing = Mailing(host=host, drafted_by=by) if mailing is None else _locked(mailing)
    if mailing.state != MailingState.DRAFT:
        raise RuleBroken(_("This letter has been released and can no longer be changed."), code="state")
    if four_eyes.waits(SECOND, mailing, now=now):
        raise RuleBroken(
            _("This letter waits for a second person. Take the proposal back first, then you can change it."),
            code="waiting",
        )
    _require_second(mailing, needs_second, by=by)
    mailing.event, mailing.audience = event, audience
    mailing.subject, mailing.body = subject, body
    mailing.save()
    return mailing


@transaction.atomic
def release(mailing: Mailing, *, by: User, now: datetime, is_confirmed: bool = False) -> Mailing:
    """Let its mails go out in five minutes; to whom is fixed now.

    Raises ``RuleBroken``: "state" (somebody was faster), "second" (a second person has to confirm it), "nobody".
    """
    # Locked, so that of two who press at once the second one sees what the first one has done.
    mailing = _locked(mailing)
    MAILINGS.check(mailing.state, MailingState.RELEASED)
    if mailing.needs_second and not is_confirmed:
        raise RuleBroken(_("A second person has to confirm this letter before it is sent."), code="second")
    reached = queries.reach(mailing).reached
    if not reached:
        raise RuleBroken(_("Nobody would receive this letter. Please choose other recipients."), code="nobody")
    mailing.recipients = [[one.email, one.name, one.language, one.zone] for one in reached]
    mailing.released_by, mailing.released_at, mailing.starts_at = by, now, now + TIME_TO_STOP
    if not _step(mailing, MailingState.DRAFT, MailingState.RELEASED, now):
        raise RuleBroken(_("Somebody else has just released this letter."), code="state")
    jobs.start(KIND, {"mailing": mailing.public_id}, queue="mail")
    audit.record(by, RELEASED, mailing, scope=mailing.host.slug, event=_slug(mailing), now=now, number=len(reached))
    return mailing


@transaction.atomic
def stop(mailing: Mailing, *, by: User, now: datetime) -> int:
    """Take back what has not gone out; returns how many mails that were. Raises ``RuleBroken``: "state"."""
    mailing = _locked(mailing)
    MAILINGS.check(mailing.state, MailingState.STOPPED)
    if not _step(mailing, MailingState.RELEASED, MailingState.STOPPED, now):
        raise RuleBroken(_("Somebody else has just stopped this letter."), code="state")
    outbox.stop_group(mailing.group, now=now)
    not_sent = len(mailing.recipients) - queries.progress(mailing).sent
    audit.record(by, STOPPED, mailing, scope=mailing.host.slug, event=_slug(mailing), now=now, number=not_sent)
    return not_sent


def write_out(public_id: str, *, now: datetime, beat: Callable[[], object] = lambda: None) -> None:
    """Put a mail for each recipient into the outbox: whoever has hers already gets no second one."""
    mailing = Mailing.objects.select_related("host", "event").get(public_id=public_id)
    for some in _chunks(mailing.recipients, AT_ONCE):
        with transaction.atomic():
            beat()
            if _locked(mailing).state != MailingState.RELEASED:
                return
            for email, name, language, zone in some:
                if email:  # else whoever it was has been erased
                    _post(mailing, outbox.Address(email, name, language, zone), now)


def language_for(mailing: Mailing, language: str) -> str:
    """The language in which somebody reads the letter: her own, else English, else any."""
    return mailing.body.best((language, "en")).language


def worded(mailing: Mailing, *, name: str, language: str) -> Letter:
    """The letter in one of the languages in which it was written."""
    return compose(
        MAILING,
        _values(mailing, name=name, language=language),
        language=language,
        sender=Sender(mailing.host.name, mailing.host.address),
        subject=mailing.subject.versions[language].text,
        body=mailing.body.versions[language].text,
    )


def _post(mailing: Mailing, to: outbox.Address, now: datetime) -> None:
    to = replace(to, language=language_for(mailing, to.language))
    letter = worded(mailing, name=to.name, language=to.language)
    outbox.post(
        to=to,
        subject=letter.subject,
        text=letter.text,
        html=letter.html,
        kind=MAILING.key,
        scope=mailing.host.slug,
        event=_slug(mailing),
        about=("mail.mailing", mailing.public_id),
        from_name=mailing.host.name,
        not_before=mailing.starts_at,
        group=mailing.group,
        once=f"{mailing.group}:{to.email.lower()}",
        is_bulk=True,
        now=now,
    )


def _values(mailing: Mailing, *, name: str, language: str) -> dict[str, Any]:
    with translation.override(language):
        path = doors.address("event", mailing.event.slug) if mailing.event else doors.address("home")
    return {
        "name": name,
        "event": mailing.event.title if mailing.event else mailing.host.name,
        "page": f"{settings.BASE_URL}{path}",
        "host": mailing.host.name,
    }


def _require_second(mailing: Mailing, is_needed: bool, *, by: User) -> None:
    """Note who wants a second person; she does not take it back alone, else it would bind nobody."""
    if mailing.needs_second and not is_needed and mailing.second_required_by_id in _hands(by):
        raise RuleBroken(
            _("You have required a second person yourself; only somebody else who writes letters can drop that."),
            code="same_person",
        )
    if is_needed != mailing.needs_second:
        mailing.needs_second, mailing.second_required_by = is_needed, by if is_needed else None


def _hands(by: User) -> set[int]:
    return {one.pk for one in (by, by.acting_for) if one is not None}


def _check_words(subject: Text, body: Text) -> None:
    whole = subject.versions.keys() & body.versions.keys()
    if not whole:
        raise RuleBroken(_("Please write subject and text in at least one language."), code="words")
    if half := subject.versions.keys() ^ body.versions.keys():
        raise RuleBroken(
            _("Please write both subject and text, or neither: %(languages)s."),
            code="words",
            params={"languages": ", ".join(sorted(half)).upper()},
        )
    for language in whole:
        MAILING.check(subject.versions[language].text, body.versions[language].text)


def _locked(mailing: Mailing) -> Mailing:
    rows = Mailing.objects.select_for_update(of=("self",)).select_related("host", "event")
    return rows.get(pk=mailing.pk)


def _step(mailing: Mailing, old: MailingState, new: MailingState, now: datetime) -> bool:
    mailing.state = new
    written = ("state", "recipients", "released_by", "released_at", "starts_at")
    fields = {name: getattr(mailing, name) for name in written}
    return bool(Mailing.objects.filter(pk=mailing.pk, state=old).update(changed_at=now, **fields))


def _chunks(rows: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    return (rows[start : start + size] for start in range(0, len(rows), size))


def _slug(mailing: Mailing) -> str:
    return mailing.event.slug if mailing.event else ""
