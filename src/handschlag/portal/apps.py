"""Tell Django about this flat."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """Notices, calendar, pages of events, search and feeds."""

    name = "handschlag.portal"
    label = "portal"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Declare what this flat holds, listen to what happens below, tell the worker what it can do here."""
        from django.db.models.signals import post_save  # models may be loaded only now

        from handschlag.events import navigation
        from handschlag.events.models import Host
        from handschlag.foundation import jobs
        from handschlag.foundation.letters import register
        from handschlag.portal import applying, letters, personal, possible, receivers, tasks, ways
        from handschlag.portal.search import following
        from handschlag.portal.services import importing, links

        personal.register()
        following.connect()
        post_save.connect(receivers.host_saved, sender=Host, dispatch_uid="portal.kinds_of_a_new_host")
        jobs.register(links.KIND, tasks.check_links)
        jobs.watch(links.begin_check)
        jobs.register(importing.KIND, tasks.read_feed)
        jobs.watch(importing.begin_due)
        for kind in letters.KINDS:
            register(kind)
        possible.offer(applying.step)
        navigation.offer(ways.edit, place=20)
        navigation.offer_at_host(ways.notices, place=20)
        navigation.offer_at_host(ways.events, place=25)
        navigation.offer_at_host(ways.feeds, place=30)
        navigation.offer_at_host(ways.legal, place=64)
