"""Tell Django about this flat."""

from django.apps import AppConfig


class MailConfig(AppConfig):
    """What a host writes to people."""

    name = "handschlag.mail"
    label = "mail"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tell the worker what it can do here, letters whose words they have, pages where to go on."""
        from handschlag.events import navigation as ways  # models may be loaded only now
        from handschlag.foundation import four_eyes, jobs, letters
        from handschlag.foundation.letters import wording
        from handschlag.mail import audiences, navigation, office, personal, queries, tasks
        from handschlag.mail.letters import MAILING
        from handschlag.mail.services import mailings, second

        letters.register(MAILING)
        wording.offer(sender=queries.sender, letter=queries.letter)
        jobs.register(mailings.KIND, tasks.write_out)
        jobs.on_failed(mailings.KIND, tasks.failed)
        four_eyes.register(second.RELEASE)
        for audience in office.AUDIENCES:
            audiences.offer(audience)
        ways.offer(navigation.of_event, place=50)
        personal.register()
