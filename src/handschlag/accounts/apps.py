"""Tell Django about this flat."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People who sign in."""

    name = "handschlag.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"
