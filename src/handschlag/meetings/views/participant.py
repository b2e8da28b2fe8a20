"""A participant's pages: My forum, wishes, agenda."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from handschlag.accounts.models import SignedInRequest
from handschlag.companies.access import participant_of
from handschlag.companies.models import Participant
from handschlag.companies.queries import participant
from handschlag.events import navigation as ways
from handschlag.events import zones
from handschlag.events.models import Event
from handschlag.foundation.errors import RuleBroken
from handschlag.foundation.reading import reader
from handschlag.meetings import access, calendar, queries, wishlist
from handschlag.meetings import agenda as agendas
from handschlag.meetings.models import Plan, Wish
from handschlag.meetings.navigation import SPEAKING
from handschlag.meetings.services import subscriptions, wishes
from handschlag.meetings.states import WishLevel, WishState
from handschlag.meetings.wish_forms import AnswerForm, LevelForm


@never_cache
@login_required
@require_safe
def my_forum(request: SignedInRequest, event: str) -> HttpResponse:
    """Where she stands, what there is to answer, whom she wishes to meet, and her agenda."""
    return _my_forum_page(request, participant_of(request.user, event))


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def wish(request: SignedInRequest, event: str) -> HttpResponse:
    """Whom she may wish to meet; sending a level sets or changes a wish, ``take_back`` ends it."""
    me = participant_of(request.user, event)
    if request.method == "POST":
        asked = get_object_or_404(wishlist.choice(me), public_id=request.POST.get("participant", ""))
        return _level_set(request, me, asked)
    return _wishes_page(request, me)


@require_POST
@login_required
def answer(request: SignedInRequest, event: str, public_id: str) -> HttpResponse:
    """What those asked say to a wish."""
    me = participant_of(request.user, event)
    received = access.wish_received(request.user, event, public_id)
    form = AnswerForm.on(received, request.POST)
    is_answered = False
    if form.is_valid():
        reply, note = form.cleaned_data["answer"], form.cleaned_data["note"]
        try:
            received = wishes.answer(received, reply, note, by=request.user, now=timezone.now())
            is_answered = True
        except RuleBroken as broken:
            received.refresh_from_db(fields=["state", "answer_note"])
            form.add_error(None, broken)
    status = 200 if is_answered else 422
    if "HX-Request" in request.headers:
        received.asker, received.event = participant(received.asker_id), me.event
        context = {"wish": received, "form": form, "is_saved": is_answered, "to_answer": _to_answer(me)}
        return render(request, "meetings/_answered.html", context | _closing(me.event, timezone.now()), status=status)
    if is_answered:
        messages.success(request, _("Your answer has been sent."))
        return redirect("meetings:my_forum", event)
    return _my_forum_page(request, me, failed_answer=(public_id, form), status=422)


@never_cache
@login_required
@require_safe
def agenda(request: SignedInRequest, event: str) -> HttpResponse:
    """The agenda for print."""
    me = participant_of(request.user, event)
    plan = agendas.published(me.event)
    entries = agendas.of_participant(me, plan, reader=request.user) if plan else []
    context = {
        "event": me.event,
        "me": me,
        "plan": plan,
        "days": agendas.days(entries, me.event) if plan else [],
        "meetings_count": len(entries),
        "tables": sorted({entry.table for entry in entries if entry.table}, key=lambda table: table.number),
        "zone": zones.city(me.event.time_zone),
    }
    return render(request, "meetings/agenda.html", context)


@never_cache
@login_required
@require_safe
def agenda_ics(request: SignedInRequest, event: str) -> HttpResponse:
    """The agenda as a file for a calendar."""
    me = participant_of(request.user, event)
    response = _calendar(request, me)
    response["Content-Disposition"] = f'attachment; filename="{me.event.slug}.ics"'
    return response


@require_safe
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """The agenda for a program that fetches it now and then; whoever knows the address may."""
    found = access.feed_behind(secret)
    known = [code for code, _name in settings.LANGUAGES]
    wanted = [request.GET.get("language", ""), *found.participant.event.languages, settings.LANGUAGE_CODE]
    with translation.override(next(code for code in wanted if code in known)):
        return _calendar(request, found.participant)


@require_POST
@login_required
def renew_feed(request: SignedInRequest, event: str) -> HttpResponse:
    """Make the secret address of the calendar, or a new one in its place."""
    me = participant_of(request.user, event)
    if request.user.acting is None:
        subscriptions.renew(me)
        messages.success(request, _("The calendar has a secret address now. An older one leads nowhere any more."))
    else:  # it would go on to open the agenda when she no longer acts
        messages.error(request, _("The secret address is for the represented person alone. Stop acting first."))
    return redirect(reverse("meetings:my_forum", args=[event]) + "#calendar")


def _my_forum_page(
    request: SignedInRequest, me: Participant, *, failed_answer: tuple[str, AnswerForm] | None = None, status: int = 200
) -> HttpResponse:
    now = timezone.now()
    plan = agendas.published(me.event)
    entries = agendas.of_participant(me, plan, reader=request.user) if plan else []
    received, sent = wishlist.received(me), wishlist.sent(me)
    failed = dict([failed_answer] if failed_answer else [])
    context = {
        "event": me.event,
        "me": me,
        "nav": ways.at(me.event, SPEAKING),
        "active": "my_forum",
        "plan": plan,
        "days": agendas.days(entries, me.event) if plan else [],
        "zone": zones.city(me.event.time_zone),
        "received": [(wish, failed.get(wish.public_id) or AnswerForm.on(wish)) for wish in received],
        "to_answer": sum(wish.state == WishState.OPEN for wish in received),
        "sent": [(wish, LevelForm.towards(wish.asked, wish)) for wish in sent],
        "steps": _steps(me, plan, received, sent),
        "feed": queries.feed(me) if request.user.acting is None else None,
        "base_url": settings.BASE_URL,
        "reader": reader(),
        "here": reverse("meetings:my_forum", args=[me.event.slug]),
    }
    return render(request, "meetings/my_forum.html", context | _closing(me.event, now), status=status)


def _wishes_page(
    request: HttpRequest, me: Participant, *, failed: tuple[Participant, LevelForm] | None = None, status: int = 200
) -> HttpResponse:
    words = request.GET.get("q", "")[:100]
    found = [failed[0]] if failed else wishlist.choice(me, words)
    page = Paginator(found, wishlist.SHOWN).get_page(request.GET.get("page"))
    mine = wishlist.towards(me, page.object_list)
    context = {
        "event": me.event,
        "me": me,
        "nav": ways.at(me.event, SPEAKING),
        "active": "wishes",
        "q": words,
        "page": page,
        "rows": [
            (other, mine.get(other.pk), failed[1] if failed else LevelForm.towards(other, mine.get(other.pk)))
            for other in page.object_list
        ],
    }
    return render(request, "meetings/wishes.html", context | _closing(me.event, timezone.now()), status=status)


def _level_set(request: SignedInRequest, me: Participant, asked: Participant) -> HttpResponse:
    mine = wishlist.towards(me, [asked]).get(asked.pk)
    form = LevelForm.towards(asked, mine, request.POST)
    try:
        mine, is_saved = _saved(request, me, asked, mine, form)
    except RuleBroken as broken:
        form.add_error(None, broken)
        is_saved = False
    if "HX-Request" in request.headers:
        context = {
            "event": me.event,
            "other": asked,
            "wish": mine,
            "form": LevelForm.towards(asked, mine) if is_saved else form,
            "is_saved": is_saved,
            "with_about": "with_about" in request.POST,
        } | _closing(me.event, timezone.now())
        return render(request, "meetings/_level.html", context, status=200 if is_saved else 422)
    if not is_saved:
        return _wishes_page(request, me, failed=(asked, form), status=422)
    messages.success(request, _("Your wish has been saved.") if mine else _("Your wish has been taken back."))
    return redirect(_back(request, reverse("meetings:wish", args=[me.event.slug])))


def _saved(
    request: SignedInRequest, me: Participant, asked: Participant, mine: Wish | None, form: LevelForm
) -> tuple[Wish | None, bool]:
    """What has become of the wish, and whether what was sent could be done."""
    who: dict[str, Any] = {"by": request.user, "now": timezone.now()}
    is_complete = form.is_valid()
    if "take_back" in request.POST and mine is not None:
        wishes.withdraw(mine, **who)
        return None, True
    if not is_complete:
        return mine, False
    said = form.cleaned_data
    return wishes.set_level(me, asked, said["level"], said["message"], language=reader(), **who), True


def _calendar(request: HttpRequest, me: Participant) -> HttpResponse:
    plan = agendas.published(me.event)
    file = calendar.calendar(me, plan, agendas.of_participant(me, plan) if plan else [])
    etag = calendar.etag(file)
    response = HttpResponse(file, content_type="text/calendar; charset=utf-8")
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    return get_conditional_response(request, etag=etag, response=response) or response


def _back(request: HttpRequest, otherwise: str) -> str:
    wanted = request.POST.get("back", "")
    return wanted if url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) else otherwise


def _to_answer(me: Participant) -> int:
    return sum(wish.state == WishState.OPEN for wish in wishlist.received(me))


def _closing(event: Event, now: datetime) -> dict[str, Any]:
    """When the time for wishes and answers ends, and whether it has ended."""
    end = event.answers_close_at
    is_over = wishes.is_over(event, now)
    return {"is_over": is_over, "closes": zones.ahead(end - now) if end and not is_over else None}


def _steps(me: Participant, plan: Plan | None, received: list[Wish], sent: list[Wish]) -> list[tuple[str, str, str]]:
    about = me.organisation.about
    written = ", ".join(code.upper() for code in sorted(about.versions))
    open_count = sum(wish.state == WishState.OPEN for wish in received)
    wished = sum(wish.level != WishLevel.NO for wish in sent)
    said = _("%(sent)d sent, %(open)d to answer") % {"sent": wished, "open": open_count}
    return [
        (_("Registered"), me.organisation.name, "done"),
        (
            _("Your page"),
            _("Complete in %(languages)s") % {"languages": written} if about else _("A few words are missing"),
            "done" if about else "next",
        ),
        (_("Wishes"), said, "done" if plan else "now"),
        (_("Agenda"), plan.get_state_display() if plan else _("not published yet"), "done" if plan else "next"),
    ]
