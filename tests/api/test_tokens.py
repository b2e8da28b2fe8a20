"""Tokens: given once, never for more than the giver's own, counted, and over at once when they are revoked."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from handschlag.accounts.models import User
from handschlag.api.models import KeptAnswer, Token
from handschlag.api.services import tokens
from handschlag.api.states import Scope
from handschlag.events import memberships
from handschlag.events.models import Membership
from handschlag.events.roles import RIGHTS, Right, Role
from handschlag.foundation import audit
from handschlag.foundation.errors import RuleBroken
from handschlag.foundation.limits import Braked
from handschlag.foundation.models import AuditEntry
from tests import constraints, racing
from tests import factories as make
from tests.api.desk import NEW_EVENT, Program, program

pytestmark = pytest.mark.django_db

NOW = timezone.now()


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def manager(**facts):
    return make.MembershipFactory(event=None, host=make.HostFactory(name="WFE"), **facts)


def given_by(row, role=Role.EDITOR):
    row.host.may = RIGHTS[Role(row.role)]
    return program(role, host=row.host, by=row.user)


def told():
    return [(line.who, line.says) for line in audit.lines(AuditEntry.objects.order_by("number"))]


class TestGiving:
    def test_the_secret_is_told_once_and_only_its_hash_is_kept(self):
        caller = program(Role.READER)

        kept = str(list(Token.objects.values())) + str(list(AuditEntry.objects.values()))

        assert (caller.secret.startswith("hs_"), len(caller.secret) > 40) == (True, True)
        assert (caller.secret in kept, caller.token.prefix) == (False, caller.secret[:9])

    def test_it_acts_as_an_account_that_never_signs_in(self, client):
        user = program(Role.ORGANISER).token.user

        assert (user.is_machine, user.is_active, user.has_usable_password()) == (True, False, False)
        client.force_login(user)
        assert client.get(reverse("accounts:account")).status_code == 302

    def test_it_is_noted(self):
        boss = manager(user__name="Boss")

        caller = given_by(boss)
        tokens.revoke(caller.token, by=boss.user, now=NOW)

        assert told() == [
            ("Boss", f"Token given: {caller.token.name}, editor"),
            ("Boss", f"Token revoked: {caller.token.name}"),
        ]

    @pytest.mark.parametrize("role", Role)
    def test_nobody_gives_more_than_her_own(self, role):
        boss = manager()
        is_own = RIGHTS[role] <= RIGHTS[Role.ORGANISER]

        try:
            given_by(boss, role)
        except RuleBroken as broken:
            outcome = broken.code
        else:
            outcome = "given"

        assert outcome == ("given" if is_own else "rights")
        assert Token.objects.exists() == User.objects.filter(is_machine=True).exists() == is_own

    @pytest.mark.parametrize("days", [0, 3651])
    def test_it_counts_for_a_bounded_time(self, days):
        with pytest.raises(RuleBroken) as broken:
            program(days=days)

        assert broken.value.code == "days"

    def test_an_event_of_another_host_is_no_place_for_it(self):
        with pytest.raises(ValueError, match="is no event of"):
            program(host=make.HostFactory(), event=make.EventFactory())

    def test_it_neither_manages_a_host_nor_stands_among_its_people(self):
        boss = manager()
        program(Role.ORGANISER, host=boss.host)

        assert list(memberships.managers(boss.host)) == [boss]
        assert list(memberships.of_host(boss.host)) == [boss]


class TestUsing:
    @pytest.mark.parametrize("scheme", ["Token", "token", "Bearer", "BEARER"])
    def test_both_schemes_are_taken(self, scheme):
        caller = program(Role.READER)

        assert caller.get("/me", Authorization=f"{scheme} {caller.secret}").status_code == 200

    @pytest.mark.parametrize("header", ["", "Token", "Token ", "Basic {secret}", "{secret}", "Token {secret} x"])
    def test_anything_else_is_not(self, header):
        caller = program(Role.READER)

        answer = caller.get("/me", Authorization=header.replace("{secret}", caller.secret))

        assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Token")

    def test_it_says_who_it_is(self):
        event = make.EventFactory(slug="forum", host__slug="wfe")
        caller = program(Role.READER, event=event, scope=Scope.READ)

        me = caller.get("/me").json()

        assert me | {"created_at": 0, "expires_at": 0} == {
            "name": "reader of wfe",
            "host": "wfe",
            "event": "forum",
            "role": "reader",
            "scope": "read",
            "rights": ["read_event"],
            "per_minute": 10**6,
            "created_at": 0,
            "expires_at": 0,
        }
        assert me["expires_at"].endswith("Z")

    def test_what_it_does_is_noted_under_its_name(self):
        event = make.EventFactory()

        program(event=event).patch(f"/events/{event.slug}", {"place": {"en": "Hall 3"}})

        assert told()[-1] == (f"API · organiser of {event.host.slug}", "Forum changed: Place")

    def test_it_writes_no_letter_in_the_name_of_an_address_that_is_none(self):
        from handschlag.foundation.models import OutgoingMail

        event = make.EventFactory()

        program(event=event).post(f"/events/{event.slug}/invitations", {"email": "a@example.org", "role": "reader"})

        assert [(mail.to_email, mail.reply_to) for mail in OutgoingMail.objects.all()] == [("a@example.org", "")]

    def test_who_asks_costs_two_queries_whatever_is_asked(self):
        caller = program(Role.READER)

        with CaptureQueriesContext(connection) as queries:
            caller.get("/me")

        assert len(queries) == 2

    @pytest.mark.parametrize(
        "path", ["/events", "/events/{event}/roles", "/events/{event}/invitations", "/events/{event}/audit"]
    )
    def test_three_rows_take_no_more_queries_than_one(self, path):
        event = make.EventFactory()
        caller = program(host=event.host)

        def cost(rows):
            for _ in range(rows):
                make.EventFactory(host=event.host)
                make.MembershipFactory(event=event, role=Role.EDITOR)
                make.InvitationFactory(event=event)
                caller.patch(f"/events/{event.slug}", {"lead": {"en": f"{AuditEntry.objects.count()}"}})
            with CaptureQueriesContext(connection) as queries:
                answer = caller.get(path.replace("{event}", event.slug))
            assert answer.json()["count"] == len(answer.json()["results"]) >= rows
            return len(queries)

        assert cost(1) == cost(2) <= 5


class TestEnding:
    def outcome(self, caller):
        answer = caller.get("/me")
        return answer.json().get("code", answer.status_code)

    def test_revoked_it_opens_nothing_any_more(self):
        caller = program()

        tokens.revoke(caller.token, by=None, now=NOW)

        assert self.outcome(caller) == "revoked"
        assert not Membership.objects.filter(user=caller.token.user).exists()
        with pytest.raises(RuleBroken, match="already"):
            tokens.revoke(caller.token, by=None, now=NOW)

    def test_expired_it_opens_nothing_any_more(self):
        caller = program()

        Token.objects.update(created_at=NOW - timedelta(days=9), expires_at=NOW)

        assert self.outcome(caller) == "expired"

    @pytest.mark.parametrize(
        ("change", "code"),
        [
            (lambda row: row.delete(), "token"),
            (lambda row: Membership.objects.filter(pk=row.pk).update(role=Role.READER), "giver"),
            (lambda row: Membership.objects.filter(pk=row.pk).update(ends_on=NOW.date() - timedelta(days=2)), "token"),
            (lambda row: User.objects.filter(pk=row.user_id).update(is_active=False), "token"),
            (lambda row: Token.objects.update(given_by=None), "token"),
        ],
        ids=["role taken", "lesser role", "role over", "account closed", "erased"],
    )
    def test_it_ends_with_the_rights_of_whoever_gave_it(self, change, code):
        boss = manager()
        caller = given_by(boss)
        assert self.outcome(caller) == 200

        change(boss)

        assert self.outcome(caller) == code

    def test_several_roles_of_the_giver_count_together(self):
        boss = manager(role=Role.EDITOR)
        make.MembershipFactory(event=None, host=boss.host, user=boss.user, role=Role.FINANCE_OFFICER)
        boss.host.may = RIGHTS[Role.EDITOR] | RIGHTS[Role.FINANCE_OFFICER]

        caller = program(Role.FINANCE_OFFICER, host=boss.host, by=boss.user)

        assert self.outcome(caller) == 200

    def test_a_role_at_another_host_does_not_carry_it(self):
        boss = manager()
        caller = given_by(boss)
        make.MembershipFactory(event=None, host=make.HostFactory(), user=boss.user)

        boss.delete()

        assert self.outcome(caller) == "token"


class TestCounting:
    def test_one_too_many_waits_for_the_next_minute(self):
        token = program(per_minute=3).token

        for _ in range(3):
            tokens.count(token, now=NOW)
        with pytest.raises(Braked):
            tokens.count(token, now=NOW + timedelta(seconds=59))
        tokens.count(token, now=NOW + timedelta(seconds=60))

        token.refresh_from_db()
        assert (token.requests, token.last_used_at) == (1, NOW + timedelta(seconds=60))

    def test_the_answer_says_when_to_try_again(self):
        caller = program(per_minute=1)

        answers = [caller.get("/me") for _ in range(2)]

        assert [answer.status_code for answer in answers] == [200, 429]
        assert 0 < int(answers[1]["Retry-After"]) <= 60
        assert answers[1].json()["code"] == "too_many"

    def test_one_token_does_not_slow_down_another(self):
        first, second = program(per_minute=1), program(per_minute=1)

        assert [caller.get("/me").status_code for caller in (first, second, first)] == [200, 200, 429]

    @pytest.mark.slow
    @pytest.mark.django_db(transaction=True)
    def test_of_two_at_once_the_last_one_that_is_allowed_goes_to_one(self, copied):
        token = program(per_minute=1).token
        copied()

        def count():
            try:
                tokens.count(token, now=NOW)
            except Braked:
                return "braked"
            return "counted"

        assert sorted(racing.at_once(count, count)) == ["braked", "counted"]


class TestPages:
    def give(self, client, host, **changes):
        form = {"name": "Ticket shop", "role": "reader", "scope": "read", "days": "30"} | changes
        return client.post(reverse("tokens:of_host", args=[host.slug]), form)

    def test_a_token_is_shown_once_and_works(self, client):
        boss = manager()
        client.force_login(boss.user)

        page = self.give(client, boss.host)
        again = client.get(reverse("tokens:of_host", args=[boss.host.slug])).content.decode()

        secret = re.search(r'id="secret" type="text" readonly value="([\w-]+)"', page.content.decode())[1]
        assert (page.status_code, page["Cache-Control"].find("no-store") >= 0) == (200, True)
        assert Program(secret).get("/me").json()["role"] == "reader"
        assert (secret in again, secret[:9] in again) == (False, True)

    @pytest.mark.parametrize(
        "wrong", [{"name": ""}, {"role": "compliance_officer"}, {"role": "clown"}, {"days": "4000"}, {"scope": "all"}]
    )
    def test_what_makes_no_sense_is_refused(self, client, wrong):
        boss = manager()
        client.force_login(boss.user)

        page = self.give(client, boss.host, **wrong)

        assert (page.status_code, Token.objects.exists()) == (422, False)

    def test_a_token_of_an_event_counts_there(self, client):
        boss = manager()
        event = make.EventFactory(host=boss.host)
        client.force_login(boss.user)

        client.post(
            reverse("tokens:of_event", args=[event.slug]),
            {"name": "Door", "role": "check_in_desk", "scope": "write", "days": "30"},
        )

        assert [(token.event, token.given_by) for token in Token.objects.all()] == [(event, boss.user)]

    def test_it_is_revoked_by_its_button(self, client):
        boss = manager()
        caller = given_by(boss)
        client.force_login(boss.user)

        page = client.post(reverse("tokens:revoke", args=[caller.token.public_id]), follow=True)

        assert f"“{caller.token.name}” no longer counts" in page.content.decode()
        assert caller.get("/me").status_code == 401

    @pytest.mark.parametrize("role", [role for role in Role if Right.GIVE_TOKENS not in RIGHTS[role]])
    def test_others_neither_see_nor_give_nor_revoke(self, client, role):
        row = manager(role=role)
        caller = program(host=row.host)
        client.force_login(row.user)

        statuses = [
            client.get(reverse("tokens:of_host", args=[row.host.slug])).status_code,
            self.give(client, row.host).status_code,
            client.post(reverse("tokens:revoke", args=[caller.token.public_id])).status_code,
        ]

        assert (statuses, caller.get("/me").status_code) == ([404] * 3, 200)

    def test_who_manages_another_host_revokes_nothing_here(self, client):
        caller = program()
        client.force_login(manager().user)

        assert client.post(reverse("tokens:revoke", args=[caller.token.public_id])).status_code == 404

    def test_three_tokens_take_no_more_queries_than_one(self, client):
        boss = manager()
        client.force_login(boss.user)

        def cost():
            given_by(boss)
            with CaptureQueriesContext(connection) as queries:
                client.get(reverse("tokens:of_host", args=[boss.host.slug]))
            return len(queries)

        cost()
        assert cost() == cost()


def second_answer():
    token = program().token
    for _ in range(2):
        KeptAnswer.objects.create(token=token, key="k", fingerprint="f", kept_at=NOW)


def of_two_givers():
    token = program().token
    Token.objects.filter(pk=token.pk).update(given_by=make.UserFactory())


def over_before_it_began():
    Token.objects.filter(pk=program().token.pk).update(expires_at=NOW - timedelta(days=1))


RULES = [
    ("answer_once_per_key", KeptAnswer, second_answer),
    ("token_expires_later", Token, over_before_it_began),
    ("token_given_by_one", Token, of_two_givers),
]


@pytest.mark.parametrize(("name", "model", "wrong"), RULES, ids=[name for name, *_ in RULES])
def test_the_database_itself_keeps_the_rule(name, model, wrong):
    assert constraints.broken(model, wrong) == [name]


def test_no_rule_is_untested():
    assert constraints.of_flat("api") == [name for name, *_ in RULES]


def test_a_machine_that_could_sign_in_is_refused_by_the_database():
    assert constraints.broken(User, lambda: make.UserFactory(is_machine=True)) == ["machines_never_sign_in"]


def test_a_new_event_needs_a_token_of_the_whole_host():
    event = make.EventFactory()

    assert program(event=event).post("/events", NEW_EVENT).status_code == 404
