"""A mail server for tests: keeps what it is given, and answers as it is told."""

import asyncio
import logging
import threading
from collections import Counter
from email import message_from_bytes, policy

from aiosmtpd.controller import UnthreadedController

DROP = "drop"
"""Instead of an answer: hang up before saying yes."""
DROP_AFTER = "drop after"
"""Keep the mail, and hang up before saying yes."""


class Sink:
    """``plan`` gives the answers to the next mails, one each: a line of SMTP, DROP or DROP_AFTER; then always yes."""

    def __init__(self, *plan):
        self.plan = list(plan)
        self.rcpt_plan = []
        self.mails = []
        self.connections = 0
        logging.getLogger("mail.log").setLevel(logging.WARNING)  # it tells of every line
        self._loop = asyncio.new_event_loop()
        self._is_open = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()
        assert self._is_open.wait(10)

    def _serve(self):
        """From first to last in a thread of its own: in that of the tests the browser's driver may have a loop."""
        controller = UnthreadedController(self, hostname="127.0.0.1", port=0, loop=self._loop)
        controller.begin()
        self.port = controller.server.sockets[0].getsockname()[1]
        self._is_open.set()
        self._loop.run_forever()
        controller.server.close()
        tasks = asyncio.all_tasks(self._loop)
        for task in tasks:
            task.cancel()
        self._loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
        self._loop.close()

    async def handle_EHLO(self, _server, session, _envelope, hostname, responses):  # noqa: N802
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(self, _server, _session, envelope, address, _options):  # noqa: N802
        answer = self.rcpt_plan.pop(0) if self.rcpt_plan else None
        if answer:
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, _session, envelope):  # noqa: N802
        answer = self.plan.pop(0) if self.plan else "250 2.0.0 taken"
        if answer in (DROP_AFTER, "250 2.0.0 taken"):
            self.mails.append(envelope)
        if answer in (DROP, DROP_AFTER):
            server.transport.abort()
            return "421 gone"
        return answer

    def close(self):
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)

    # No properties: the library looks at every one of them for each connection.

    def read(self):
        """The mails, taken apart."""
        return [message_from_bytes(mail.content, policy=policy.default) for mail in self.mails]

    def ids(self):
        """How often each Message-ID has come."""
        return Counter(mail["Message-ID"] for mail in self.read())
