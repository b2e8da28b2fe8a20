from django.apps import AppConfig


class FoundationConfig(AppConfig):
    name = "handschlag.foundation"
    label = "foundation"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tell the worker what it can do here."""
        from handschlag.foundation import addresses, jobs  # models may be loaded only now
        from handschlag.foundation.fetching import checks  # noqa: F401  (registers itself)
        from handschlag.foundation.outbox import tasks, waking
        from handschlag.foundation.personal import own

        jobs.register(waking.KIND, tasks.deliver)
        jobs.on_failed(waking.KIND, tasks.failed)
        jobs.watch(tasks.watch)
        own.register()
        addresses.register()
