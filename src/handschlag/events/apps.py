"""Tell Django about this flat."""

from django.apps import AppConfig


class EventsConfig(AppConfig):
    """Hosts, fairs and events."""

    name = "handschlag.events"
    label = "events"
    default_auto_field = "django.db.models.BigAutoField"
