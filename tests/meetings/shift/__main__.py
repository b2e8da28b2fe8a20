"""``start SECONDS NOTES TIMES`` begins so many planning runs, each of a forum of its own; ``work`` is a worker."""

import sys

import django

django.setup()

from django.core.management import call_command  # noqa: E402

from handschlag.foundation.jobs import worker  # noqa: E402
from handschlag.foundation.models import Job  # noqa: E402
from tests.meetings import planned  # noqa: E402

if sys.argv[1] == "work":
    worker.work("solver")
else:
    call_command("migrate", verbosity=0)
    runs = [planned.started(planned.endless(), moves=None, seconds=float(sys.argv[2])) for _ in range(int(sys.argv[4]))]
    Job.objects.update(most_tries=1000)  # chance may kill the same run again and again
    print(len(runs))
