"""What is past its time goes, exactly as the dry run has said."""

from datetime import timedelta

import pytest
from django.utils import timezone

from handschlag.accounts.models import Session, User
from handschlag.companies.models import Person
from handschlag.events.models import Event, Invitation, Membership
from handschlag.events.roles import Role
from handschlag.foundation import audit
from handschlag.foundation.models import Job, OutgoingMail
from handschlag.foundation.personal import NOBODY
from handschlag.privacy import retaining, tasks
from handschlag.privacy.models import GroupRule, Proof, RetentionRun
from handschlag.privacy.services import retention
from handschlag.site.command import main
from tests import factories as make
from tests.privacy.canaries import NOW, Canary

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

LATER = NOW + timedelta(days=30 * 366)


def counted(found):
    return sorted((due.scope, due.group.key, due.part.table, due.count) for due in found)


def test_nothing_goes_before_its_time():
    Canary()
    Event.objects.update(starts_at=NOW, ends_at=NOW + timedelta(days=1))
    Invitation.objects.update(expires_at=NOW)

    assert retention.carry_out(now=NOW) == 0


def test_the_run_does_what_the_dry_run_says_and_leaves_nothing_past_its_time():
    Canary()
    said = counted(retaining.everywhere(now=LATER))

    count = retention.carry_out(now=LATER)

    proofs = sorted((one.scope, one.group, one.table, one.count) for one in Proof.objects.all())
    assert said != []
    assert proofs == said
    assert count == sum(row[-1] for row in said)
    assert [row for row in counted(retaining.everywhere(now=LATER)) if row[1] != "foundation.log"] == []


def test_the_log_still_holds_after_its_names_have_faded():
    Canary()

    retention.carry_out(now=LATER)

    assert list(audit.verify()) == []


def test_a_host_that_keeps_for_less_time_loses_it_earlier():
    long_ago = {"starts_at": NOW - timedelta(days=101), "ends_at": NOW - timedelta(days=100)}
    event, other = make.EventFactory(**long_ago), make.EventFactory(**long_ago)
    hers, theirs = make.MembershipFactory(event=event), make.MembershipFactory(event=other)
    GroupRule.objects.create(host=event.host, group="events.roles", days=90)

    retention.carry_out(now=NOW)

    assert list(Membership.objects.filter(pk__in=[hers.pk, theirs.pk])) == [theirs]


def test_whoever_comes_again_keeps_her_name():
    long_ago = {"starts_at": NOW - timedelta(days=3001), "ends_at": NOW - timedelta(days=3000)}
    gone = make.RepresentativeFactory(participant__event=make.EventFactory(**long_ago), person__name="Anna Gone")
    stays = make.RepresentativeFactory(participant__event=make.EventFactory(**long_ago), person__name="Boris Stays")
    now = {"starts_at": NOW, "ends_at": NOW + timedelta(days=1)}
    make.RepresentativeFactory(person=stays.person, participant__event=make.EventFactory(**now))

    retention.carry_out(now=NOW)

    names = dict(Person.objects.values_list("pk", "name"))
    assert (names[gone.person_id], names[stays.person_id]) == (NOBODY, "Boris Stays")


def test_accounts_of_those_who_work_for_a_host_stay():
    guest, staff = make.UserFactory(), make.MembershipFactory().user
    User.objects.update(last_login=NOW - timedelta(days=3000), created_at=NOW - timedelta(days=3000))

    retention.carry_out(now=NOW)

    assert list(User.objects.filter(pk__in=[guest.pk, staff.pk])) == [staff]


LONG_AGO = NOW - timedelta(days=3000)


def forgotten(**facts):
    """An account to which nobody has signed in for long."""
    user = make.UserFactory()
    User.objects.filter(pk=user.pk).update(**{"last_login": LONG_AGO, "created_at": LONG_AGO} | facts)
    return user


def test_an_account_goes_only_when_its_owner_has_long_been_away():
    visitor, new, idle, gone = forgotten(), forgotten(created_at=NOW), forgotten(last_login=None), forgotten()
    for user, day in ((visitor, NOW), (visitor, LONG_AGO), (gone, LONG_AGO)):
        Session.objects.create(
            user=user, session_key=f"{user.pk} {day.date()}", expire_date=NOW + timedelta(days=9), last_seen_at=day
        )

    retention.carry_out(now=NOW)

    assert set(User.objects.filter(pk__in=[visitor.pk, new.pk, idle.pk, gone.pk])) == {visitor, new}


@pytest.mark.parametrize("is_over", [False, True])
@pytest.mark.parametrize("how", ["role", "speaks", "interprets"])
def test_an_account_stays_until_its_events_have_long_ended(how, is_over):
    start = LONG_AGO if is_over else NOW + timedelta(days=5)
    event = make.EventFactory(starts_at=start, ends_at=start + timedelta(days=1))
    user = forgotten()
    match how:
        case "role":
            make.MembershipFactory(user=user, event=event, role=Role.REPRESENTATIVE)
        case "speaks":
            make.RepresentativeFactory(participant__event=event, person__user=user)
        case _:
            make.InterpreterFactory(event=event, user=user)

    retention.carry_out(now=NOW)

    assert User.objects.filter(pk=user.pk).exists() is not is_over


def test_an_account_stays_that_may_act_at_all_events():
    user = make.MembershipFactory(user=forgotten(), event=None, host=make.HostFactory(), role=Role.ADVISER).user

    retention.carry_out(now=NOW)

    assert User.objects.filter(pk=user.pk).exists()


def test_a_proof_names_nobody():
    Canary()

    retention.carry_out(now=LATER)

    said = " ".join(str(value) for row in Proof.objects.values_list() for value in row)
    assert "zeisig" not in said.lower()


def test_it_never_runs_in_a_demonstration(settings):
    settings.DEMO = True

    assert retention.begin_daily(now=NOW) is False


def test_it_runs_once_a_day(settings):
    settings.DEMO = False

    assert [retention.begin_daily(now=NOW), retention.begin_daily(now=NOW)] == [True, False]
    assert retention.begin_daily(now=NOW + timedelta(days=1)) is True
    assert (RetentionRun.objects.count(), Job.objects.filter(kind=retention.KIND).count()) == (2, 2)


def test_a_run_that_is_done_is_not_done_again():
    run = RetentionRun.objects.create(on=timezone.localdate(), started_at=NOW)
    make.InvitationFactory(expires_at=NOW - timedelta(days=999))
    handle = type("Handle", (), {"args": {"run": run.pk}, "beat": staticmethod(lambda: None)})()

    tasks.retain(handle)
    make.InvitationFactory(expires_at=NOW - timedelta(days=999))
    tasks.retain(handle)

    assert (Invitation.objects.count(), Proof.objects.filter(run=run).count()) == (1, 1)


def test_the_command_only_says_what_would_go(capsys):
    make.InvitationFactory(expires_at=NOW - timedelta(days=999))

    assert main(["retention", "--dry-run"]) == 0

    assert "events.invitations\tevents.Invitation\t1\tdeleted after 180 days" in capsys.readouterr().out
    assert Invitation.objects.count() == 1


def test_mails_that_were_forgotten_are_not_forgotten_again():
    canary = Canary()
    OutgoingMail.objects.update(posted_at=NOW - timedelta(days=999))

    first, second = retention.carry_out(now=NOW), retention.carry_out(now=NOW)

    assert first > 0
    assert second == 0
    assert OutgoingMail.objects.filter(scope=canary.host.slug, to_email="").count() == 3
