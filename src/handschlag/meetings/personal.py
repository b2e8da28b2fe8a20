"""What this flat holds about people: their words in wishes, and what they did in planning."""

from __future__ import annotations

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from handschlag.companies.models import Participant
from handschlag.events.personal import AFTER_EVENT, COOPERATE, TAKE_PART
from handschlag.foundation import audit
from handschlag.foundation.models import AuditEntry
from handschlag.foundation.personal import Audience, Fate, Group, Individual, Part, Retention, declare, nothing_personal
from handschlag.meetings.models import Feed, Plan, PlanningRun, Wish


def register() -> None:
    """Declare it all."""
    declare(_words())
    declare(_work())
    _nothing_else()


def alone(one: Individual) -> QuerySet[Participant]:
    """Participants for whom she speaks and nobody else: what is theirs is hers."""
    single = Participant.objects.annotate(speakers=Count("representatives")).filter(speakers=1)
    return single.filter(representatives__person__in=one.people)


def _written(one: Individual, verb: str) -> list[str]:
    """Wishes of which the log says that she gave or answered them, or another one in her name."""
    if not one.public_id:
        return []
    entries = AuditEntry.objects.filter(audit.by_or_about(one.public_id), verb=verb, target="meetings.wish")
    return list(entries.values_list("target_id", flat=True))


def _words() -> Group:
    return Group(
        key="meetings.words",
        label=_("Words in wishes and answers"),
        says=_("What you wrote to those whom you wish to meet, and why you declined."),
        purpose=TAKE_PART,
        audience=Audience.HOST,
        retention=Retention(after=AFTER_EVENT, days=365, least=30, most=1825),
        parts=(
            Part(
                label=_("Wishes"),
                model=Wish,
                fields={"asked": _("To"), "message": _("Message")},
                secret=("message_language",),
                rows=lambda one: Wish.objects.filter(
                    Q(asker__in=alone(one)) | Q(public_id__in=_written(one, "wish.set"))
                ),
                fate=Fate.redacted(message="", message_language="", why=_("The wish itself is the organisation's.")),
                scope="event__host__slug",
                moment="event__ends_at",
            ),
            Part(
                label=_("Answers"),
                model=Wish,
                fields={"asker": _("To"), "answer_note": _("Reason")},
                rows=lambda one: Wish.objects.filter(
                    Q(asked__in=alone(one)) | Q(public_id__in=_written(one, "wish.answered"))
                ),
                fate=Fate.redacted(answer_note="", why=_("The answer itself is the organisation's.")),
                scope="event__host__slug",
                moment="event__ends_at",
            ),
            Part(
                label=_("Secret address of your calendar"),
                model=Feed,
                fields={"participant": _("Organisation"), "created_at": _("Since")},
                secret=("secret",),
                rows=lambda one: Feed.objects.filter(participant__in=alone(one)),
                fate=Fate.deleted(),
                scope="participant__event__host__slug",
                moment="participant__event__ends_at",
            ),
        ),
    )


def _work() -> Group:
    return Group(
        key="meetings.work",
        label=_("Your planning"),
        says=_("Which planning runs you began and which plans you published."),
        purpose=COOPERATE,
        retention=Retention(after=_("it was done"), days=3650, least=365, most=7300),
        parts=(
            Part(
                label=_("Planning runs"),
                model=PlanningRun,
                fields={"event": _("Event"), "number": _("Number"), "started_at": _("Time")},
                secret=("started_by",),
                rows=lambda one: PlanningRun.objects.filter(started_by=one.user or 0),
                fate=Fate.redacted(started_by=None, why=_("The run stays, begun by nobody.")),
                scope="event__host__slug",
                moment="created_at",
            ),
            Part(
                label=_("Published plans"),
                model=Plan,
                fields={"event": _("Event"), "number": _("Number"), "published_at": _("Time")},
                secret=("published_by",),
                rows=lambda one: Plan.objects.filter(published_by=one.user or 0),
                fate=Fate.redacted(published_by=None, why=_("The plan stays, published by nobody.")),
                scope="event__host__slug",
                moment="published_at",
            ),
        ),
    )


def _nothing_else() -> None:
    opaque = "of opaque ids and numbers, no names"
    nothing_personal(
        "meetings.PlanningRun",
        dict.fromkeys(
            ("settings", "problem", "problem_sha256", "answer", "figures", "curve", "bound", "cause"), opaque
        ),
    )
    nothing_personal("meetings.Meeting", {"interpreter": "a row that is redacted itself"})
    nothing_personal("meetings.UnmetWish", {"blockers": opaque, "remedy": opaque})
