"""Tell Django about this flat."""

from django.apps import AppConfig


class CompaniesConfig(AppConfig):
    """Organisations and who of them takes part."""

    name = "handschlag.companies"
    label = "companies"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say who speaks for whom at an event, and what this flat holds about people."""
        from handschlag.accounts import readers  # models may be loaded only now
        from handschlag.companies import access, personal
        from handschlag.events import navigation
        from handschlag.events.roles import Right

        readers.bring(access.SPEAKS, access.speaking)
        navigation.grounded(Right.SPEAK_FOR_PARTICIPANT, access.speaks_at)
        personal.register()
