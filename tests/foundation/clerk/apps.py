import os

from django.apps import AppConfig


class ClerkConfig(AppConfig):
    name = "tests.foundation.clerk"
    label = "clerk"

    def ready(self):
        from handschlag.foundation import jobs
        from handschlag.foundation.jobs import lease
        from tests.foundation.clerk import work

        jobs.register("copy", work.copy)
        if os.environ.get("CLERK_IS_CARELESS") == "1":
            lease.take = work.take_without_looking
