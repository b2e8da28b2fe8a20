"""Addresses of one's own data, and of what a host decides about data."""

from django.urls import path

from handschlag.privacy.views import host, own, requests

app_name = "privacy"
urlpatterns = [
    path("my-data/", own.my_data, name="my_data"),
    path("my-data/visibility/", own.choose, name="choose"),
    path("my-data/consents/<slug:host>/<slug:key>/", own.consent, name="consent"),
    path("my-data/consents/<id:public_id>/", own.withdraw, name="withdraw"),
    path("my-data/export/", own.export_all, name="export"),
    path("my-data/erase/", own.preview, name="preview"),
    path("my-data/erase/now/", own.erase, name="erase"),
    path("hosts/<slug:host>/privacy/", requests.all_requests, name="requests"),
    path("hosts/<slug:host>/privacy/purposes/", host.all_purposes, name="purposes"),
    path("hosts/<slug:host>/privacy/purposes/<slug:key>/", host.purpose, name="purpose"),
    path("hosts/<slug:host>/privacy/rules/", host.all_rules, name="rules"),
    path("hosts/<slug:host>/privacy/record/", host.record_of_processing, name="record"),
    path("hosts/<slug:host>/privacy/requests/<id:public_id>/", requests.one_request, name="request"),
    path("hosts/<slug:host>/privacy/requests/<id:public_id>/person/", requests.find, name="find"),
    path("hosts/<slug:host>/privacy/requests/<id:public_id>/export/", requests.export_for, name="host_export"),
    path("hosts/<slug:host>/privacy/requests/<id:public_id>/erase/", requests.erase, name="host_erase"),
    path("hosts/<slug:host>/privacy/requests/<id:public_id>/answer/", requests.answer, name="answer"),
]
