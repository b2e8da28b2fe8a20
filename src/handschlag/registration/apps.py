"""Tell Django about this flat."""

from django.apps import AppConfig
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


class RegistrationConfig(AppConfig):
    """Applications and places."""

    name = "handschlag.registration"
    label = "registration"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Refuse to run without the guard of the places; say who is expected, which letters there are, what is held."""
        from handschlag.accounts import sign_up  # models may be loaded only now
        from handschlag.events import queries as events
        from handschlag.foundation.letters import register
        from handschlag.registration import letters, personal, queries

        if not settings.CAPACITY_IS_GUARDED and not settings.DEBUG:
            raise ImproperlyConfigured(
                "CAPACITY_IS_GUARDED can be switched off in tests only: places would be oversold"
            )
        sign_up.offer(queries.has_applied)
        events.sign("takes_late", queries.takes_late)
        for kind in letters.KINDS:
            register(kind)
        personal.register()
