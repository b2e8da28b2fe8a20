"""Addresses of those who work on events."""

from django.urls import path

from handschlag.events.views import acting, host, invitation, log, people, proposal

app_name = "events"
urlpatterns = [
    path("events/<slug:event>/people/", people.of_event, name="people"),
    path("events/<slug:event>/log/", log.of_event, name="log"),
    path("events/<slug:event>/acting/", acting.agreements, name="acting"),
    path("acting/stop/", acting.stop, name="stop_acting"),
    path("acting/<id:public_id>/", acting.decide, name="mandate"),
    path("invitation/<secret:secret>/", invitation.invitation, name="invitation"),
    path("people/<id:public_id>/end/", people.end, name="end_membership"),
    path("people/invitations/<id:public_id>/", people.handle_invitation, name="handle_invitation"),
    path("proposals/<id:public_id>/", proposal.decide, name="proposal"),
    path("hosts/<slug:host>/", host.host, name="host"),
    path("hosts/<slug:host>/second-person/", host.second_person, name="second_person"),
    path("hosts/<slug:host>/people/", people.of_host, name="host_people"),
    path("hosts/<slug:host>/waiting/", host.waiting, name="waiting"),
    path("hosts/<slug:host>/log/", log.of_host, name="host_log"),
]
