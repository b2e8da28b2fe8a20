"""Tell Django about this flat."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People who sign in."""

    name = "handschlag.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen to allauth, and say which mails we write."""
        from handschlag.accounts import letters, personal, receivers  # noqa: F401  (models may be loaded only now)

        letters.register()
        personal.register()
