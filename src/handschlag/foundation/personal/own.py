"""What this floor itself holds about people: mails, the log, what waits for a second person."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from handschlag.foundation import audit
from handschlag.foundation.models import AuditEntry, Autosave, Proposal, Version
from handschlag.foundation.personal import mails
from handschlag.foundation.personal.claims import nothing_personal
from handschlag.foundation.personal.fading import fade
from handschlag.foundation.personal.fates import Erasing, Fate
from handschlag.foundation.personal.groups import Group, Part, Retention, declare
from handschlag.foundation.personal.individuals import Individual
from handschlag.foundation.personal.purposes import Basis, Purpose, purpose

INFORM = purpose(
    Purpose(
        key="inform",
        title=_("Writing to participants"),
        basis=Basis.CONTRACT,
        says=_(
            "Mails tell you of what concerns your part in an event: codes to sign in, invitations, changes of plan."
        ),
    )
)
ACCOUNT_FOR = purpose(
    Purpose(
        key="account_for",
        title=_("Accounting for what was done"),
        basis=Basis.INTEREST,
        says=_("A log notes who did what and when, so that decisions can be explained and misuse is found."),
    )
)


def register() -> None:
    """Declare it all."""
    declare(_mails())
    declare(_log())
    declare(_proposals())
    declare(_writing())
    _nothing_else()


def _mails() -> Group:
    return Group(
        key="foundation.mails",
        label=_("Mails to you"),
        says=_("What was sent to your address, whether it arrived, and what waits to be told."),
        purpose=INFORM,
        retention=Retention(after=_("a mail was written"), days=365, least=30, most=3650),
        parts=(*mails.to_her(), *mails.that_name_her()),
    )


def _log() -> Group:
    return Group(
        key="foundation.log",
        label=_("Log"),
        says=_("What you did, what was done for you and what concerns you."),
        purpose=ACCOUNT_FOR,
        retention=Retention(after=_("it was noted"), days=3650, least=365, most=7300),
        parts=(
            Part(
                label=_("Entries"),
                model=AuditEntry,
                fields={"at": _("Time"), "verb": _("What"), "words": _("Words")},
                secret=("actor", "acting_for", "person", "target_id", "target"),
                rows=lambda one: AuditEntry.objects.filter(_by_or_about(one)),
                fate=Fate.changed(
                    _forget_words,
                    holds=~Q(words={}) & ~Q(verb="audit.erased"),
                    why=_("That something was done stays in the log; names and details are erased."),
                ),
                scope="scope",
                moment="at",
                is_tie=False,
            ),
        ),
    )


def _by_or_about(one: Individual) -> Q:
    return audit.by_or_about(one.public_id) if one.public_id else Q(pk__in=[])


def _forget_words(rows: QuerySet, erasing: Erasing) -> None:
    """Where their time is over. Whoever erases somebody calls ``audit.erase`` herself, as the last step."""
    if erasing.individual is None:
        fade(rows, now=erasing.now)


def _proposals() -> Group:
    fields: dict[str, tuple[str, ...]] = {"proposed_by": (), "proposed_for": (), "decided_by": ("reason",)}
    return Group(
        key="foundation.proposals",
        label=_("Proposals and confirmations"),
        says=_("What you proposed, and what you confirmed or refused as a second person."),
        purpose=ACCOUNT_FOR,
        retention=Retention(after=_("it was proposed"), days=3650, least=365, most=7300),
        parts=tuple(_proposal(name, also) for name, also in fields.items()),
    )


def _proposal(name: str, also: Iterable[str]) -> Part:
    labels = {
        "proposed_by": _("Proposed by you"),
        "proposed_for": _("Proposed in your name"),
        "decided_by": _("Decided by you"),
    }
    shown = {"kind": _("What"), "proposed_at": _("Time"), "state": _("State")}
    gone = {name: None} | dict.fromkeys(also, "")
    return Part(
        label=labels[name],
        model=Proposal,
        fields=shown | ({"reason": _("Reason")} if also else {}),
        secret=(name,),
        rows=lambda one: Proposal.objects.filter(**{name: one.user or 0}),
        # Whoever is unknown by now has nothing left to erase, whatever the reason says.
        fate=Fate.changed(lambda rows, _erasing: rows.update(**gone), holds=Q(**{f"{name}__isnull": False})),
        scope="scope",
        moment="proposed_at",
    )


def _writing() -> Group:
    return Group(
        key="foundation.writing",
        label=_("Texts that you wrote"),
        says=_("Which versions of public texts are yours, and what you have written and not saved yet."),
        purpose=ACCOUNT_FOR,
        parts=(
            Part(
                label=_("Versions"),
                model=Version,
                fields={"at": _("Time"), "number": _("Version"), "note": _("Note")},
                secret=("by",),
                rows=lambda one: Version.objects.filter(by=one.user or 0),
                fate=Fate.redacted(
                    by=None, note="", why=_("The texts belong to the host; that they are yours is erased.")
                ),
            ),
            Part(
                label=_("Not saved yet"),
                model=Autosave,
                fields={"at": _("Time"), "values": _("Text")},
                secret=("user",),
                rows=lambda one: Autosave.objects.filter(user=one.user or 0),
                fate=Fate.deleted(),
            ),
        ),
    )


def _nothing_else() -> None:
    nothing_personal(
        "foundation.Version", {"target_type": "a key", "values": "words of a host to everybody", "confirmed": "keys"}
    )
    nothing_personal("foundation.Autosave", {"target_type": "a key"})
    nothing_personal("foundation.Version_files", {"*": "which files a version names"})
    nothing_personal(
        "foundation.OutgoingMail",
        dict.fromkeys(("message_id", "kind", "scope", "about_model", "about_id", "group"), "keys and ids")
        | {"event": "slug of an event", "language": "of a text", "zone": "of an event", "holder": "names a worker"},
    )
    nothing_personal("foundation.MailAttachment", dict.fromkeys(("content_type", "method"), "kind of a file"))
    nothing_personal(
        "foundation.News",
        dict.fromkeys(("scope", "group", "about_model", "about_id"), "keys and ids")
        | {"language": "of a text", "zone": "of an event"},
    )
    nothing_personal(
        "foundation.AuditEntry",
        dict.fromkeys(("verb", "scope", "event", "seals", "previous", "hash"), "keys, slugs and salted hashes"),
    )
    nothing_personal("foundation.AuditHead", dict.fromkeys(("hash", "signature"), "hashes"))
    nothing_personal(
        "foundation.Proposal",
        dict.fromkeys(("scope", "event", "target", "target_id", "version", "facts"), "keys, ids and states of things"),
    )
    nothing_personal(
        "foundation.Job", dict.fromkeys(("kind", "args", "queue", "progress", "holder"), "keys, ids, numbers")
    )
    nothing_personal("foundation.Change", dict.fromkeys(("scope", "token", "kind", "about"), "keys and ids of things"))
    nothing_personal("foundation.Revision", dict.fromkeys(("scope", "stream"), "keys"))
    nothing_personal("foundation.StoredFile", {"*": "whose file it is, the flat says that refers to it"})
    nothing_personal("foundation.Tally", {"key": "a hash"})
    nothing_personal("django_tasks_database.DBTaskResult", {"*": "numbers of jobs; tracebacks are claimed"})
    for table in ("auth.Permission", "auth.Group", "contenttypes.ContentType"):
        nothing_personal(table, {"*": "of the framework, not used"})
    nothing_personal("auth.Group_permissions", {"*": "of the framework, not used"})
