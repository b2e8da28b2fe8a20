"""What a host can do about somebody's data, and what it cannot."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone, translation

from handschlag.accounts.brakes import CHANGES
from handschlag.accounts.models import User
from handschlag.api.models import KeptAnswer
from handschlag.api.services import tokens
from handschlag.api.states import Scope
from handschlag.events.models import Membership
from handschlag.events.roles import Role
from handschlag.foundation import audit, limits, outbox, personal
from handschlag.foundation.errors import RuleBroken
from handschlag.foundation.models import AuditEntry, OutgoingMail
from handschlag.foundation.outbox import Address, Attachment
from handschlag.foundation.personal import NOBODY
from handschlag.privacy.models import Request
from handschlag.privacy.services import erasing, requests
from handschlag.privacy.states import Asked
from tests import factories as make
from tests import racing
from tests.privacy.canaries import NOW, unpacked

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def copied(transactional_db, tmp_path, monkeypatch):
    return lambda: racing.copy_for_threads(tmp_path, monkeypatch)


def manager(host=None):
    return make.MembershipFactory(event=None, host=host or make.HostFactory(name="WFE")).user


def asked(by, *, name="Vera", email="", about=None):
    facts = {"host": by.memberships.get().host, "name": name, "email": email, "received_on": timezone.localdate(NOW)}
    found = requests.note(Asked.ERASURE, **facts, by=by, now=NOW)
    if about is not None:
        requests.find(found, personal.of_user(about))
    return found


def guest_of(host, **facts):
    return make.MembershipFactory(event=make.EventFactory(host=host), role=Role.REPRESENTATIVE, **facts).user


def exported(client, found):
    answer = client.post(reverse("privacy:host_export", args=[found.host.slug, found.public_id]))
    return unpacked(answer.content)


def test_a_host_does_not_reach_a_stranger_by_noting_a_request_or_inviting_her(client):
    boss, stranger = manager(), make.UserFactory(email="victim@x.example")
    found = asked(boss, email=stranger.email)
    make.InvitationFactory(event=make.EventFactory(host=found.host), email=stranger.email)
    key = f"user:{stranger.public_id}"
    client.force_login(boss)

    status = client.post(reverse("privacy:find", args=[found.host.slug, found.public_id]), {"key": key}).status_code
    Request.objects.update(subject=key)  # as it might stand there from before
    address = reverse("privacy:host_erase", args=[found.host.slug, found.public_id])

    assert [status, client.post(address, {"sure": "on"}).status_code] == [404, 404]
    assert User.objects.filter(pk=stranger.pk).exists()


def test_a_host_finds_a_representative_whose_role_has_gone():
    event = make.EventFactory()
    person = make.PersonFactory(user=make.UserFactory(email="anna@x.example", name="Anna"), name="Анна")
    make.RepresentativeFactory(participant__event=event, person=person)

    assert personal.held(event.host.slug, f"user:{person.user.public_id}").user == person.user_id


def test_a_host_ends_roles_and_closes_no_account():
    boss = manager()
    guest = guest_of(boss.memberships.get().host, user__name="Vera Victim")
    elsewhere = audit.record(guest, "account.password_changed", guest)

    requests.erase(asked(boss, about=guest), personal.of_user(guest), by=boss, now=NOW)

    assert list(User.objects.filter(pk=guest.pk).values_list("name", "memberships")) == [("Vera Victim", None)]
    assert AuditEntry.objects.get(pk=elsewhere.pk).words == elsewhere.words
    said = [entry.words for entry in AuditEntry.objects.filter(scope=boss.memberships.get().host.slug)]
    assert "Vera Victim" not in json.dumps(said)


def test_a_host_erases_the_name_of_a_person_whom_it_alone_knows():
    boss = manager()
    host = boss.memberships.get().host
    alone, shared = (
        make.RepresentativeFactory(participant__event=make.EventFactory(host=host), person__name=name).person
        for name in ("Anna Alone", "Sina Shared")
    )
    make.RepresentativeFactory(person=shared)

    for person in (alone, shared):
        erasing.erase(personal.load(f"person:{person.public_id}"), by=boss, now=NOW, host=host)
        person.refresh_from_db()

    assert (alone.name, shared.name) == (NOBODY, "Sina Shared")


@pytest.mark.parametrize("role", [Role.ORGANISER, Role.EDITOR])
def test_nobody_erases_a_colleague(client, role):
    boss = manager()
    host = boss.memberships.get().host
    colleague = make.MembershipFactory(event=None, host=host, role=role, user__name="Bea Boss").user
    found = asked(boss, about=colleague)
    client.force_login(boss)

    answer = client.post(reverse("privacy:host_erase", args=[host.slug, found.public_id]), {"sure": "on"})

    assert answer.status_code == 422
    assert "Bea Boss works for you: first take the roles away." in answer.content.decode()
    assert (Membership.objects.filter(user=colleague).count(), Request.objects.get().subject) == (
        1,
        f"user:{colleague.public_id}",
    )


def test_an_export_of_a_host_has_nothing_of_the_installation(client):
    boss = manager()
    host = boss.memberships.get().host
    guest = guest_of(host, user__email="vera@x.example")
    make.MembershipFactory(user=guest, role=Role.READER)
    for scope, text in (("", "of the site"), (host.slug, "of the host"), ("elsewhere", "of another")):
        outbox.post(to=Address(guest.email), subject=text, text=text, kind="x", scope=scope, now=NOW)
    found = asked(boss, about=guest)
    client.force_login(boss)

    files = exported(client, found)

    data = json.loads(files["data.json"])
    rows = {part["label"]: part["rows"] for group in data["groups"] for part in group["parts"]}
    assert [row["subject"] for row in rows["Mails"]] == ["of the host"]
    assert {"Account", "Mail addresses", "Sign-ins"} & rows.keys() == set()
    assert [len(rows["Roles"]), "of the site" in files["index.html"]] == [1, False]


def test_words_of_secret_mails_are_neither_told_nor_exported(client):
    boss = manager()
    guest = guest_of(boss.memberships.get().host)
    code = "4711-0815"
    outbox.post(
        to=Address(guest.email), subject=f"Code {code}", text=code, html=f"<p>{code}</p>", kind="accounts.code",
        is_secret=True, attachments=[Attachment("code.txt", code.encode(), "text/plain")],
        scope=boss.memberships.get().host.slug, now=NOW,
    )  # fmt: skip
    found = asked(boss, about=guest)

    client.force_login(boss)
    files = exported(client, found)
    client.force_login(guest)
    files |= {
        f"own {name}": content for name, content in unpacked(client.post(reverse("privacy:export")).content).items()
    }
    files["page"] = client.get(reverse("privacy:my_data")).content.decode()

    assert [name for name, content in files.items() if code in content or "code.txt" in name] == []
    assert "Mails with a code or a secret link" in files["page"]
    assert "accounts.code" in files["own data.json"]


def test_erasing_her_erases_words_of_secret_mails(client):
    guest = guest_of(make.HostFactory())
    outbox.post(to=Address(guest.email), subject="Code", text="4711", kind="x", is_secret=True, now=NOW)

    erasing.erase(personal.of_user(guest), by=guest, now=NOW)

    assert list(OutgoingMail.objects.values_list("to_email", "text")) == [("", "")]


def test_kept_answers_to_programs_that_lead_to_her_go():
    host = make.HostFactory()
    guest = guest_of(host, user__name="Vera Victim")
    token, _words = tokens.give("t", Role.READER, host=host, scope=Scope.READ, by=None, now=NOW)
    for key, said in (("id", guest.public_id), ("address", guest.email), ("another", "x" + guest.email)):
        KeptAnswer.objects.create(token=token, key=key, body=json.dumps({"said": said}), kept_at=NOW)

    erasing.erase(personal.of_user(guest), by=guest, now=NOW)

    assert list(KeptAnswer.objects.values_list("key", flat=True)) == ["another"]


def test_her_details_are_not_changed_without_end(client):
    person = make.PersonFactory(user=make.UserFactory(), name="Vera")
    client.force_login(person.user)
    for _ in range(CHANGES.most - 1):
        limits.count(CHANGES, str(person.user.pk), now=timezone.now())

    answers = [client.post(reverse("companies:my_person"), {"name": f"Vera {number}"}) for number in range(2)]

    assert [answer.status_code for answer in answers] == [302, 429]


def test_authority_that_has_ended_leads_nowhere(client):
    yesterday = timezone.localdate() - timedelta(days=1)
    row = make.MembershipFactory(role=Role.ADVISER, ends_on=yesterday)
    client.force_login(row.user)

    shown = client.get(reverse("privacy:my_data")).content.decode()

    assert reverse("events:acting", args=[row.event.slug]) not in shown


@pytest.mark.parametrize("is_careless", [False, True], ids=["with the lock", "red control"])
def test_of_two_last_managers_who_erase_themselves_at_once_one_stays(copied, monkeypatch, is_careless):
    one = manager()
    other = manager(one.memberships.get().host)
    copied()
    if is_careless:
        monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **options: rows)
        for name in ("record", "erase"):  # the log locks, too
            monkeypatch.setattr(erasing.audit, name, lambda *arguments, **facts: None)

    def erase(user):
        erasing.erase(personal.of_user(user), by=user, now=NOW)

    outcome = racing.at_once(lambda: erase(one), lambda: erase(other))

    has_raced = is_careless and connection.vendor == "postgresql"
    assert outcome == (None, None if has_raced else "obstacle")
    assert racing.in_a_thread(Membership.objects.count) == (0 if has_raced else 1)


def test_a_refused_erasure_leaves_everything():
    user = manager()

    with pytest.raises(RuleBroken):
        erasing.erase(personal.of_user(user), by=user, now=NOW)

    assert AuditEntry.objects.filter(verb="privacy.erased").count() == 0
