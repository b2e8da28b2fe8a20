"""Erasing somebody: nothing names her any more, everything that counts still counts, and the log still holds."""

import pytest
from django.utils import translation

from handschlag.accounts.models import Session, User
from handschlag.companies.models import Representative
from handschlag.foundation import audit, personal
from handschlag.foundation.errors import RuleBroken
from handschlag.foundation.models import AuditEntry, MailState, OutgoingMail
from handschlag.foundation.personal import NOBODY
from handschlag.mail.models import Mailing
from handschlag.meetings import bridge
from handschlag.meetings.choices import Choices
from handschlag.meetings.models import Meeting
from handschlag.privacy import previewing
from handschlag.privacy.models import Proof
from handschlag.privacy.services import erasing
from tests import factories as make
from tests.privacy import canaries
from tests.privacy.canaries import BIRD, EMAIL, NOW, SECRET, Canary

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def canary():
    return Canary()


def erased(canary):
    return erasing.erase(personal.of_user(canary.user), by=canary.user, now=NOW)


def test_before_she_is_erased_the_canaries_are_everywhere(canary):
    assert len(canaries.places(BIRD)) >= 17
    assert canaries.places(SECRET) != []


@pytest.mark.wide
@pytest.mark.parametrize("word", [BIRD, EMAIL, SECRET, "203.0.113.77"])
def test_afterwards_nothing_names_her(canary, word):
    erased(canary)

    assert canaries.places(word) == []
    assert canaries.files_with(word) == []


def test_nothing_leads_to_her_account(canary):
    key = canary.user.pk

    erased(canary)

    assert not User.objects.filter(pk=key).exists()
    assert [one for one in Session.objects.all() if one.get_decoded().get("_auth_user_id") == str(key)] == []


def test_the_log_still_holds(canary):
    number = AuditEntry.objects.count()

    erased(canary)

    assert list(audit.verify()) == []
    assert AuditEntry.objects.count() == number + 2


def test_the_log_says_that_somebody_was_erased_without_her_name(canary):
    erased(canary)

    entry = AuditEntry.objects.get(verb="privacy.erased")
    assert list(entry.words) == []
    assert next(iter(audit.lines([entry]))).says == "A person erased: (erased) rows"


def test_plans_and_counts_stay(canary):
    mails = OutgoingMail.objects.count()

    erased(canary)

    meeting = Meeting.objects.select_related("interpreter", "first__organisation").get(pk=canary.meeting.pk)
    assert meeting.interpreter.name == NOBODY
    assert meeting.first.organisation.name == "Werk Eins"
    assert Representative.objects.filter(participant=canary.participant).count() == 1
    assert OutgoingMail.objects.count() == mails
    assert Mailing.objects.get().recipients == [["b@example.org", "Boris", "de", ""], ["", "", "ru", ""]]
    assert bridge.pose(canary.event, Choices()).problem is not None


def test_what_waits_for_her_is_not_sent(canary):
    assert canaries.mails_to_her().filter(state=MailState.QUEUED).exists()

    erased(canary)

    assert set(OutgoingMail.objects.filter(to_email="").values_list("state", flat=True)) == {MailState.STOPPED}


def test_what_happens_is_what_was_shown(canary):
    shown = previewing.preview(personal.of_user(canary.user))

    done = erased(canary)

    assert [(item.part.table, item.count) for item in done.items] == [
        (item.part.table, item.count) for item in shown.items
    ]
    proofs = [(one.table, one.count) for one in Proof.objects.order_by("pk")]
    assert proofs[-len(shown.items) :] == [(item.part.table, item.count) for item in shown.items]


def test_every_declared_part_holds_something_of_the_canary(canary):
    one = personal.of_user(canary.user)
    machines = {"django_tasks_database.DBTaskResult", "api.Token"}

    empty = [
        (group.key, part.table, str(part.label))
        for group in personal.groups()
        for part in group.parts
        if part.table not in machines and not part.of(one).exists()
    ]

    assert empty == []


def test_others_keep_what_is_theirs(canary):
    stranger = make.RepresentativeFactory(person__name="Anna Andere", person__user=make.UserFactory())

    erased(canary)

    stranger.person.refresh_from_db()
    assert stranger.person.name == "Anna Andere"
    assert User.objects.filter(pk=stranger.person.user_id).exists()


def test_whoever_alone_manages_a_host_first_gives_that_to_somebody():
    user = make.MembershipFactory(event=None, host=make.HostFactory(name="WFE")).user

    with pytest.raises(RuleBroken) as broken:
        erasing.erase(personal.of_user(user), by=user, now=NOW)

    assert broken.value.code == "obstacle"
    assert "WFE" in broken.value.messages[0]
    assert User.objects.filter(pk=user.pk).exists()


def test_a_host_erases_what_it_holds_and_nothing_of_another():
    canary = Canary()
    elsewhere = make.EventFactory()
    kept = make.MembershipFactory(event=elsewhere, user=canary.user, role="reader")

    found = erasing.erase(personal.of_user(canary.user), by=canary.other, now=NOW, host=canary.host)

    assert not found.is_whole
    assert User.objects.filter(pk=canary.user.pk).exists()
    assert list(canary.user.memberships.all()) == [kept]
    assert not canaries.mails_to_her().filter(scope=canary.host.slug).exists()


def test_somebody_without_an_account_is_erased_too():
    row = make.RepresentativeFactory(person__name="Ohne Konto")
    make.UserFactory(name="Anna Andere")
    entries = [audit.record(None, "privacy.retention_ran", count=1)]

    one = personal.load(f"person:{row.person.public_id}")
    erasing.erase(one, by=make.UserFactory(), now=NOW)

    assert canaries.places("Ohne Konto") == []
    assert [AuditEntry.objects.get(pk=entry.pk).words for entry in entries] == [entry.words for entry in entries]
    assert list(audit.verify()) == []
