"""Addresses of signing in and out, and of one's account."""

from django.urls import path

from handschlag.accounts.brakes import by_line
from handschlag.accounts.refusals import refused
from handschlag.accounts.views import account, entrance

app_name = "accounts"
urlpatterns = [
    path("sign-in/", by_line(refused(entrance.sign_in)), name="sign_in"),
    path("sign-in/password/", by_line(refused(entrance.by_password)), name="sign_in_by_password"),
    path("sign-in/demo/", by_line(entrance.sign_in_to_demo), name="sign_in_to_demo"),
    path("sign-in/start-over/", by_line(entrance.start_over), name="start_over"),
    path("sign-out/", entrance.sign_out, name="sign_out"),
    path("account/", by_line(account.account), name="account"),
    path("account/welcome/", by_line(account.welcome), name="welcome"),
    path("account/second-factor/", account.second_factor_page, name="second_factor"),
    path("account/sign-ins/end/", by_line(account.end_sign_ins), name="end_sign_ins"),
]
