"""Roles and invitations: given, accepted, taken away; and somebody always manages a host."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone, translation

from handschlag.accounts.models import Acting, User
from handschlag.events.models import Invitation, Membership
from handschlag.events.roles import RIGHTS, Right, Role
from handschlag.events.services import invitations, membership
from handschlag.foundation import audit
from handschlag.foundation.errors import RuleBroken
from handschlag.foundation.limits import Limit
from handschlag.foundation.models import AuditEntry, OutgoingMail
from tests import factories as make
from tests import racing

pytestmark = pytest.mark.django_db

NOW = timezone.now()
LATER = NOW + timedelta(days=14)
TODAY = timezone.localdate(NOW)
NIGHT = datetime(2026, 11, 26, 23, 30, tzinfo=UTC)  # in Leipzig it is the 27th already


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def manager(host=None, **facts):
    return make.MembershipFactory(event=None, host=host or make.HostFactory(name="WFE"), **facts)


def refusal(step, *arguments, **facts):
    with pytest.raises(RuleBroken) as broken:
        step(*arguments, **{"now": NOW} | facts)
    return broken.value.code


def told():
    return [(line.who, line.says) for line in audit.lines(AuditEntry.objects.order_by("number"))]


def invite(host, by, email="anna@example.org", role=Role.EDITOR, **facts):
    return invitations.invite(email, role, host=host, by=by, **{"now": NOW} | facts)


def secret_in(mail):
    return re.search(r"/invitation/([\w-]+)/", mail.text)[1]


class TestGranting:
    def test_gives_the_role_and_notes_it(self):
        host, anna, boss = make.HostFactory(slug="wfe"), make.UserFactory(name="Anna"), make.UserFactory(name="Boss")

        row = membership.grant(anna, Role.EDITOR, host=host, by=boss, now=NOW)

        assert (row.user, row.role, row.event, row.granted_by) == (anna, Role.EDITOR, None, boss)
        assert told() == [("Boss", "Role given to Anna: editor")]

    @pytest.mark.parametrize(
        ("before", "given", "after"), [(None, 5, None), (5, None, None), (5, 9, 9), (9, 5, 9), (None, None, None)]
    )
    def test_never_shortens_what_somebody_has(self, before, given, after):
        def day(number):
            return None if number is None else TODAY + timedelta(days=number)

        row = manager(ends_on=day(before))

        membership.grant(row.user, Role.ORGANISER, host=row.host, ends_on=day(given), by=None, now=NOW)

        row.refresh_from_db()
        assert row.ends_on == day(after)

    def test_an_event_of_another_host_is_no_place_for_a_role(self):
        with pytest.raises(ValueError, match="is no event of"):
            membership.grant(
                make.UserFactory(), Role.EDITOR, host=make.HostFactory(), event=make.EventFactory(), by=None, now=NOW
            )


class TestTakingAway:
    def test_ends_the_role_at_once_and_notes_it(self):
        row = make.MembershipFactory(role=Role.EDITOR, user__name="Anna")

        membership.take_away(row, by=make.UserFactory(name="Boss"), now=NOW)

        assert not Membership.objects.exists()
        assert told() == [("Boss", "Role taken from Anna: editor")]

    def test_the_last_manager_stays_even_if_she_wants_to_go(self):
        row = manager()

        assert refusal(membership.take_away, row, by=row.user) == "last_manager"
        assert Membership.objects.filter(pk=row.pk).exists()

    @pytest.mark.parametrize(
        "other",
        [
            {"ends_on": TODAY + timedelta(days=30)},
            {"role": Role.EDITOR},
            {"user__is_active": False},
            {"host": None},
            {"event": True},
        ],
        ids=["who will end", "who edits", "whose account is closed", "of another host", "of one event"],
    )
    def test_it_does_not_count_who_cannot_manage_for_good(self, other):
        row = manager()
        facts = {"host": row.host} | other
        if facts.pop("event", None):
            make.MembershipFactory(event=make.EventFactory(host=row.host))
        else:
            manager(**facts)

        assert refusal(membership.take_away, row, by=row.user) == "last_manager"

    def test_with_another_manager_she_may_go(self):
        row = manager()
        manager(row.host)

        membership.take_away(row, by=row.user, now=NOW)

        assert Membership.objects.get().host == row.host

    def test_twice_is_refused(self):
        row = make.MembershipFactory(role=Role.EDITOR)
        membership.take_away(row, by=row.user, now=NOW)

        row.pk = 1  # as another page still knows it
        assert refusal(membership.take_away, row, by=row.user) == "state"

    @pytest.mark.slow
    @pytest.mark.parametrize("is_careless", [False, True], ids=["with the lock", "red control"])
    def test_of_two_managers_who_remove_each_other_at_once_one_stays(self, copied, monkeypatch, is_careless):
        one = manager()
        other = manager(one.host)
        copied()
        if is_careless:
            monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **options: rows)
            monkeypatch.setattr(audit, "record", lambda *arguments, **facts: None)  # it locks, too

        outcome = racing.at_once(
            lambda: membership.take_away(one, by=other.user, now=NOW),
            lambda: membership.take_away(other, by=one.user, now=NOW),
        )

        has_raced = is_careless and connection.vendor == "postgresql"
        assert outcome == (None, None if has_raced else "last_manager")
        assert racing.in_a_thread(Membership.objects.count) == (0 if has_raced else 1)


class TestInviting:
    def test_writes_to_her_in_her_language_and_keeps_no_secret(self):
        boss = manager(user__name="Boss")

        invitation = invite(boss.host, boss.user, email=" Anna@Example.org ", language="ru")

        mail = OutgoingMail.objects.get()
        assert (mail.to_email, mail.language, mail.scope) == ("anna@example.org", "ru", boss.host.slug)
        assert (mail.is_secret, mail.reply_to) == (True, boss.user.email)
        assert "/ru/invitation/" in mail.text
        secret = secret_in(mail)
        assert invitation.secret_sha256 == invitations.digest(secret)
        assert secret not in str(Invitation.objects.values().get())
        assert told() == [("Boss", "Invitation sent to anna@example.org: editor")]

    @pytest.mark.parametrize("role", [Role.REPRESENTATIVE, Role.INTERPRETER])
    def test_nobody_is_invited_to_what_comes_with_the_registration(self, role):
        boss = manager()

        assert refusal(invite, boss.host, boss.user, role=role) == "role"

    def test_who_has_the_role_is_not_invited_to_it(self):
        boss = manager(user__email="Boss@example.org")

        assert refusal(invite, boss.host, boss.user, email="boss@EXAMPLE.org", role=Role.ORGANISER) == "has_role"

    def test_who_had_the_role_is(self):
        boss = manager()
        make.MembershipFactory(
            event=None, host=boss.host, role=Role.EDITOR, ends_on=TODAY - timedelta(days=1), user__email="a@example.org"
        )

        invite(boss.host, boss.user, email="a@example.org")

    def test_the_last_day_of_a_role_is_that_of_the_place(self):
        boss = manager()
        facts = {"event": None, "host": boss.host, "role": Role.EDITOR}
        make.MembershipFactory(**facts, ends_on=date(2026, 11, 26), user__email="gone@example.org")
        make.MembershipFactory(**facts, ends_on=date(2026, 11, 27), user__email="here@example.org")

        assert invite(boss.host, boss.user, email="gone@example.org", now=NIGHT)
        assert refusal(invite, boss.host, boss.user, email="here@example.org", now=NIGHT) == "has_role"

    def test_the_same_waits_once_for_each_place(self):
        boss = manager()
        event = make.EventFactory(host=boss.host)
        invite(boss.host, boss.user)
        invite(boss.host, boss.user, event=event)

        assert refusal(invite, boss.host, boss.user) == "invited"
        assert refusal(invite, boss.host, boss.user, event=event) == "invited"

    def test_sent_again_the_earlier_link_leads_nowhere(self):
        boss = manager()
        invitation = invite(boss.host, boss.user)

        invitations.renew(invitation, by=boss.user, now=LATER)

        first, second = map(secret_in, OutgoingMail.objects.order_by("pk"))
        invitation.refresh_from_db()
        assert first != second
        assert (invitation.secret_sha256, invitation.expires_at) == (
            invitations.digest(second),
            LATER + invitations.LASTS,
        )


class TestAccepting:
    def accepted(self, invitation, email="anna@example.org", now=NOW, **user):
        return invitations.accept(invitation, by=make.UserFactory(email=email, **user), now=now)

    def test_gives_the_role_for_which_she_was_invited(self):
        boss = manager(user__name="Boss")
        event = make.EventFactory(host=boss.host)
        invitation = invite(boss.host, boss.user, event=event, ends_on=TODAY + timedelta(days=9))

        row = self.accepted(invitation, email="ANNA@example.org", name="Anna")

        assert (row.role, row.host, row.event, row.granted_by) == (Role.EDITOR, boss.host, event, boss.user)
        assert row.ends_on == TODAY + timedelta(days=9)
        assert told()[-1] == ("Boss", "Role given to Anna: editor")

    def test_counts_once(self):
        boss = manager()
        invitation = invite(boss.host, boss.user)
        anna = self.accepted(invitation).user

        assert refusal(invitations.accept, invitation, by=anna) == "used"
        assert refusal(invitations.withdraw, invitation, by=boss.user) == "used"

    def test_counts_for_the_address_that_was_invited(self):
        boss = manager()
        invitation = invite(boss.host, boss.user)

        assert refusal(self.accepted, invitation, email="boris@example.org") == "address"
        assert Membership.objects.count() == 1

    def test_counts_until_it_expires(self):
        boss = manager()
        invitation = invite(boss.host, boss.user)

        anna = make.UserFactory(email="anna@example.org")

        assert refusal(invitations.accept, invitation, by=anna, now=LATER) == "expired"
        assert invitations.accept(invitation, by=anna, now=LATER - timedelta(seconds=1)).user == anna

    def test_does_not_count_when_it_was_withdrawn(self):
        boss = manager()
        invitation = invite(boss.host, boss.user)
        invitations.withdraw(invitation, by=boss.user, now=NOW)

        assert refusal(self.accepted, invitation) == "withdrawn"
        assert refusal(invitations.renew, invitation, by=boss.user) == "withdrawn"

    def test_is_not_done_in_the_name_of_somebody_else(self):
        boss = manager()
        invitation = invite(boss.host, boss.user)
        agent = make.UserFactory(email="anna@example.org")
        agent.acting = Acting(make.UserFactory(), "mandate", host=boss.host.pk)

        assert refusal(invitations.accept, invitation, by=agent) == "acting"

    @pytest.mark.slow
    def test_of_two_clicks_at_once_one_counts(self, copied):
        boss = manager()
        invitation, anna = invite(boss.host, boss.user), make.UserFactory(email="anna@example.org")
        copied()

        def accept():
            return invitations.accept(invitation, by=anna, now=NOW).role

        assert racing.at_once(accept, accept) == ("editor", "used")


class TestGivingOneself:
    @pytest.mark.parametrize(
        "email", ["boss@example.org", " BOSS@example.org", "second@example.org"], ids=["own", "written", "second"]
    )
    @pytest.mark.parametrize("at_event", [False, True])
    def test_nobody_invites_herself_to_what_she_may_not_do(self, email, at_event):
        boss = manager(user__email="boss@example.org")
        boss.user.emailaddress_set.create(email="second@example.org")
        event = make.EventFactory(host=boss.host) if at_event else None

        code = refusal(invite, boss.host, boss.user, email=email, role=Role.COMPLIANCE_OFFICER, event=event)

        assert (code, Invitation.objects.count(), OutgoingMail.objects.count()) == ("own", 0, 0)

    def test_what_she_may_do_already_she_may_give_herself(self):
        boss = manager(user__email="boss@example.org")

        assert invite(boss.host, boss.user, email="boss@example.org", role=Role.EDITOR).role == Role.EDITOR

    def test_rights_at_an_event_are_none_at_all_events(self):
        boss = make.MembershipFactory(user__email="boss@example.org")

        code = refusal(invite, boss.event.host, boss.user, email="boss@example.org", role=Role.ORGANISER)

        assert code == "own"

    def test_another_manager_gives_it(self):
        boss, other = manager(user__email="boss@example.org"), make.UserFactory()
        manager(boss.host, user=other)
        invitation = invite(boss.host, other, email="boss@example.org", role=Role.COMPLIANCE_OFFICER)

        assert refusal(invitations.renew, invitation, by=boss.user) == "own"
        assert invitations.accept(invitation, by=boss.user, now=NOW).role == Role.COMPLIANCE_OFFICER

    def test_an_address_that_became_her_own_after_she_invited_it_does_not_help(self):
        boss = manager()
        invitation = invite(boss.host, boss.user, role=Role.COMPLIANCE_OFFICER)
        boss.user.email = "anna@example.org"
        boss.user.save()

        assert refusal(invitations.accept, invitation, by=boss.user) == "own"
        assert not Membership.objects.filter(role=Role.COMPLIANCE_OFFICER).exists()

    def test_a_colleague_with_roles_to_give_is_not_herself(self):
        boss = manager()
        give = {"host": boss.host, "by": boss.user}
        other = manager(boss.host).user

        assert refusal(membership.give_to_colleague, boss.user.public_id, Role.ADVISER, **give) == "own"
        assert membership.give_to_colleague(other.public_id, Role.ADVISER, now=NOW, **give).user == other

    def test_a_program_lets_nobody_sign(self):
        program = manager(user__is_machine=True, user__is_active=False).user
        host = program.memberships.get().host
        other = manager(host).user

        give = {"host": host, "by": program}
        signing = [role for role in Role if RIGHTS[role] & {Right.SCREEN, Right.COUNTERSIGN_SCREENING}]
        given = [refusal(membership.give_to_colleague, other.public_id, role, **give) for role in signing]
        invited = [refusal(invite, host, program, role=role) for role in signing]

        assert (signing, given, invited) == ([Role.COMPLIANCE_OFFICER], ["machine"], ["machine"])
        assert invitations.accept(invite(host, program), by=make.UserFactory(email="anna@example.org"), now=NOW)


class TestInvitationsOfWhoNoLongerGivesRoles:
    def test_do_not_count(self):
        boss = manager()
        invitation = invite(boss.host, boss.user)
        anna = make.UserFactory(email="anna@example.org")

        for change in ({"ends_on": TODAY - timedelta(days=1)}, {"ends_on": None, "role": Role.EDITOR}):
            Membership.objects.filter(pk=boss.pk).update(**change)
            assert refusal(invitations.accept, invitation, by=anna) == "giver"
        assert refusal(invitations.check_is_open, invitation) == "giver"
        assert not anna.memberships.exists()

    @pytest.mark.parametrize("change", [{"is_active": False}, None], ids=["account closed", "account gone"])
    def test_do_not_count_without_a_working_account(self, change):
        boss = manager()
        invitation = invite(boss.host, boss.user)
        users = User.objects.filter(pk=boss.user.pk)
        users.update(**change) if change else users.delete()

        assert refusal(invitations.accept, invitation, by=make.UserFactory(email="anna@example.org")) == "giver"

    def test_are_withdrawn_with_her_role(self):
        boss, other = manager(), manager(make.HostFactory())
        manager(boss.host, user=other.user)
        event = make.EventFactory(host=boss.host)
        make.MembershipFactory(event=event, user=boss.user, role=Role.ORGANISER)
        at_host, at_event = invite(boss.host, boss.user), invite(boss.host, boss.user, event=event)
        of_another = invite(boss.host, other.user, email="boris@example.org")

        membership.take_away(boss, by=other.user, now=NOW)

        open_ones = Invitation.objects.filter(withdrawn_at=None)
        assert set(open_ones) == {at_event, of_another}
        assert told()[-2:] == [
            (other.user.name, f"Role taken from {boss.user.name}: organiser"),
            (other.user.name, "Invitation of anna@example.org withdrawn: editor"),
        ]
        assert refusal(invitations.renew, at_host, by=other.user) == "withdrawn"

    def test_count_for_who_sends_them_again(self):
        boss, other = manager(), make.UserFactory()
        manager(boss.host, user=other)
        invitation = invite(boss.host, boss.user)
        Membership.objects.filter(pk=boss.pk).update(ends_on=TODAY - timedelta(days=1))
        anna = make.UserFactory(email="anna@example.org")

        before = refusal(invitations.accept, invitation, by=anna)
        invitations.renew(invitation, by=other, now=NOW)

        assert (before, invitations.accept(invitation, by=anna, now=NOW).granted_by) == ("giver", other)


class TestPages:
    def test_who_invites_and_sends_again_without_end_is_braked(self, client, monkeypatch):
        monkeypatch.setattr(invitations, "LETTERS", Limit("invitations", 2, 3600))
        boss = make.MembershipFactory()
        client.force_login(boss.user)
        sent = {"email": "anna@example.org", "role": "editor", "language": "de"}

        first = client.post(self.address(boss.event), sent)
        handle = reverse("events:handle_invitation", args=[Invitation.objects.get().public_id])
        again = [client.post(handle, {"step": "again"}).status_code for _ in range(2)]
        another = client.post(self.address(boss.event), sent | {"email": "boris@example.org"})
        withdrawn = client.post(handle, {"step": "withdraw"})

        assert (first.status_code, again, another.status_code, withdrawn.status_code) == (302, [302, 429], 429, 302)
        assert OutgoingMail.objects.count() == 2

    def address(self, event):
        return reverse("events:people", args=[event.slug])

    def test_the_people_of_a_forum_are_listed_with_roles_in_order_and_without_guests(self, client):
        event = make.EventFactory()
        for role in (Role.READER, Role.EDITOR, Role.REPRESENTATIVE, Role.INTERPRETER):
            make.MembershipFactory(event=event, role=role, user__name=f"Person with role {role}")
        client.force_login(make.MembershipFactory(event=event, user__name="Boss").user)

        page = client.get(self.address(event)).content.decode()

        found = re.findall(r"<b>(Boss|Person with role \w+)</b>", page)
        assert found == ["Boss", "Person with role editor", "Person with role reader"]

    def test_sending_the_page_invites(self, client):
        boss = make.MembershipFactory()
        client.force_login(boss.user)

        answer = client.post(
            self.address(boss.event), {"email": "anna@example.org", "role": "editor", "language": "de"}
        )

        assert (answer.status_code, answer.url) == (302, self.address(boss.event))
        invitation = Invitation.objects.get()
        assert (invitation.event, invitation.role, invitation.language) == (boss.event, "editor", "de")
        assert "anna@example.org" in client.get(answer.url).content.decode()

    @pytest.mark.parametrize(
        ("sent", "words"),
        [
            ({"email": "anna"}, "valid email address"),
            ({"role": "representative"}, "Select a valid choice"),
            ({"ends_on": "2001-01-01"}, "This day is over"),
            ({"ends_on": "tomorrow"}, "valid date"),
            ({"language": "xx"}, "Select a valid choice"),
            ({"email": "boss@example.org", "role": "organiser"}, "has this role already"),
        ],
    )
    def test_what_cannot_be_is_refused_with_a_sentence_and_nothing_is_written(self, client, sent, words):
        boss = make.MembershipFactory(user__email="boss@example.org")
        client.force_login(boss.user)
        good = {"email": "anna@example.org", "role": "editor", "language": "en", "ends_on": ""}

        answer = client.post(self.address(boss.event), good | sent)

        assert (answer.status_code, words in answer.content.decode()) == (422, True)
        assert (Invitation.objects.count(), OutgoingMail.objects.count()) == (0, 0)

    def test_three_people_and_invitations_take_no_more_queries_than_one(self, client, django_assert_max_num_queries):
        boss = make.MembershipFactory()
        client.force_login(boss.user)
        counts = []
        for _ in range(3):
            make.MembershipFactory(event=boss.event, role=Role.EDITOR, granted_by=boss.user)
            make.InvitationFactory(event=boss.event)
            with django_assert_max_num_queries(20) as queries:
                client.get(self.address(boss.event))
            counts.append(len(queries))

        assert counts[2] == counts[1]  # the first page of a day notes the day

    def test_a_role_is_taken_away_by_its_button(self, client):
        boss = make.MembershipFactory()
        row = make.MembershipFactory(event=boss.event, role=Role.EDITOR)
        client.force_login(boss.user)

        answer = client.post(reverse("events:end_membership", args=[row.public_id]))

        assert answer.url == self.address(boss.event)
        assert not Membership.objects.filter(pk=row.pk).exists()

    def test_the_refusal_to_remove_the_last_manager_is_shown(self, client):
        boss = manager()
        client.force_login(boss.user)

        answer = client.post(reverse("events:end_membership", args=[boss.public_id]), follow=True)

        assert "Somebody has to manage WFE" in answer.content.decode()
        assert Membership.objects.filter(pk=boss.pk).exists()

    @pytest.mark.parametrize(("step", "mails"), [("again", 2), ("withdraw", 1)])
    def test_an_invitation_is_sent_again_or_withdrawn_by_its_button(self, client, step, mails):
        boss = manager()
        invitation = invite(boss.host, boss.user)
        client.force_login(boss.user)

        answer = client.post(
            reverse("events:handle_invitation", args=[invitation.public_id]), {"step": step}, follow=True
        )

        invitation.refresh_from_db()
        assert (answer.status_code, OutgoingMail.objects.count()) == (200, mails)
        assert (invitation.withdrawn_at is not None) == (step == "withdraw")

    def test_the_way_from_the_mail_to_the_role(self, client):
        boss = manager()
        event = make.EventFactory(host=boss.host)
        invite(boss.host, boss.user, event=event)
        address = reverse("events:invitation", args=[secret_in(OutgoingMail.objects.get())])

        before = client.get(address).content.decode()
        sent = client.post(address)
        client.force_login(make.UserFactory(email="boris@example.org"))
        other, refused = client.get(address), client.post(address)
        client.force_login(make.UserFactory(email="anna@example.org"))
        inside = client.get(address).content.decode()
        accepted = client.post(address)

        assert ("a…@example.org" in before, "anna@example.org" in before) == (True, False)
        assert sent.url.startswith(reverse("accounts:sign_in") + "?next=")
        assert "you are signed in as boris@example.org" in other.content.decode()
        assert refused.status_code == 422
        assert "Accept the invitation" in inside
        assert (accepted.status_code, accepted.url) == (302, reverse("meetings:planning", args=[event.slug]))

    def test_a_link_that_is_none_is_not_found(self, client):
        assert client.get(reverse("events:invitation", args=["guess"])).status_code == 404
