"""Addresses of the pages about tokens."""

from django.urls import path

from handschlag.api.views import tokens

app_name = "tokens"
urlpatterns = [
    path("events/<slug:event>/tokens/", tokens.of_event, name="of_event"),
    path("hosts/<slug:host>/tokens/", tokens.of_host, name="of_host"),
    path("tokens/<id:public_id>/revoke/", tokens.revoke, name="revoke"),
]
