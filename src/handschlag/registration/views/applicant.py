"""Applying: an address, a mailed code, a form. What is typed is kept, and can be gone on with on another device."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from handschlag.accounts import brakes, by_code
from handschlag.accounts.forms import CodeForm
from handschlag.accounts.models import User
from handschlag.events import acting
from handschlag.events.models import Event
from handschlag.foundation import limits
from handschlag.foundation.errors import RuleBroken
from handschlag.foundation.limits import Limit
from handschlag.registration import access, brought, known, letters, queries
from handschlag.registration.filling import Filling
from handschlag.registration.models import Application
from handschlag.registration.openness import TAKING, Openness, openness
from handschlag.registration.services import applying, links, sending
from handschlag.registration.states import CHANGEABLE, OVER, ApplicationState

KEEPS = Limit("application_steps", 600, 10 * 60)
"""Each pause while somebody types is one."""
INVITED = "invited_to_apply"
VIA = "came_by_link"
"""Under this name a session knows by whose link somebody came to which event."""


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def apply(request: HttpRequest, event: str) -> HttpResponse:
    """The way into an application and its form, by what is known of the reader and what is possible now."""
    now = timezone.now()
    entrance = access.event_to_apply(event, email=_whose(request), now=now)
    found: Any = entrance.event
    found.entrance = entrance
    found.openness = openness(found, takes_late=found.takes_late, now=now)
    found.bringer = _bringer(request, found)
    if isinstance(request.user, User):
        return _signed_in(request, found, request.user, now=now)
    if found.openness not in TAKING:
        return _not_now(request, found)
    return _enter(request, found, now=now)


def _whose(request: HttpRequest) -> str:
    """Whose form it is, or is going to be if the code is right; at first, to whom a code shall go."""
    if isinstance(request.user, User):
        return request.user.email
    if request.method != "POST":
        return ""
    if _step(request) == "address":
        form = by_code.AnybodysCodeForm(request.POST)
        return form.cleaned_data["email"] if form.is_valid() else ""
    return by_code.address(request)


def _signed_in(request: HttpRequest, event: Event, user: User, *, now: datetime) -> HttpResponse:
    if user.acting is not None and not acting.covers(user, event):
        raise Http404  # the mandate is for another event
    application = _to_fill(event, user)
    if not _is_new(application) and application.state not in CHANGEABLE:
        return redirect("registration:application", event.slug, application.public_id)
    if _is_new(application) and event.openness not in TAKING:  # type: ignore[attr-defined]
        return _not_now(request, event)
    if request.method == "POST" and _step(request) in STEPS:
        if _step(request) != "send":
            limits.count(KEEPS, str(user.pk), now=now)
        return _sent(request, application, user, now=now)
    return _form(request, Filling(application, offered=event.entrance.offered))  # type: ignore[attr-defined]


def _step(request: HttpRequest) -> str:
    """Which button was pressed; one that says "That is us" brings the organisation in place of a step."""
    return "us" if "us" in request.POST else request.POST.get("step", "")


def _to_fill(event: Event, user: User) -> Application:
    """What is open, or what goes on, of hers; else a new one, which is no row yet."""
    entrance = event.entrance  # type: ignore[attr-defined]
    is_known = entrance.email == user.email and user.acting is None
    mine = [] if is_known and not entrance.has_begun else list(access.own_applications(user, event.slug))
    for application in sorted(mine, key=lambda one: one.state not in CHANGEABLE):
        if application.state not in OVER:
            application.event = event
            return application
    person = user.acting_for or user
    facts = {"email": person.email, "contact_name": person.name, "user": person}
    invited = None if is_known and not entrance.is_invited else queries.invitation_of(event, person.email)
    if invited is not None and invited.organisation is not None:
        facts |= {"organisation": invited.organisation, "country": invited.organisation.country}
    facts["came_by"] = event.bringer or (invited.co_organiser if invited is not None else None)  # type: ignore[attr-defined]
    return Application(event=event, language=translation.get_language() or person.language, **facts)


def _bringer(request: HttpRequest, event: Event) -> User | None:
    """By whose link she came, now or a page ago; what is no link of anybody's is as if it were not there."""
    code = request.GET.get("via", "")[:16] or request.session.get(VIA, {}).get(event.slug, "")
    found = brought.bringer(event, code)
    if found is not None and "via" in request.GET:
        request.session[VIA] = request.session.get(VIA, {}) | {event.slug: code}
    return found


def _is_new(application: Application) -> bool:
    """Whether it is no row yet."""
    return application._state.adding


def _sent(request: HttpRequest, application: Application, user: User, *, now: datetime) -> HttpResponse:
    step = _step(request)
    filling = Filling(
        application,
        request.POST,
        request.FILES,
        offered=application.event.entrance.offered,  # type: ignore[attr-defined]
        is_final=step == "send",
        more=1 if step == "more" else 0,
    )
    is_valid = filling.is_valid()
    if step == "send" and is_valid and _is_new(application) and not request.FILES and not _is_known(request, filling):
        return _sent_at_once(request, filling, user, now=now)
    try:
        _keep(filling, user, now=now)
        return STEPS[step](request, filling, user, is_valid, now)
    except RuleBroken as broken:
        filling.facts.add_error(None, broken)
        return _form(request, filling, status=422)


def _sent_at_once(request: HttpRequest, filling: Filling, user: User, *, now: datetime) -> HttpResponse:
    """A whole form that nobody has kept yet; if it cannot be sent, it is kept."""
    try:
        sent = filling.send(by=user, now=now)
    except RuleBroken as broken:
        _keep(filling, user, now=now)
        filling.facts.add_error(None, broken)
        return _form(request, filling, status=422)
    return redirect("registration:application", sent.event.slug, sent.public_id)


def _keep(filling: Filling, user: User, *, now: datetime) -> None:
    bringer = filling.application.event.bringer  # type: ignore[attr-defined]
    if bringer is not None and not _is_new(filling.application):
        links.came_by(filling.application, bringer)
    filling.keep(by=user, now=now)


def _kept(request: HttpRequest, filling: Filling, _user: User, _is_valid: bool, now: datetime) -> HttpResponse:
    """While she types: a line that says so, and whether the organisation is known already."""
    context = {"filling": filling, "similar": filling.similar(), "now": now, "event": filling.application.event}
    return render(request, "registration/applicant/_kept.html", context)


def _saved(request: HttpRequest, filling: Filling, _user: User, is_valid: bool, _now: datetime) -> HttpResponse:
    if not is_valid:
        return _form(request, filling, status=422)
    messages.success(request, _("Kept. Nothing is sent yet."))
    return redirect("registration:apply", filling.application.event.slug)


def _more(request: HttpRequest, filling: Filling, _user: User, is_valid: bool, _now: datetime) -> HttpResponse:
    return _form(request, filling, status=200 if is_valid else 422, focus=f"p{len(filling.people) - 1}-name")


def _later(request: HttpRequest, filling: Filling, user: User, _is_valid: bool, now: datetime) -> HttpResponse:
    """She goes away, and a mail leads back."""
    brakes.before(brakes.CODES, user.email)
    letters.tell(letters.BEGUN, filling.application, now=now)
    messages.success(request, _("Kept. A mail with the way back is under way to %s.") % filling.application.email)
    return redirect("registration:apply", filling.application.event.slug)


def _us(request: HttpRequest, filling: Filling, _user: User, _is_valid: bool, _now: datetime) -> HttpResponse:
    """It is an organisation that is known here; or, with nothing chosen, it is another one.

    Who has never spoken for it only says so: her application stands beside it until the office has confirmed it, so
    that nobody takes the place of those whose organisation it is.
    """
    application = filling.application
    chosen = next((one for one in filling.similar() if one.public_id == request.POST.get("us")), None)
    is_claim = known.is_anothers(chosen, application.user)
    facts: dict[str, Any] = {"claimed": chosen if is_claim else None, "organisation": None if is_claim else chosen}
    if chosen is not None:
        facts |= {"organisation_name": chosen.name, "organisation_latin": chosen.name_latin}
        facts |= {"country": chosen.country}
    applying.save_step(application, facts)
    return HttpResponseRedirect(request.path + "#organisation")


def _send(request: HttpRequest, filling: Filling, user: User, is_valid: bool, now: datetime) -> HttpResponse:
    if not (is_valid and filling.is_valid()):  # a file may have been refused while it was kept
        return _form(request, filling, status=422)
    if _is_known(request, filling):
        return _form(request, filling, status=422)
    sent = sending.send(filling.application, by=user, now=now)
    return redirect("registration:application", sent.event.slug, sent.public_id)


def _is_known(request: HttpRequest, filling: Filling) -> bool:
    """Whether she has to be asked first if it is an organisation that is known here."""
    return "asked" not in request.POST and bool(filling.similar())


STEPS = {"keep": _kept, "save": _saved, "more": _more, "later": _later, "us": _us, "send": _send}


def _form(request: HttpRequest, filling: Filling, *, status: int = 200, focus: str = "") -> HttpResponse:
    application = filling.application
    is_late = application.event.openness == Openness.LATE and application.submitted_at is None  # type: ignore[attr-defined]
    context = {
        "event": application.event,
        "application": application,
        "filling": filling,
        "similar": filling.similar() if filling.data is not None or application.organisation_name else [],
        "is_late": is_late,
        "focus": focus,
        "came_by": _came_by(application),
        "active": "apply",
    }
    return render(request, "registration/applicant/form.html", context, status=status)


def _came_by(application: Application) -> User | None:
    """Who is told of: by whom she came, or whose link she has followed with what is only begun."""
    if application.came_by is not None or application.state != ApplicationState.DRAFT:
        return application.came_by
    return application.event.bringer  # type: ignore[attr-defined]


def _not_now(request: HttpRequest, event: Event) -> HttpResponse:
    status = 422 if request.method == "POST" else 200
    return render(request, "registration/applicant/not_now.html", {"event": event, "active": "apply"}, status=status)


def _enter(request: HttpRequest, event: Event, *, now: datetime) -> HttpResponse:
    """Before the form: whose it is, which a mailed code says."""
    step = request.POST.get("step", "") if request.method == "POST" else ""
    if step == "address":
        return _ask(request, event)
    if step:
        brakes.before(brakes.FORMS, limits.client_line(request))
    if step == "code":
        return _let_in(request, event, now=now)
    if step == "again":
        pending = by_code.pending(request)
        if pending is not None and brakes.is_code_allowed(request, pending.email):
            by_code.again(request)
    elif step == "other":
        by_code.start_over(request)
    return _entrance(request, event)


def _ask(request: HttpRequest, event: Event) -> HttpResponse:
    form = by_code.AnybodysCodeForm(request.POST)
    if not form.is_valid():
        brakes.before(brakes.FORMS, limits.client_line(request))
        return _entrance(request, event, form=form, status=422)
    pending = by_code.ask(request, form, user=event.entrance.account)  # type: ignore[attr-defined]
    return _entrance(request, event, pending=pending)


def _let_in(request: HttpRequest, event: Event, *, now: datetime) -> HttpResponse:
    form = by_code.code_form(request, request.POST)
    if not form.is_valid():
        return _entrance(request, event, code=form, status=422)
    answer = by_code.enter(request, form, onwards=request.path)
    if isinstance(request.user, User):
        return _signed_in(request, event, request.user, now=now)
    return answer  # something is missing yet, such as a second factor


def _entrance(request: HttpRequest, event: Event, *, status: int = 200, **found: Any) -> HttpResponse:
    pending = found.get("pending") or by_code.pending(request)
    invited = request.session.get(INVITED, {}).get(event.slug, "")
    context = {
        "event": event,
        "pending": pending,
        "form": found.get("form") or by_code.AnybodysCodeForm(initial={"email": invited}),
        "code": found.get("code") or (CodeForm() if pending else None),
        "came_by": event.bringer,  # type: ignore[attr-defined]
        "active": "apply",
    }
    return render(request, "registration/applicant/enter.html", context, status=status)
