"""What tests of the outbox share."""

import pytest

from handschlag.foundation.mail_route import Route, Way
from tests.foundation.outbox.sink import Sink


@pytest.fixture
def sink(settings):
    """A mail server to which mails go in this test."""
    sink = Sink()
    settings.MAIL_ROUTE = Route(Way.SMTP, host="127.0.0.1", port=sink.port, seconds=5)
    yield sink
    sink.close()
