"""Calendars that other programs fetch by a secret address."""

from django.urls import path

from handschlag.meetings.views import participant

app_name = "feeds"
urlpatterns = [path("calendar/<secret:secret>.ics", participant.feed, name="agenda")]
