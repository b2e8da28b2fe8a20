"""What this flat holds about people: the account and the ways into it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.db.models import PROTECT, Case, DateTimeField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.expressions import BaseExpression
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from handschlag.accounts import journal, staff
from handschlag.accounts.models import Session, User
from handschlag.foundation.models import AuditEntry
from handschlag.foundation.personal import (
    LONG_STANDING,
    Audience,
    Basis,
    Erasing,
    Fate,
    Group,
    Individual,
    Kind,
    Part,
    Purpose,
    Retention,
    declare,
    known,
    nothing_personal,
    of_user,
    purpose,
    rows_are_people,
    trace,
)

SIGN_IN = purpose(
    Purpose(
        key="sign_in",
        title=_("Signing in"),
        basis=Basis.CONTRACT,
        says=_("With your address, and a second factor where you set one up, only you get into your account."),
    )
)
CONTACT = "accounts.contact"


def register() -> None:
    """Declare it all."""
    rows_are_people(User._meta.label)
    known("user", Kind(load=_load, search=_search))
    trace(_account_of)
    declare(_contact())
    declare(_sign_ins())
    declare(_account())
    _nothing_else()


def _load(public_id: str) -> Individual | None:
    user = User.objects.filter(public_id=public_id).first()
    return of_user(user) if user is not None else None


def _search(_scope: str, _words: str) -> Iterable[Individual]:
    return ()  # whoever belongs to a host, the floor above knows


def _account_of(one: Individual) -> Individual:
    """Addresses that she has confirmed, for anybody can enter another one's; her name, once it is of long standing."""
    if one.user is None:
        return one
    others = EmailAddress.objects.filter(user=one.user, verified=True).values_list("email", flat=True)
    return replace(one, emails=one.emails | {email.lower() for email in others}, names=one.names | _name_of(one))


def _name_of(one: Individual) -> frozenset[str]:
    since = timezone.now() - LONG_STANDING
    if AuditEntry.objects.filter(person=one.public_id, verb=journal.CHANGED, at__gt=since).exists():
        return frozenset()
    return frozenset(
        User.objects.filter(pk=one.user or 0, created_at__lte=since, name__gt="").values_list("name", flat=True)
    )


def _contact() -> Group:
    return Group(
        key=CONTACT,
        label=_("Mail address"),
        says=_("Where you can be written to."),
        purpose=SIGN_IN,
        audience=Audience.HOST,
        widest=Audience.PARTICIPANTS,
        correct="account_email",
        parts=(
            Part(
                label=_("Codes for a new address"),
                model=EmailConfirmation,
                fields={"sent": _("Time")},
                secret=("key",),
                rows=lambda one: EmailConfirmation.objects.filter(email_address__user=one.user or 0),
                fate=Fate.deleted(),
            ),
            Part(
                label=_("Mail addresses"),
                model=EmailAddress,
                fields={"email": _("Mail address"), "verified": _("Confirmed")},
                secret=("user",),
                rows=lambda one: EmailAddress.objects.filter(user=one.user or 0),
                fate=Fate.deleted(),
            ),
        ),
    )


def _sign_ins() -> Group:
    return Group(
        key="accounts.sign_ins",
        label=_("Sign-ins and second factors"),
        says=_("Where you are signed in, and how you prove who you are."),
        purpose=SIGN_IN,
        retention=Retention(after=_("the last use"), days=90, least=30, most=365),
        correct="accounts:account",
        parts=(
            Part(
                label=_("Sign-ins"),
                model=Session,
                fields={
                    "created_at": _("Since"),
                    "last_seen_at": _("Last used"),
                    "ip": _("Address on the internet"),
                    "user_agent": _("Browser"),
                },
                secret=("user", "session_key", "session_data"),
                rows=lambda one: Session.objects.filter(user=one.user or 0),
                fate=Fate.deleted(),
                moment="last_seen_at",
            ),
            Part(
                label=_("Second factors"),
                model=Authenticator,
                fields={"type": _("Kind"), "created_at": _("Since"), "last_used_at": _("Used last")},
                secret=("user", "data"),
                rows=lambda one: Authenticator.objects.filter(user=one.user or 0),
                fate=Fate.deleted(),
            ),
            Part(
                label=_("Tokens of other sign-ins"),
                model=SocialToken,
                fields={"expires_at": _("Until")},
                secret=("token", "token_secret"),
                rows=lambda one: SocialToken.objects.filter(account__user=one.user or 0),
                fate=Fate.deleted(),
            ),
            Part(
                label=_("Sign-in by another site"),
                model=SocialAccount,
                fields={"provider": _("Site"), "uid": _("Name there"), "extra_data": _("What it told us")},
                secret=("user",),
                rows=lambda one: SocialAccount.objects.filter(user=one.user or 0),
                fate=Fate.deleted(),
            ),
        ),
    )


def _account() -> Group:
    return Group(
        key="accounts.account",
        label=_("Account"),
        says=_("How you are called, in which language we write to you, and when you came last."),
        purpose=SIGN_IN,
        retention=Retention(after=_("the last use"), days=1095, least=365, most=3650),
        correct="accounts:account",
        parts=(
            Part(
                label=_("Account"),
                model=User,
                fields={
                    "name": _("Name"),
                    "email": _("Mail address"),
                    "language": _("Language of mails"),
                    "created_at": _("Since"),
                    "last_login": _("Last sign-in"),
                },
                secret=("password",),
                rows=lambda one: User.objects.filter(pk=one.user or 0),
                fate=Fate.deleted(_close, why=_("With it go all sign-ins, second factors and roles.")),
                moment=_unused_since,
                names_her=True,
            ),
        ),
    )


_needed_until: list[Callable[[], BaseExpression]] = []


def needed_until(moment: Callable[[], BaseExpression]) -> None:
    """Let a flat say until when an account (``OuterRef("pk")``) is needed, however long nobody has signed in to it."""
    if moment not in _needed_until:
        _needed_until.append(moment)


def _unused_since() -> Case:
    """The last use or what she was needed for; never, for whoever works for a host: first her role has to end."""
    works = staff.users(on=timezone.localdate()).filter(is_of_staff=True).values("pk")  # type: ignore[misc]
    return Case(
        When(_is_of_program() | Q(pk__in=works), then=Value(None)),
        default=Greatest("created_at", *(Coalesce(moment, "created_at") for moment in _last_moments())),
        output_field=DateTimeField(),
    )


def _last_moments() -> Iterable[str | BaseExpression]:
    uses = Session.objects.filter(user=OuterRef("pk"), last_seen_at__isnull=False).order_by("-last_seen_at")
    yield "last_login"
    yield Subquery(uses.values("last_seen_at")[:1])
    yield from (moment() for moment in _needed_until)


def _is_of_program() -> Q:
    """Accounts that something else cannot do without: those with which programs sign in."""
    needed = [one for one in User._meta.related_objects if getattr(one, "on_delete", None) is PROTECT]
    return Q(*(Q(**{f"{one.get_accessor_name()}__isnull": False}) for one in needed), _connector=Q.OR)


def _close(rows: QuerySet, erasing: Erasing) -> None:
    """Delete accounts with all that hangs on them, and sessions in which somebody has only begun to sign in to one."""
    words = erasing.individual.emails if erasing.individual is not None else frozenset()
    for session in Session.objects.filter(user=None).iterator():
        if _holds(session.get_decoded(), words):
            session.delete()
    for user in rows:
        user.delete()


def _holds(held: object, emails: frozenset[str]) -> bool:
    """Whether a sign-in was begun with one of these addresses and never ended: it is one of the values."""
    match held:
        case str():
            return held.lower() in emails
        case dict():
            return any(_holds(value, emails) for value in held.values())
        case list() | tuple():
            return any(_holds(value, emails) for value in held)
        case _:
            return False


def _nothing_else() -> None:
    unused = {"*": "of the framework, not used: rights stand in roles"}
    for table in ("accounts.User_groups", "accounts.User_user_permissions"):
        nothing_personal(table, unused)
    nothing_personal("accounts.User", {"groups": unused["*"], "user_permissions": unused["*"]})
    nothing_personal("socialaccount.SocialApp", {"*": "another site, as set up by whoever runs this one"})
