"""What people do with mails by hand, and how a worker is woken."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from handschlag.foundation import jobs, outbox
from handschlag.foundation.errors import RuleBroken
from handschlag.foundation.jobs import lease
from handschlag.foundation.models import DeadAddress, Job, JobState, MailState, News, OutgoingMail
from handschlag.foundation.outbox import claims, delivery, queries, tasks, waking

pytestmark = pytest.mark.django_db

NOON = datetime(2027, 3, 10, 11, 0, tzinfo=UTC)


def post(name="anna", **given):
    given = {"kind": "greeting", "subject": "Hello", "text": "x", "now": NOON} | given
    return outbox.post(to=outbox.Address(f"{name}@example.org"), **given)


def in_state(state, **given):
    mail = post(**given)
    OutgoingMail.objects.filter(pk=mail.pk).update(state=state)
    mail.refresh_from_db()
    return mail


@pytest.mark.parametrize("state", ["failed", "stopped", "bounced", "kept"])
def test_what_did_not_arrive_is_sent_again_under_the_same_message_id(sink, state):
    mail = in_state(state)
    DeadAddress.objects.create(email="anna@example.org")

    outbox.try_again(mail, now=NOON)
    delivery.deliver(clock=lambda: NOON)

    assert (list(sink.ids()), DeadAddress.objects.exists()) == ([mail.message_id], False)


@pytest.mark.parametrize("state", ["queued", "sent"])
def test_what_waits_or_has_arrived_is_not_sent_again(state):
    with pytest.raises(RuleBroken) as broken:
        outbox.try_again(in_state(state), now=NOON)

    assert broken.value.code == "state"


def test_words_that_are_not_kept_cannot_be_sent_again():
    mail = in_state("failed")
    mail.erased_at = NOON

    with pytest.raises(RuleBroken) as broken:
        outbox.try_again(mail, now=NOON)

    assert broken.value.code == "erased"


def test_a_stopped_mail_is_not_sent_and_one_on_its_way_is_not_stopped(sink):
    waiting, sent = post("a"), in_state("sent", name="b")

    outbox.stop(waiting, now=NOON)
    with pytest.raises(RuleBroken) as broken:
        outbox.stop(sent, now=NOON)
    delivery.deliver(clock=lambda: NOON)

    assert (sink.mails, broken.value.code) == ([], "state")


def test_of_two_who_stop_and_send_at_once_the_second_one_is_told():
    mail = post()
    OutgoingMail.objects.update(state=MailState.SENT)

    with pytest.raises(RuleBroken) as broken:
        outbox.stop(mail, now=NOON)

    assert broken.value.code == "state"


def test_all_that_was_released_together_is_stopped_together():
    post("a", group="mailing:1"), post("b", group="mailing:1"), post("c", group="mailing:2")
    in_state("sent", name="d", group="mailing:1")

    assert outbox.stop_group("mailing:1", now=NOON) == 2
    assert queries.of_group("mailing:1") == {"stopped": 2, "sent": 1}
    assert queries.of_group("mailing:2") == {"queued": 1}


def test_what_tells_of_a_record_is_stopped_for_the_one_who_is_told(sink):
    about = {"about": ("things.thing", "t1")}
    post("a", **about), post("b", **about), post("a", about=("things.thing", "t2"))

    assert outbox.stop_about("things.thing", "t1", to="a@example.org", now=NOON) == 1
    delivery.deliver(clock=lambda: NOON)

    assert sorted(OutgoingMail.objects.values_list("to_email", "about_id", "state")) == [
        ("a@example.org", "t1", "stopped"),
        ("a@example.org", "t2", "sent"),
        ("b@example.org", "t1", "sent"),
    ]


@pytest.mark.parametrize(("becomes", "then"), [("sent", "sent"), ("queued", "stopped")])
def test_what_is_stopped_in_hand_has_left_or_is_not_tried_again(becomes, then):
    post("a", about=("things.thing", "t1"))
    mail = claims.take(holder="worker", now=NOON)

    outbox.stop_about("things.thing", "t1", to="a@example.org", now=NOON)
    claims.end(mail, MailState(becomes), now=NOON)

    mail.refresh_from_db()
    assert (mail.state, claims.take(holder="worker", now=NOON + timedelta(days=9))) == (then, None)


def test_whoever_is_forgotten_stands_nowhere_in_the_outbox():
    post("canary", attachments=[outbox.Attachment("a.txt", b"x")])
    outbox.note(to=outbox.Address("canary@example.org"), line="x", now=NOON)
    DeadAddress.objects.create(email="canary@example.org")
    post("other")

    assert outbox.forget("Canary@example.org") == 1
    assert (OutgoingMail.objects.count(), News.objects.count(), DeadAddress.objects.count()) == (1, 0, 0)


def test_a_worker_is_told_after_the_commit_and_once_for_many_mails(django_capture_on_commit_callbacks):
    now = timezone.now()
    with django_capture_on_commit_callbacks(execute=True):
        for number in range(5):
            post(f"p{number}", now=now, is_urgent=True)
        assert Job.objects.count() == 0

    assert list(Job.objects.values_list("kind", "queue", "state")) == [(waking.KIND, "mail", "queued")]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("in_minutes", "jobs_then"), [(0, 1), (60, 2)])
def test_a_mail_wakes_nobody_if_a_delivery_waits_that_comes_in_time(in_minutes, jobs_then):
    now = timezone.now()
    jobs.start(waking.KIND, {}, queue="mail", not_before=now + timedelta(minutes=in_minutes))

    with CaptureQueriesContext(connection) as caught:
        mail = post("now", now=now, is_urgent=True)

    assert (Job.objects.count(), len(caught) == 1) == (jobs_then, jobs_then == 1)
    assert OutgoingMail.objects.get() == mail


@pytest.mark.django_db(transaction=True)
def test_a_delivery_that_is_at_work_already_may_have_looked_before_the_mail_was_there():
    job = jobs.start(waking.KIND, {}, queue="mail")
    lease.take(job.pk, holder="x", now=timezone.now())

    post("now", now=timezone.now(), is_urgent=True)

    assert Job.objects.filter(state=JobState.QUEUED).count() == 1


def test_a_delivery_sends_and_has_itself_called_again_when_the_next_mail_is_due(
    sink, django_capture_on_commit_callbacks
):
    now = timezone.now()
    post("now", now=now, is_urgent=True)
    post("later", now=now, is_urgent=True, not_before=now + timedelta(hours=5))
    job = jobs.start(waking.KIND, {}, queue="mail")

    with django_capture_on_commit_callbacks(execute=True):
        jobs.run(job.pk)

    job.refresh_from_db()
    (again,) = Job.objects.exclude(pk=job.pk)
    assert (job.state, len(sink.mails), again.state) == (JobState.DONE, 1, JobState.QUEUED)
    assert again.leased_until - now > timedelta(hours=5)


def test_a_delivery_that_has_failed_for_good_does_not_leave_the_mails_waiting(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        tasks.failed(Job())

    assert Job.objects.filter(kind=waking.KIND, state=JobState.QUEUED).count() == 1


@pytest.mark.parametrize(
    ("state", "due", "woken"),
    [(None, -1, 1), (JobState.RUNNING, -1, 0), (JobState.QUEUED, -1, 1), (None, 1, 0)],
)
def test_workers_look_after_mails_that_nobody_was_told_of(django_capture_on_commit_callbacks, state, due, woken):
    """A waiting delivery may be one of tomorrow morning."""
    now = timezone.now()
    post("due", is_urgent=True, now=now + timedelta(minutes=due))
    if state:
        later = now + timedelta(hours=9)
        Job.objects.create(kind=waking.KIND, state=state, queue="mail", holder="x", leased_until=later)
    before = Job.objects.count()

    with django_capture_on_commit_callbacks(execute=True):
        jobs.reap(now)

    assert Job.objects.count() - before == woken


def test_the_clock_wakes_a_worker_gathers_news_and_forgets_old_deliveries(django_capture_on_commit_callbacks):
    Job.objects.create(kind=waking.KIND, state=JobState.DONE, ended_at=NOON - timedelta(days=2))
    Job.objects.create(kind="other", state=JobState.DONE, ended_at=NOON - timedelta(days=2))
    outbox.note(to=outbox.Address("anna@example.org"), line="x", now=NOON - timedelta(days=1))
    post("due", is_urgent=True, now=NOON)

    with django_capture_on_commit_callbacks(execute=True):
        assert tasks.tick(NOON) == 1

    assert sorted(Job.objects.values_list("kind", "state")) == [("other", "done"), (waking.KIND, "queued")]


def test_the_health_of_the_outbox_is_what_waits_too_long_and_what_has_failed():
    now = timezone.now()
    post("late", now=now - timedelta(hours=1), is_urgent=True)
    OutgoingMail.objects.filter(pk=post("failed").pk).update(state=MailState.FAILED, ended_at=now)
    OutgoingMail.objects.filter(pk=post("old").pk).update(state=MailState.FAILED, ended_at=now - timedelta(days=3))
    in_state("kept", name="kept")

    health = queries.health(now)

    assert (health.late, health.failed, health.kept) == (1, 1, 1)


@pytest.mark.parametrize("number", [1, 3])
def test_a_list_of_mails_takes_one_query_however_long_it_is(number, django_assert_num_queries):
    for one in range(number):
        post(f"p{one}", scope="agency")

    with django_assert_num_queries(1):
        assert [mail.is_to_dead_address for mail in queries.of_scope("agency")] == [False] * number
