"""Tell Django about this flat."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """The interface for programs."""

    name = "handschlag.api"
    label = "api"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Lead to the pages about tokens."""
        from handschlag.api import personal, ways  # models may be loaded only now
        from handschlag.events import navigation

        navigation.offer(ways.of_event, place=65)
        navigation.offer_at_host(ways.of_host, place=65)
        personal.register()
