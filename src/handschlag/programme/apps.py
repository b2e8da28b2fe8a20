"""Tell Django about this flat."""

from django.apps import AppConfig


class ProgrammeConfig(AppConfig):
    """Talks and who speaks."""

    name = "handschlag.programme"
    label = "programme"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Lead to the editor; say what is held about people, and how entries of the log read."""
        from handschlag.events import navigation  # models may be loaded only now
        from handschlag.programme import personal, receivers, verbs, ways  # noqa: F401  (two make themselves known)

        personal.register()
        navigation.offer(ways.editor, place=30)
