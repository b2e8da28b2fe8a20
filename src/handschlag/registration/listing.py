"""The organiser's list of applications: which, in which order, and what is said of each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache
from math import ceil
from typing import Any

from django.db import connection
from django.db.models import BigIntegerField, Count, F, OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from handschlag.accounts.models import User
from handschlag.events.models import Event, Side, Tag, TagKind
from handschlag.foundation import reading
from handschlag.foundation.enclosed import enclosed, text
from handschlag.foundation.models import Revision
from handschlag.foundation.prepared import Prepared
from handschlag.foundation.word_index import AnyOf
from handschlag.registration import finding
from handschlag.registration.models import Applicant, Application, ListColumns
from handschlag.registration.states import ApplicationState

STREAM = "applicants"
"""Rises whenever something changes that the list shows."""
ON_A_PAGE = 50
FEW = 2_000
"""So many that were found are sorted; of more, a page is found by going through all in their order."""
SIZES = {
    # as short as a column is narrow
    "micro": pgettext_lazy("size of a company", "micro"),
    "small": pgettext_lazy("size of a company", "small"),
    "medium": pgettext_lazy("size of a company", "medium"),
    "large": pgettext_lazy("size of a company", "large"),
}
KINDS_OF_STATE = {
    "approved": "ok",
    "offered": "info",
    "waiting": "info",
    "submitted": "warn",
    "late_request": "warn",
    "incomplete": "warn",
    "objected": "warn",
    "refused": "bad",
    "lapsed": "bad",
}
SENT = tuple(state for state in ApplicationState.values if state != ApplicationState.DRAFT)
NAMED = ("organisation__name", "organisation_name", "contact_name", "email")
READ = (
    *("public_id", "event", "state", "side", "country", "region", "size", "came_by", *NAMED),
    *("submitted_at", "decided_at", "is_late", "queue_number", "fee", "fee_currency"),
)
"""What the columns say, and no more."""
SORTS: dict[str, tuple[Any, tuple[Combinable | str, ...]]] = {
    "latest": (gettext_lazy("latest first"), ("-submitted_at", "-pk")),
    "earliest": (gettext_lazy("earliest first"), ("submitted_at", "pk")),
    "organisation": (gettext_lazy("by organisation"), ("sorted_as", "pk")),
    "state": (gettext_lazy("by state"), ("state", "-submitted_at", "-pk")),
    "country": (gettext_lazy("by country"), ("country", "-submitted_at", "-pk")),
    "side": (gettext_lazy("by side"), ("side__number", "-submitted_at", "-pk")),
    "queue": (gettext_lazy("by waiting list"), ("-priority", F("queue_number").asc(nulls_last=True), "pk")),
}


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which applications somebody wants to see; empty is all of them."""

    q: str = ""
    state: str = ""
    side: str = ""
    sector: str = ""
    size: str = ""
    country: str = ""
    late: str = ""
    came_by: str = ""
    sort: str = "latest"

    @property
    def is_narrowed(self) -> bool:
        return any(value for name, value in self.narrowed().items() if name != "state")

    def narrowed(self) -> dict[str, str]:
        """All but the order."""
        names = ("q", "state", "side", "sector", "size", "country", "late", "came_by")
        return {name: getattr(self, name) for name in names}


@dataclass(frozen=True, slots=True)
class Column:
    """What stands in a column; ``needs`` names what has to be fetched for it."""

    key: str
    label: Any
    says: Callable[[Application, Desk], Any]
    needs: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Desk:
    """What the list has to know of an event: sides, sectors, columns of one's choice, how many are in which state."""

    event: Event
    sides: list[dict[str, Any]]
    sectors: list[dict[str, Any]]
    columns: list[Column]
    bringers: list[dict[str, Any]] = field(default_factory=list)
    """Co-organisers by whom somebody came: ``pk``, ``public_id`` and ``name``."""
    states: dict[str, int] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=lambda: {str(one): str(one.label) for one in ApplicationState})
    """What each state is called: translated once for all rows."""

    @property
    def count(self) -> int:
        return sum(self.states.values())

    def side(self, pk: int | None) -> str:
        return next((reading.plain(text(one["name"])) for one in self.sides if one["pk"] == pk), "")

    def bringer(self, pk: int | None) -> str:
        return next((str(one["name"]) for one in self.bringers if one["pk"] == pk), "")


@dataclass(frozen=True, slots=True)
class Page:
    """Some of the applications; ``count`` is how many there are."""

    rows: list[Application]
    count: int
    number: int
    pages: int


def _languages(application: Application, _desk: Desk) -> str:
    spoken = {one["language"].upper() for row in application.applicants.all() for one in row.languages}
    return ", ".join(sorted(spoken))


def _moment(moment: datetime | None, desk: Desk) -> str:
    return reading.day(moment, desk.event.time_zone, "short") if moment is not None else ""


COLUMNS = {
    one.key: one
    for one in (
        Column("state", gettext_lazy("State"), lambda one, desk: desk.labels[one.state], kind="state"),
        Column("contact", gettext_lazy("Contact person"), lambda one, _desk: one.contact_name),
        Column("email", gettext_lazy("Mail address"), lambda one, _desk: one.email),
        Column("side", gettext_lazy("Side"), lambda one, desk: desk.side(one.side_id)),
        Column("country", gettext_lazy("Country"), lambda one, _desk: reading.country(one.country)),
        Column("region", gettext_lazy("Region"), lambda one, _desk: one.region),
        Column("size", gettext_lazy("Size"), lambda one, _desk: SIZES.get(one.size, "")),
        Column(
            "sectors",
            gettext_lazy("Sectors"),
            lambda one, _desk: ", ".join(reading.plain(tag.name) for tag in one.sectors.all()),
            needs="sectors",
        ),
        Column(
            "representatives",
            gettext_lazy("Representatives"),
            lambda one, _desk: ", ".join(row.name for row in one.applicants.all()),
            needs="applicants",
        ),
        Column("languages", gettext_lazy("Languages"), _languages, needs="applicants"),
        Column("submitted", gettext_lazy("Arrived"), lambda one, desk: _moment(one.submitted_at, desk)),
        Column("decided", gettext_lazy("Decided"), lambda one, desk: _moment(one.decided_at, desk)),
        Column("late", gettext_lazy("Late"), lambda one, _desk: _("late") if one.is_late else ""),
        Column("came_by", gettext_lazy("Came by"), lambda one, desk: desk.bringer(one.came_by_id)),
        Column("queue", gettext_lazy("Waiting list"), lambda one, _desk: one.queue_number or "", kind="num"),
        Column(
            "fee",
            gettext_lazy("Fee"),
            lambda one, _desk: f"{reading.number(float(one.fee))} {one.fee_currency}" if one.fee is not None else "",
            kind="num",
        ),
    )
}
USUAL = ("state", "contact", "side", "country", "size", "submitted")


def desk(event: Event, user: User) -> Desk:
    """In two queries; in one as long as nothing has changed."""
    [found] = _DESK.ask(event=event.pk, user=user.pk)
    sides = sorted(found["sides_here"], key=lambda one: one["number"])
    sectors = sorted(found["sectors_here"], key=lambda one: reading.plain(text(one["name"])).casefold())
    bringers = sorted(found["bringers_here"], key=lambda one: one["name"].casefold())
    return Desk(event, sides, sectors, columns(found["columns_here"]), bringers, states_of(event, found["revision"]))


def _desk(event: Combinable, user: Combinable) -> QuerySet[Event, Any]:
    brought = (
        Application.objects.filter(event=OuterRef(OuterRef("pk")), came_by__isnull=False).order_by().values("came_by")
    )
    own = Subquery(ListColumns.objects.filter(user_id=user).values("columns")[:1])
    return (
        Event.objects.filter(pk=event)
        .annotate(
            sides_here=enclosed(Side.objects.filter(event=OuterRef("pk")), "pk", "key", "name", "number"),
            sectors_here=enclosed(Tag.objects.filter(host=OuterRef("host"), kind=TagKind.SECTOR), "pk", "slug", "name"),
            bringers_here=enclosed(User.objects.filter(pk__in=brought), "pk", "public_id", "name"),
            columns_here=own,
            revision=Subquery(Revision.objects.filter(scope=OuterRef("slug"), stream=STREAM).values("number")[:1]),
        )
        .values("sides_here", "sectors_here", "bringers_here", "columns_here", "revision")
    )


_DESK: Prepared[dict[str, Any]] = Prepared(_desk, event=BigIntegerField(), user=BigIntegerField())


def columns(keys: Sequence[str] | None) -> list[Column]:
    """Those that somebody has chosen, in their order; the usual ones for who has not."""
    return [COLUMNS[key] for key in keys or USUAL if key in COLUMNS]


def states_of(event: Event, revision: int | None) -> dict[str, int]:
    """How many are in which state, drafts not among them: counted once for each revision, which was read before."""
    if connection.in_atomic_block:  # it may count what nobody else will ever see
        return dict(_counted(event.pk))
    return dict(_counted_once(event.pk, event.public_id, revision))


def _counted(event: int) -> Mapping[str, int]:
    [found] = _STATES.ask(event=event)
    return {state: found[state] for state in SENT if found[state]}


@lru_cache(maxsize=1_000)
def _counted_once(event: int, _public_id: str, _revision: int | None) -> Mapping[str, int]:
    """Whoever has seen this revision sees these, or sees a later one. A key can be that of another event one day."""
    return _counted(event)


def _in_each_state(event: Combinable) -> QuerySet[Event, Any]:
    """Each state is counted by itself: to group them would mean to read all, and takes three times as long."""
    rows = Application.objects.filter(event=event).order_by().values("event").annotate(n=Count("*"))
    numbers = {state: Coalesce(Subquery(rows.filter(state=state).values("n")), 0) for state in SENT}
    return Event.objects.filter(pk=event).order_by().values(**numbers)


_STATES: Prepared[dict[str, int]] = Prepared(_in_each_state, event=BigIntegerField())


def chosen(event: Event, which: Chosen) -> QuerySet[Application]:
    """All that fit, in the order that was asked for."""
    rows, words = _narrowed(event, which), finding.asked(which.q)
    return (rows.filter(finding.have(words, event.pk)) if words else rows).order_by(*_order(which))


def _narrowed(event: Event, which: Chosen) -> QuerySet[Application]:
    """By all but words."""
    rows = Application.objects.filter(event=event)
    rows = rows.filter(state=which.state) if which.state else rows.exclude(state=ApplicationState.DRAFT)
    for name, value in _plain_filters(which).items():
        rows = rows.filter(**{name: value})
    if which.sector:
        tags = Tag.objects.filter(host=event.host_id, kind=TagKind.SECTOR, slug=which.sector)
        rows = rows.filter(pk__in=Application.sectors.through.objects.filter(tag__in=tags).values("application"))
    return rows


def _order(which: Chosen) -> tuple[Combinable | str, ...]:
    return SORTS.get(which.sort, SORTS["latest"])[1]


def page(desk: Desk, which: Chosen, number: int) -> Page:
    """One page of them: one query, and another one to count where the states do not say it already."""
    words = finding.asked(which.q)
    count, number, pages = _numbered(_count(desk, which, words), number)
    rows = chosen(desk.event, which)
    if words and count > FEW:
        is_everywhere = count > desk.count / 4
        has = finding.hold(words) if is_everywhere else finding.have(words, desk.event.pk, in_order=True)
        rows = _narrowed(desk.event, which).filter(has).order_by(*_order(which))
    return Page(_some(rows, desk, count, number), count, number, pages)


def _count(desk: Desk, which: Chosen, words: Sequence[AnyOf]) -> int:
    if replace(which, q="").is_narrowed:
        return chosen(desk.event, which).count()
    if words:
        return finding.count(words, desk.event.pk, which.state)
    return desk.states.get(which.state, 0) if which.state else desk.count


def _some(rows: QuerySet[Application], desk: Desk, count: int, number: int) -> list[Application]:
    """What stands on a page, looked for from the end backwards where that is nearer."""
    first, end = (number - 1) * ON_A_PAGE, min(number * ON_A_PAGE, count)
    if not first:
        return list(shown(rows, desk.columns)[:ON_A_PAGE])
    some = rows.reverse()[count - end : count - first] if first > count - end else rows[first:end]
    # By their numbers first: so of those before them nothing is read but an index.
    numbers = list(some.values_list("pk", flat=True))
    found = Application.objects.filter(pk__in=numbers).order_by(*rows.query.order_by)
    return list(shown(found, desk.columns))


def shown(rows: QuerySet[Application], columns: Iterable[Column]) -> QuerySet[Application]:
    """With what these columns need, and no more."""
    needs = {column.needs for column in columns}
    rows = rows.select_related("organisation").only(*READ)
    if "sectors" in needs:
        rows = rows.prefetch_related("sectors")
    if "applicants" in needs:
        named = Applicant.objects.only("application", "number", "name", "languages")
        rows = rows.prefetch_related(Prefetch("applicants", named))
    return rows


def keep_columns(user: User, keys: Sequence[str]) -> None:
    """Show this person these columns from now on; none: the usual ones."""
    known = [key for key in dict.fromkeys(keys) if key in COLUMNS]
    ListColumns.objects.update_or_create(user=user, defaults={"columns": known})


def _plain_filters(which: Chosen) -> Mapping[str, Any]:
    found: dict[str, Any] = {"size": which.size, "country": which.country, "side__key": which.side}
    found["came_by__public_id"] = which.came_by
    late = {"yes": True, "no": False}.get(which.late)
    return {name: value for name, value in found.items() if value} | ({} if late is None else {"is_late": late})


def _numbered(count: int, number: int) -> tuple[int, int, int]:
    pages = max(1, ceil(count / ON_A_PAGE))
    return count, min(max(number, 1), pages), pages
