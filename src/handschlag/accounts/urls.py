"""Addresses of signing in and out."""

from django.urls import path

from handschlag.accounts import views

app_name = "accounts"
urlpatterns = [
    path("sign-in/", views.sign_in, name="sign_in"),
    path("sign-in/demo/", views.sign_in_to_demo, name="sign_in_to_demo"),
    path("sign-out/", views.sign_out, name="sign_out"),
]
