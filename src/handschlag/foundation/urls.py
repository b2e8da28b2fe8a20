"""Addresses for machines."""

from django.urls import path

from handschlag.foundation import views

app_name = "foundation"
urlpatterns = [path("healthz", views.healthz, name="healthz")]
