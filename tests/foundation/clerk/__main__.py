"""``start SECONDS NOTES TIMES`` prints the id of a job that is announced so often; ``work`` is a worker."""

import sys

import django

django.setup()

from django.core.management import call_command  # noqa: E402

from handschlag.foundation import jobs  # noqa: E402
from handschlag.foundation.jobs import life, worker  # noqa: E402

if sys.argv[1] == "work":
    worker.work("default")
else:
    call_command("migrate", verbosity=0)
    job = jobs.start("copy", {"seconds": float(sys.argv[2]), "notes": sys.argv[3]})
    for _ in range(int(sys.argv[4]) - 1):
        life.run_job.enqueue(job.pk)
    print(job.pk)
