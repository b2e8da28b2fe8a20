"""Workers are killed in the middle of a letter to many: nobody is missing, and nobody gets another letter."""

import os
import random
import signal
import subprocess
import time
from collections import defaultdict

import pytest

from tests.foundation.clerk.office import Office
from tests.foundation.outbox.sink import DROP, DROP_AFTER, Sink

STATES = "SELECT state, count(*) FROM foundation_outgoingmail GROUP BY state"


class PostRoom(Office):
    """A database with a released letter, and a nursery of workers."""

    def __init__(self, folder, sink):
        super().__init__(folder)
        self._environment |= {"DJANGO_SETTINGS_MODULE": "tests.mail.postroom.settings", "SINK_PORT": str(sink.port)}
        self._nursery = None

    def release(self, number):
        subprocess.run(self._command("start", str(number)), **self._options(), check=True)

    def born(self):
        """The process id of a new worker."""
        if self._nursery is None:
            command = self._command("nursery")
            pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
            self._nursery = subprocess.Popen(command, **self._options(), **pipes)
            self._workers.append(self._nursery)
        self._nursery.stdin.write("\n")
        self._nursery.stdin.flush()
        self._alive = int(self._nursery.stdout.readline())
        return self._alive

    def close(self):
        if self._nursery is not None:
            os.kill(self._alive, signal.SIGKILL)
            self._nursery.stdin.close()
            self._nursery.wait()
            self._nursery.stdout.close()
        super().close()

    def job(self):
        """What is said when a test waits in vain."""
        return self.states(), self.rows("SELECT kind, state, tries, error FROM foundation_job WHERE state <> 'done'")

    def states(self):
        return dict(self.rows(STATES))

    def rows(self, question):
        connection = self._connect()
        try:
            return connection.execute(question).fetchall()
        finally:
            connection.close()

    def _command(self, *arguments):
        return [part.replace("foundation.clerk", "mail.postroom") for part in super()._command(*arguments)]


@pytest.fixture
def sink():
    sink = Sink()
    yield sink
    sink.close()


@pytest.fixture
def room(tmp_path, sink):
    room = PostRoom(tmp_path, sink)
    yield room
    room.close()


def troubles(chance, *, among, put_off, dropped):
    """Answers to so many mails, some of them bad, in random order."""
    bad = ["451 4.3.0 Come again"] * put_off + [DROP, DROP_AFTER] * (dropped // 2)
    plan = bad + ["250 2.0.0 taken"] * (among - len(bad))
    chance.shuffle(plan)
    return plan


@pytest.mark.server
@pytest.mark.parametrize(
    ("kills", "people", "put_off", "dropped"),
    [(30, 150, 20, 10), pytest.param(100, 500, 50, 10, marks=pytest.mark.long)],
)
def test_nobody_is_missing_and_repeats_are_few_and_the_same_mail(room, sink, kills, people, put_off, dropped):
    chance = random.Random(1)
    sink.plan = troubles(chance, among=people, put_off=put_off, dropped=dropped)
    room.release(people)

    in_the_middle = 0
    for number in range(kills):
        victim, before = room.born(), len(sink.mails)
        # The first ones die while the mails are written, the others once they have sent some.
        room.wait_until(lambda n=number, before=before: n < 3 or len(sink.mails) > before or reached(sink) == people)
        time.sleep(0.05 * chance.random() if number >= 3 else 0.3 * chance.random())
        os.kill(victim, signal.SIGKILL)
        in_the_middle += reached(sink) < people
    room.born()
    while not is_over(room, people):
        before = len(sink.mails)
        room.wait_until(lambda before=before: len(sink.mails) > before or is_over(room, people))

    ids = defaultdict(set)
    for envelope, mail in zip(sink.mails, sink.read(), strict=True):
        ids[envelope.rcpt_tos[0]].add(mail["Message-ID"])
    repeats = len(sink.mails) - people
    assert (len(ids), {len(found) for found in ids.values()}) == (people, {1})
    assert 0 <= repeats <= kills + dropped // 2
    assert in_the_middle > kills // 2
    assert {mail["To"].addresses[0].addr_spec for mail in sink.read()} == ids.keys()


def reached(sink):
    """How many people have a mail."""
    return len({mail.rcpt_tos[0] for mail in sink.mails})


def is_over(room, people):
    return room.states() == {"sent": people}
