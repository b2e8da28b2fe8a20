"""Addresses of events for everybody."""

from django.urls import path

from handschlag.events import views

app_name = "events"
urlpatterns = [
    path("", views.home, name="home"),
    path("events/<slug:event>/", views.public, name="public"),
]
