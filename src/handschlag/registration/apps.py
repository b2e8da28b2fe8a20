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
        from handschlag.accounts import panels, sign_up  # models may be loaded only now
        from handschlag.events import navigation as ways
        from handschlag.events import queries as events
        from handschlag.foundation import jobs
        from handschlag.foundation.letters import register
        from handschlag.registration import (
            answered_files,
            claims,
            letters,
            navigation,
            personal,
            queries,
            receivers,
            tasks,
        )
        from handschlag.registration.services import imports
        from handschlag.registration.work_list import of_applications

        if not settings.CAPACITY_IS_GUARDED and not settings.DEBUG:
            raise ImproperlyConfigured(
                "CAPACITY_IS_GUARDED can be switched off in tests only: places would be oversold"
            )
        sign_up.offer(queries.has_applied)
        panels.offer(claims.panel)
        events.sign("takes_late", queries.takes_late)
        for kind in letters.KINDS:
            register(kind)
        jobs.register(imports.KIND, tasks.take_over)
        jobs.on_failed(imports.KIND, tasks.failed)
        ways.offer(navigation.of, place=8)
        ways.offer(navigation.own_link, place=9)
        of_applications.register()
        receivers.listen()
        personal.register()
        answered_files.listen()
