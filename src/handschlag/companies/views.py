"""A person's own details."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from handschlag.accounts.brakes import by_line
from handschlag.accounts.models import SignedInRequest
from handschlag.companies import access
from handschlag.companies.forms import PersonForm
from handschlag.companies.services import people


@never_cache
@login_required
@by_line
@require_http_methods(["GET", "HEAD", "POST"])
def my_person(request: SignedInRequest) -> HttpResponse:
    """How she is called and what she speaks; sending the page corrects it."""
    me = access.person_of(request.user)
    form = PersonForm(request.POST if request.method == "POST" else None, person=me)
    if form.is_bound and form.is_valid():
        people.correct(
            me,
            name=form.cleaned_data["name"],
            name_latin=form.cleaned_data["name_latin"],
            languages=form.languages(),
            by=request.user,
            now=timezone.now(),
        )
        messages.success(request, _("Saved."))
        return redirect("privacy:my_data")
    context = {"form": form, "active": "account"}
    return render(request, "companies/my_person.html", context, status=422 if form.is_bound else 200)
