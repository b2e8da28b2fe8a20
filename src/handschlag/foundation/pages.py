"""Pages about the house itself, in the reader's language."""

from django.urls import path

from handschlag.foundation import views

app_name = "house"
urlpatterns = [path("components/", views.components, name="components")]
