"""The site, and leases that run out soon; mails go to the port that the test names."""

import os

from handschlag.foundation.mail_route import Route, Way
from tests.settings import *  # noqa: F403

JOB_LEASE_SECONDS = 0.3
MAIL_LEASE_SECONDS = 1.0
MAIL_ROUTE = Route(Way.SMTP, host="127.0.0.1", port=int(os.environ.get("SINK_PORT", "1")), seconds=5)
