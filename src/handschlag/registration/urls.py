"""Addresses of this flat."""

from __future__ import annotations

from django.urls import URLPattern, path

from handschlag.registration import organiser_urls
from handschlag.registration.views import (
    applicant,
    applicant_change,
    applicant_invited,
    applicant_page,
    claims,
    co_organiser,
)

app_name = "registration"
APPLICATION = "events/<slug:event>/application/<id:public_id>/"
_of_applicants: list[URLPattern] = [
    path("events/<slug:event>/apply/", applicant.apply, name="apply"),
    path("account/claims/<id:public_id>/", claims.answer, name="answer_claim"),
    path("apply/invited/<secret:secret>/", applicant_invited.invited, name="invited"),
    path("events/<slug:event>/application/", applicant_page.newest, name="newest_application"),
    path(APPLICATION, applicant_page.application, name="application"),
    path(f"{APPLICATION}step/", applicant_page.step, name="application_step"),
    path(f"{APPLICATION}cancel/", applicant_page.cancel, name="cancel_application"),
    path(f"{APPLICATION}ticket/", applicant_page.ticket, name="ticket"),
    path(f"{APPLICATION}event.ics", applicant_page.calendar, name="application_calendar"),
    path(f"{APPLICATION}files/<id:stored>/", applicant_page.file, name="application_file"),
    path(f"{APPLICATION}change/", applicant_change.change, name="change_application"),
    path(f"{APPLICATION}colleague/", applicant_change.colleague, name="add_colleague"),
    path(f"{APPLICATION}questions/", applicant_change.questions, name="answer_questions"),
]
_of_co_organisers: list[URLPattern] = [path("events/<slug:event>/own-link/", co_organiser.own_link, name="own_link")]
urlpatterns: list[URLPattern] = [*_of_applicants, *_of_co_organisers, *organiser_urls.urlpatterns]
