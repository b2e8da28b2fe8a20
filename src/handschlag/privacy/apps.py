"""Tell Django about this flat."""

from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    """Purposes, visibility, requests, retention."""

    name = "handschlag.privacy"
    label = "privacy"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Declare what this flat itself holds, lead to its pages, tell the worker what it can do here."""
        from handschlag.events import navigation  # models may be loaded only now
        from handschlag.foundation import jobs
        from handschlag.foundation.personal import judged_by
        from handschlag.privacy import personal, tasks, visibility, ways
        from handschlag.privacy.services import retention

        personal.register()
        judged_by(visibility.to_participant)
        navigation.offer_at_host(ways.of_host, place=65)
        jobs.register(retention.KIND, tasks.retain)
