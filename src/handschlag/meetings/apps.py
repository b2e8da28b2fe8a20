"""What Django must know of this flat."""

from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    """Wishes, planning runs, plans and meetings."""

    name = "handschlag.meetings"
    label = "meetings"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tell the worker what it can do here, the sign-in whom one can play, other pages where to go on."""
        from handschlag.accounts import demo as sign_in  # models may be loaded only now
        from handschlag.events import navigation as ways
        from handschlag.events import queries as events
        from handschlag.foundation import four_eyes, jobs
        from handschlag.meetings import demo, leaving, navigation, personal, queries, tasks
        from handschlag.meetings.services import planning, publishing
        from handschlag.portal import possible
        from handschlag.registration.leaving import concern

        jobs.register(planning.KIND, tasks.plan)
        jobs.on_failed(planning.KIND, tasks.failed)
        four_eyes.register(publishing.FINAL_PLAN)
        sign_in.offer(demo.parts)
        ways.offer(navigation.of, place=10)
        events.sign(possible.PLAN, queries.published_at)
        concern(leaving.consequences)
        personal.register()
