"""Addresses of a person's own details."""

from django.urls import path

from handschlag.companies import views

app_name = "companies"
urlpatterns = [path("my-data/person/", views.my_person, name="my_person")]
