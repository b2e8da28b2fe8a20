"""Addresses of wishes, planning and agendas, all under an event."""

from django.urls import path

from handschlag.meetings.views import interpreter, organiser, participant

app_name = "meetings"
urlpatterns = [
    path("events/<slug:event>/my/", participant.my_forum, name="my_forum"),
    path("events/<slug:event>/my/wishes/", participant.wish, name="wish"),
    path("events/<slug:event>/my/wishes/<id:public_id>/answer/", participant.answer, name="answer"),
    path("events/<slug:event>/my/agenda/", participant.agenda, name="agenda"),
    path("events/<slug:event>/my/agenda.ics", participant.agenda_ics, name="agenda_ics"),
    path("events/<slug:event>/my/calendar-address/", participant.renew_feed, name="renew_feed"),
    path("events/<slug:event>/interpreting/", interpreter.day, name="interpreter_day"),
    path("events/<slug:event>/planning/", organiser.planning, name="planning"),
    path("events/<slug:event>/planning/runs/<id:public_id>/", organiser.run, name="run"),
    path("events/<slug:event>/planning/runs/<id:public_id>/now/", organiser.run_now, name="run_now"),
    path("events/<slug:event>/planning/runs/<id:public_id>/stop/", organiser.stop, name="stop"),
    path("events/<slug:event>/planning/runs/<id:public_id>/problem.json", organiser.problem_file, name="problem_file"),
    path("events/<slug:event>/planning/runs/<id:public_id>/plan.json", organiser.plan_file, name="plan_file"),
    path("events/<slug:event>/planning/plans/<id:public_id>/", organiser.plan, name="plan"),
    path("events/<slug:event>/planning/plans/<id:public_id>/publish/", organiser.publish, name="publish"),
    path("events/<slug:event>/planning/plans/<id:public_id>/cards/", organiser.table_cards, name="table_cards"),
]
