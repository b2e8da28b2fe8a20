"""Tell Django about this flat."""

from django.apps import AppConfig


class EventsConfig(AppConfig):
    """Hosts, fairs and events."""

    name = "handschlag.events"
    label = "events"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Lead to the pages of this flat; say who works for a host, and who is too close to somebody to confirm."""
        from handschlag.accounts import readers, sign_up, staff  # models may be loaded only now
        from handschlag.events import acting, letters, memberships, navigation, personal, queries, ways
        from handschlag.events.roles import Right
        from handschlag.events.services import hosts
        from handschlag.foundation import four_eyes
        from handschlag.foundation.letters import register

        readers.bring(memberships.HELD, memberships.held)
        readers.bring(queries.INTERPRETS, queries.interpreting)
        readers.bring(acting.MANDATES, acting.mandates)
        navigation.grounded(Right.INTERPRET, queries.interprets)
        navigation.offer(ways.acting, place=50)
        navigation.offer(ways.people, place=60)
        navigation.offer(ways.log, place=70)
        navigation.offer(ways.public, place=100)
        navigation.offer_at_host(ways.of_host, place=50)
        staff.offer(memberships.works_for_host)
        sign_up.offer(memberships.is_invited)
        four_eyes.bound(acting.are_bound)
        four_eyes.register(hosts.WITHOUT_SECOND_PERSON)
        for kind in letters.KINDS:
            register(kind)
        personal.register()
