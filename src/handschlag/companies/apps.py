"""Tell Django about this flat."""

from django.apps import AppConfig


class CompaniesConfig(AppConfig):
    """Organisations and who of them takes part."""

    name = "handschlag.companies"
    label = "companies"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Show on an event's public page who comes."""
        from handschlag.companies import access, personal, queries  # models may be loaded only now
        from handschlag.events import navigation, showcase
        from handschlag.events.roles import Right

        showcase.offer("presence", queries.presence)
        navigation.grounded(Right.SPEAK_FOR_PARTICIPANT, access.speaks_at)
        personal.register()
