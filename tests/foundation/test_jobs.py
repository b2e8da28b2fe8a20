"""Jobs: run once, again after a death or an error, never twice at once, and ended when asked to."""

import random
import time
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from handschlag.foundation import jobs
from handschlag.foundation.jobs import handle as handles
from handschlag.foundation.jobs import kinds, lease
from handschlag.foundation.models import Job, JobState
from tests.foundation.clerk.office import Office

KIND = "tests.anything"


@pytest.fixture
def do():
    """Lets a function do the jobs of a kind, for one test."""
    yield lambda function: jobs.register(KIND, function)
    kinds._works.pop(KIND, None)
    kinds._hooks.pop(KIND, None)


@pytest.fixture
def office(tmp_path):
    office = Office(tmp_path)
    yield office
    office.close()


def nothing(handle_or_job):
    pass


def fail(handle_or_job):
    raise ValueError(handle_or_job)


def state_of(job):
    job.refresh_from_db()
    return job.state


def announcements():
    return DBTaskResult.objects.count()


def past_the_lease():
    return timezone.now() + lease.length() + timedelta(seconds=1)


@pytest.mark.django_db
def test_a_job_is_done_by_the_function_of_its_kind(do):
    seen = []
    do(lambda handle: seen.append(handle.args))
    job = jobs.start(KIND, {"run": 7})

    jobs.run(job.pk)

    assert (seen, state_of(job), job.tries, job.leased_until) == ([{"run": 7}], JobState.DONE, 1, None)


@pytest.mark.django_db
def test_a_job_goes_into_its_queue():
    jobs.start(KIND, {}, queue="solver")

    assert list(DBTaskResult.objects.values_list("queue_name", flat=True)) == ["solver"]


@pytest.mark.django_db
def test_nothing_starts_when_the_callers_transaction_fails():
    with transaction.atomic():
        jobs.start(KIND, {})
        transaction.set_rollback(True)

    assert (Job.objects.count(), announcements()) == (0, 0)


@pytest.mark.django_db
def test_a_job_that_is_announced_twice_is_done_once(do):
    seen = []
    do(seen.append)
    job = jobs.start(KIND, {})

    jobs.run(job.pk)
    jobs.run(job.pk)

    assert len(seen) == 1


@pytest.mark.django_db
def test_a_heartbeat_extends_the_lease_and_stores_the_progress_in_one_statement(do, django_assert_num_queries):
    def work(handle):
        before = Job.objects.get().leased_until
        with django_assert_num_queries(1):
            handle.beat({"held": 12})
        job = Job.objects.get()
        assert (job.progress, job.leased_until > before) == ({"held": 12}, True)
        with django_assert_num_queries(1):
            handle.beat()
        assert Job.objects.get().progress == {"held": 12}

    do(work)
    job = jobs.start(KIND, {})

    jobs.run(job.pk)

    assert state_of(job) == JobState.DONE


@pytest.mark.django_db
def test_a_job_that_was_asked_to_stop_ends_as_stopped(do):
    def work(handle):
        assert not handle.stop_asked()
        jobs.ask_to_stop(handle.job)
        assert handle.stop_asked()

    do(work)
    job = jobs.start(KIND, {})

    jobs.run(job.pk)

    assert state_of(job) == JobState.STOPPED


@pytest.mark.django_db
def test_a_waiting_job_that_is_to_stop_still_reaches_its_function(do):
    seen = []
    do(lambda handle: seen.append(handle.stop_asked()))
    job = jobs.start(KIND, {})
    jobs.ask_to_stop(job)

    jobs.run(job.pk)

    assert (seen, state_of(job)) == ([True], JobState.STOPPED)


@pytest.mark.django_db
def test_a_job_that_has_ended_cannot_be_stopped(do):
    do(nothing)
    job = jobs.start(KIND, {})
    jobs.run(job.pk)

    jobs.ask_to_stop(job)

    assert (state_of(job), job.stop_asked) == (JobState.DONE, False)


@pytest.mark.django_db
def test_a_job_that_raises_is_tried_again_and_fails_for_good_at_the_last_try(do):
    def work(handle):
        raise ValueError(f"try {handle.job.tries}")

    failed = []
    do(work)
    jobs.on_failed(KIND, lambda job: failed.append((job.state, job.error)))
    job = jobs.start(KIND, {})

    states = []
    for _ in range(4):  # one more than it may be tried
        jobs.run(job.pk)
        states.append(state_of(job))

    assert states == [JobState.QUEUED, JobState.QUEUED, JobState.FAILED, JobState.FAILED]
    assert failed == [(JobState.FAILED, "ValueError: try 3")]
    assert (job.tries, announcements()) == (3, 3)


@pytest.mark.django_db
def test_the_second_and_third_try_wait_a_little(do):
    do(fail)
    job = jobs.start(KIND, {})
    began = timezone.now()

    jobs.run(job.pk)

    again = DBTaskResult.objects.order_by("enqueued_at").last()
    assert again.run_after >= began + timedelta(seconds=2)


@pytest.mark.django_db
def test_a_kind_that_nobody_knows_fails_with_a_sentence():
    job = jobs.start("tests.unknown", {})
    for _ in range(3):
        jobs.run(job.pk)

    assert state_of(job) == JobState.FAILED
    assert job.error == 'LookupError: no function is registered for jobs of kind "tests.unknown"'


@pytest.mark.django_db
def test_reaping_lets_living_jobs_be():
    job = jobs.start(KIND, {})
    lease.take(job.pk, holder="somebody", now=timezone.now())

    assert (jobs.reap(timezone.now()), state_of(job), announcements()) == (0, JobState.RUNNING, 1)


@pytest.mark.django_db
def test_reaping_puts_a_job_back_whose_lease_has_run_out():
    job = jobs.start(KIND, {})
    lease.take(job.pk, holder="somebody", now=timezone.now())

    assert jobs.reap(past_the_lease()) == 1

    assert (state_of(job), job.holder, job.error, announcements()) == (
        JobState.QUEUED,
        "",
        "Its worker has died.",
        2,
    )
    assert jobs.reap(timezone.now()) == 0


@pytest.mark.django_db
def test_reaping_fails_a_job_whose_workers_keep_dying_and_tells_its_hook_once():
    told = []
    jobs.on_failed(KIND, told.append)
    job = jobs.start(KIND, {})
    for _ in range(3):
        lease.take(job.pk, holder="somebody", now=timezone.now())
        jobs.reap(past_the_lease())

    assert (state_of(job), job.ended_at is not None, told) == (JobState.FAILED, True, [job])


@pytest.mark.django_db
def test_a_broken_hook_loses_neither_its_job_nor_the_others(do):
    broken, sound = jobs.start(KIND, {}), jobs.start("tests.other", {})
    for job in (broken, sound):
        lease.take(job.pk, holder="somebody", now=timezone.now())
    Job.objects.update(most_tries=1)
    jobs.on_failed(KIND, fail)

    assert jobs.reap(past_the_lease()) == 1
    assert (state_of(broken), state_of(sound)) == (JobState.RUNNING, JobState.FAILED)

    jobs.on_failed(KIND, nothing)
    assert (jobs.reap(past_the_lease()), state_of(broken)) == (1, JobState.FAILED)


@pytest.mark.django_db
def test_a_heartbeat_that_comes_just_in_time_keeps_the_job():
    job = jobs.start(KIND, {})
    lease.take(job.pk, holder="somebody", now=timezone.now())
    seen_as_lapsed = Job.objects.get()
    lease.renew(seen_as_lapsed, now=timezone.now() + timedelta(seconds=5))

    assert not lease.seize(seen_as_lapsed, holder="reaper", now=past_the_lease())


@pytest.mark.django_db
def test_a_job_whose_announcement_is_lost_is_announced_again():
    job = jobs.start(KIND, {})
    DBTaskResult.objects.all().delete()

    jobs.reap(past_the_lease())
    jobs.reap(past_the_lease())

    assert (state_of(job), announcements()) == (JobState.QUEUED, 1)


@pytest.mark.django_db
def test_whoever_has_lost_the_lease_writes_nothing_more(do):
    def work(handle):
        jobs.reap(past_the_lease())
        lease.take(handle.job.pk, holder="somebody else", now=timezone.now())
        handle.beat({"held": 99})
        pytest.fail("the heartbeat should have said that the lease is lost")

    do(work)
    job = jobs.start(KIND, {})

    jobs.run(job.pk)

    assert (state_of(job), job.holder, job.progress) == (JobState.RUNNING, "somebody else", {})


@pytest.mark.django_db
def test_a_worker_that_has_to_end_gives_its_job_back_without_counting_the_try(do):
    def work(handle):
        handles.worker_ends.set()
        try:
            handle.beat()
        except Exception:
            pytest.fail("an ordinary except must not catch it")

    do(work)
    job = jobs.start(KIND, {})
    try:
        jobs.run(job.pk)
    finally:
        handles.worker_ends.clear()

    assert (state_of(job), job.tries, announcements()) == (JobState.QUEUED, 0, 2)


@pytest.mark.server
def test_a_job_whose_worker_is_killed_is_finished_once_by_the_next(office):
    office.start(seconds=0.5)
    first = office.worker()
    office.wait_until(lambda: office.lines("begin"))
    first.kill()
    first.wait()

    office.worker()
    office.wait_until(lambda: office.job()[0] == "done")

    assert (office.job(), office.results(), len(office.lines("begin"))) == (("done", 2), 1, 2)


@pytest.mark.server
def test_a_worker_that_is_told_to_end_does_so_at_once_and_leaves_its_job_to_the_next(office):
    office.start(seconds=60)
    worker = office.worker()
    office.wait_until(lambda: office.lines("begin"))

    worker.terminate()

    assert (worker.wait(5), office.job()) == (0, ("queued", 0))


@pytest.mark.server
@pytest.mark.parametrize("is_careless", [False, True], ids=["with the lease", "red control"])
def test_two_workers_never_do_the_same_job(office, is_careless):
    office.start(seconds=0.8, times=2)

    for _ in range(2):
        office.worker(is_careless=is_careless)
    office.wait_until(lambda: office.results() and not office.ask(UNDONE_TASKS)[0])

    assert (len(office.lines("begin")) > 1) == is_careless


UNDONE_TASKS = "SELECT count(*) FROM django_tasks_database_dbtaskresult WHERE status <> 'SUCCESSFUL'"
UNDONE_JOBS = "SELECT count(*) FROM foundation_job WHERE state <> 'done'"


@pytest.mark.long
@pytest.mark.server
def test_every_job_is_done_once_though_its_worker_is_killed_each_time(office):
    chance = random.Random(1)
    workers = {worker.pid: worker for worker in (office.worker(), office.worker())}
    for n in range(20):
        office.start(seconds=0.5)
        office.wait_until(lambda n=n: len(office.lines("begin")) > 2 * n)
        time.sleep(0.6 * chance.random())
        killed = workers.pop(int(office.lines("begin")[2 * n].split()[1]))
        killed.kill()
        killed.wait()
        office.wait_until(lambda: not office.ask(UNDONE_JOBS)[0])
        while len(office.lines("begin")) < 2 * n + 2:  # it was killed when it was done already
            office.notes.write_text(office.notes.read_text() + "begin 0\n")
        replacement = office.worker()
        workers[replacement.pid] = replacement

    assert office.results() == 20
