"""Letters to many: whom they reach, released once, stopped as a whole."""

from datetime import timedelta

import pytest

from handschlag.engine.language import Text
from handschlag.foundation import four_eyes
from handschlag.foundation.errors import RuleBroken
from handschlag.foundation.models import AuditEntry, DeadAddress, Job, JobState, MailState, OutgoingMail
from handschlag.foundation.outbox import delivery
from handschlag.mail import audiences, queries, tasks
from handschlag.mail.audiences import Audience, Recipient
from handschlag.mail.models import Mailing
from handschlag.mail.services import mailings, second
from handschlag.mail.states import MailingState
from tests import factories as make
from tests.mail.conftest import NOON

pytestmark = pytest.mark.django_db

STOPPABLE = mailings.TIME_TO_STOP


@pytest.fixture
def offered():
    """Offers people as an audience, for one test."""

    def offer(*people):
        audiences.offer(Audience("tests", "Test", lambda host, event: people))
        return "tests"

    yield offer
    audiences._audiences.pop("tests", None)


def release(mailing, by, now=NOON):
    mailings.release(mailing, by=by, now=now)
    mailings.write_out(mailing.public_id, now=now)


def codes(call, *arguments, **given):
    with pytest.raises(RuleBroken) as broken:
        call(*arguments, **given)
    return broken.value.code


def test_the_preview_counts_mails_and_who_does_not_get_one(draft, offered):
    DeadAddress.objects.create(email="gone@example.org")
    people = [Recipient("a@example.org", "A", "de"), Recipient("", "B", "ru"), Recipient("Gone@example.org", "C", "de")]
    again = [Recipient("A@example.org", "A", "de"), Recipient("", "D", "de"), Recipient("e@example.org", "E", "ru")]

    reach = queries.reach(draft(audience=offered(*people, *again)))

    assert [sorted(one.name for one in part) for part in (reach.reached, reach.without, reach.dead)] == [
        ["A", "E"],
        ["B", "D"],
        ["C"],
    ]
    assert reach.languages == {"de": 1, "ru": 1}


def test_everybody_gets_one_mail_in_her_language_after_five_minutes(office, draft):
    release(draft(), office.organiser)

    mails = {mail.to_name: mail for mail in OutgoingMail.objects.all()}
    assert {name: (mail.language, mail.subject, mail.text.split("\n")[0]) for name, mail in mails.items()} == {
        "Anna": ("de", "Neues", "Guten Tag Anna"),
        "Boris": ("ru", "Новости", "Здравствуйте, Boris"),
        "Chen": ("de", "Neues", "Guten Tag Chen"),
    }
    assert {(mail.due_at, mail.is_bulk, mail.from_name) for mail in mails.values()} == {
        (NOON + STOPPABLE, True, "Agency")
    }


def test_written_out_twice_nobody_gets_a_second_mail(office, draft):
    letter = draft()
    release(letter, office.organiser)

    mailings.write_out(letter.public_id, now=NOON)

    assert OutgoingMail.objects.count() == 3


def test_a_writer_killed_in_the_middle_is_followed_by_one_who_writes_the_rest(office, draft, monkeypatch):
    letter = draft()
    mailings.release(letter, by=office.organiser, now=NOON)
    monkeypatch.setattr(mailings, "AT_ONCE", 1)
    beats = iter([None, None])

    with pytest.raises(StopIteration):
        mailings.write_out(letter.public_id, now=NOON, beat=lambda: next(beats))
    written = OutgoingMail.objects.count()
    tasks.failed(Job(args={"mailing": letter.public_id}))
    mailings.write_out(letter.public_id, now=NOON)

    assert (written, OutgoingMail.objects.count()) == (2, 3)
    assert Job.objects.filter(kind=mailings.KIND, state=JobState.QUEUED).count() == 2


def test_of_two_who_release_at_once_one_does(office, draft):
    first, second_one = draft(), None
    second_one = Mailing.objects.get(pk=first.pk)

    mailings.release(first, by=office.organiser, now=NOON)
    code = codes(mailings.release, second_one, by=office.second, now=NOON)

    assert (code, Job.objects.filter(kind=mailings.KIND).count()) == ("state", 1)
    assert AuditEntry.objects.filter(verb="mail.released").count() == 1


def test_without_reading_it_again_both_would_release(office, draft, monkeypatch):
    """The red control of the test above: neither the lock nor the condition of the update."""
    first = draft()
    second_one = Mailing.objects.select_related("host", "event").get(pk=first.pk)
    monkeypatch.setattr(mailings, "_locked", lambda mailing: mailing)
    monkeypatch.setattr(mailings, "_step", lambda *given: True)

    mailings.release(first, by=office.organiser, now=NOON)
    mailings.release(second_one, by=office.second, now=NOON)

    assert Job.objects.filter(kind=mailings.KIND).count() == 2


def test_stopped_within_five_minutes_nothing_goes_out(office, draft, sink):
    letter = draft()
    release(letter, office.organiser)

    number = mailings.stop(letter, by=office.second, now=NOON + STOPPABLE)
    delivery.deliver(clock=lambda: NOON + timedelta(days=1))

    assert (number, sink.mails) == (3, [])
    assert set(OutgoingMail.objects.values_list("state", flat=True)) == {MailState.STOPPED}


def test_stopped_before_it_is_written_out_nothing_is_written(office, draft):
    letter = draft()
    mailings.release(letter, by=office.organiser, now=NOON)

    number = mailings.stop(letter, by=office.organiser, now=NOON)
    mailings.write_out(letter.public_id, now=NOON)

    assert (number, OutgoingMail.objects.count()) == (3, 0)
    assert codes(mailings.stop, letter, by=office.organiser, now=NOON) == "state"


def test_stopped_too_late_for_some_the_others_are_taken_back(office, draft, sink):
    letter = draft()
    release(letter, office.organiser)
    OutgoingMail.objects.filter(to_name="Anna").update(state=MailState.SENT)

    assert mailings.stop(letter, by=office.organiser, now=NOON) == 2
    letter.refresh_from_db()
    progress = queries.progress(letter)
    assert (progress.all, progress.sent, progress.waiting, progress.not_sent) == (3, 1, 0, 2)


def test_how_far_it_is(office, draft, sink):
    letter = draft()
    release(letter, office.organiser)
    letter.refresh_from_db()
    before = queries.progress(letter)

    delivery.deliver(clock=lambda: NOON + STOPPABLE)

    after = queries.progress(letter)
    assert (before.all, before.sent, before.waiting, before.is_over) == (3, 0, 3, False)
    assert (after.sent, after.waiting, after.not_sent, after.is_over) == (3, 0, 0, True)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"subject": Text(), "body": Text()}, "words"),
        ({"subject": Text.of(de="x"), "body": Text.of(ru="x")}, "words"),
        ({"subject": Text.of(de="x", ru="x"), "body": Text.of(de="x")}, "words"),
        ({"subject": Text.of(de="x"), "body": Text.of(de="{nothing}")}, "placeholder"),
        ({"subject": Text.of(de="{page}"), "body": Text.of(de="x")}, "placeholder"),
    ],
)
def test_words_that_cannot_be_sent_are_no_draft(draft, given, code):
    assert codes(draft, **given) == code
    assert not Mailing.objects.exists()


def test_what_was_released_is_no_draft_any_more(office, draft):
    letter = draft()
    release(letter, office.organiser)

    assert codes(draft, mailing=letter, subject=Text.of(de="Other"), body=Text.of(de="Other")) == "state"
    assert str(Mailing.objects.get().subject) == "Neues"


def test_a_letter_to_nobody_is_not_released(office, draft):
    letter = draft(audience="interpreters")

    assert codes(mailings.release, letter, by=office.organiser, now=NOON) == "nobody"
    assert Mailing.objects.get().state == MailingState.DRAFT


def test_with_four_eyes_a_second_person_releases_it(office, draft):
    letter = draft(needs_second=True)

    alone = codes(mailings.release, letter, by=office.organiser, now=NOON)
    proposal = second.propose(letter, by=office.organiser, now=NOON)
    herself = codes(four_eyes.confirm, proposal, by=office.organiser, now=NOON)
    stranger = codes(four_eyes.confirm, proposal, by=office.stranger, now=NOON)
    four_eyes.confirm(proposal, by=office.second, now=NOON)

    letter.refresh_from_db()
    assert (alone, herself, stranger) == ("second", "same_person", "right")
    assert (letter.state, letter.released_by, len(letter.recipients)) == (MailingState.RELEASED, office.second, 3)


@pytest.mark.parametrize("who", ["organiser", "second"])
@pytest.mark.parametrize("needs_second", [True, False])
def test_a_letter_that_waits_for_a_second_person_is_not_changed_until_it_is_taken_back(
    office, draft, who, needs_second
):
    letter = draft(needs_second=True)
    proposal = second.propose(letter, by=office.organiser, now=NOON)
    other = {"mailing": letter, "by": getattr(office, who), "subject": Text.of(de="Other"), "body": Text.of(de="Other")}

    waiting = codes(draft, needs_second=needs_second, **other)
    unchanged = str(Mailing.objects.get().subject)
    four_eyes.withdraw(proposal, by=office.organiser, now=NOON)
    draft(needs_second=True, **other)

    assert (waiting, unchanged, str(Mailing.objects.get().subject)) == ("waiting", "Neues", "Other")


def test_a_proposal_that_nobody_can_confirm_any_more_holds_no_letter(office, draft):
    letter = draft(needs_second=True)
    proposal = second.propose(letter, by=office.organiser, now=NOON)

    draft(mailing=letter, needs_second=True, now=proposal.expires_at)


def test_who_has_required_a_second_person_cannot_do_without_alone(office, draft):
    letter = draft(needs_second=True)

    herself = codes(draft, mailing=letter, needs_second=False)
    again = codes(draft, mailing=draft(mailing=letter, needs_second=True, by=office.second), needs_second=False)
    dropped = draft(mailing=letter, needs_second=False, by=office.second)

    assert (herself, again) == ("same_person", "same_person")
    assert (dropped.needs_second, dropped.second_required_by) == (False, None)


def test_who_requires_a_second_person_later_is_the_one_who_is_bound(office, draft):
    letter = draft(needs_second=False)
    draft(mailing=letter, needs_second=True, by=office.second)

    assert codes(draft, mailing=letter, needs_second=False, by=office.second) == "same_person"
    assert not draft(mailing=letter, needs_second=False).needs_second


def test_a_letter_changed_after_it_was_proposed_is_not_released(office, draft):
    letter = draft(needs_second=True)
    proposal = second.propose(letter, by=office.organiser, now=NOON)
    Mailing.objects.update(subject=Text.of(de="Other"), changed_at=NOON)

    assert codes(four_eyes.confirm, proposal, by=office.second, now=NOON) == "outdated"
    assert Mailing.objects.get().state == MailingState.DRAFT


def test_audiences_hold_whom_they_say(office):
    make.MembershipFactory(event=office.event, role="interpreter", user__name="Ines")
    people = {
        one.key: sorted(who.name for who in one.people(office.host, office.event)) for one in audiences.audiences()
    }
    organisers = sorted([office.organiser.name, office.second.name])

    assert (people["representatives"], people["interpreters"]) == (["Anna", "Boris", "Chen"], ["Ines"])
    assert (people["roles"], people["office"]) == (["Anna", "Boris", "Chen", "Ines"], organisers)


@pytest.mark.parametrize("number", [1, 3])
def test_whom_a_letter_reaches_takes_the_same_queries_however_many_they_are(
    draft, office, number, django_assert_num_queries
):
    for _ in range(number):
        make.MembershipFactory(event=office.event, role="interpreter")
    letter = draft(audience="interpreters")

    with django_assert_num_queries(2):
        queries.reach(letter)
