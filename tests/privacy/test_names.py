"""Names are chosen freely: whatever somebody calls herself, she neither learns nor destroys what others write."""

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse
from django.utils import timezone, translation

from handschlag.accounts.models import Session, User
from handschlag.accounts.services import people as accounts
from handschlag.accounts.session_store import SessionStore
from handschlag.companies.services import people
from handschlag.foundation import outbox, personal
from handschlag.foundation.models import Job, MailState, News, OutgoingMail
from handschlag.foundation.outbox import Address, Attachment
from handschlag.foundation.personal import LONG_STANDING
from handschlag.privacy import export, previewing
from handschlag.privacy.services import erasing
from tests import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

NOW = timezone.now()
NAME = "Kind regards"


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def somebody(name=NAME, email="evil@evil.example", *, days=60):
    """Somebody with an account for so many days, and a role at a host."""
    user = make.MembershipFactory(role="reader", user=make.UserFactory(name=name, email=email)).user
    User.objects.filter(pk=user.pk).update(created_at=NOW - days * LONG_STANDING / 30)
    return user


def mail(scope, *, text=NAME, state=MailState.SENT, **facts):
    found = outbox.post(
        to=Address("third@x.example", "Third"),
        subject="Confidential",
        text=text,
        kind="x",
        scope=scope,
        now=NOW,
        **facts,
    )
    OutgoingMail.objects.filter(pk=found.pk).update(state=state, text=text)  # without what is added to every mail
    found.refresh_from_db()
    return found


def host_of(user):
    return user.memberships.get().host.slug


def erase(user):
    erasing.erase(personal.of_user(user), by=user, now=NOW)


def test_nobody_reads_mails_to_others_by_a_name(client):
    user = somebody()
    mail(host_of(user), attachments=[Attachment("secret-plan.ics", NAME.encode(), "text/calendar")])
    Job.objects.create(kind="x", state="failed", error=NAME, ended_at=NOW)
    client.force_login(user)

    shown = client.get(reverse("privacy:my_data")).content.decode()
    shown += client.get(reverse("privacy:preview")).content.decode()
    one = personal.of_user(user)
    shown += str(export.data(one, now=NOW)) + export.page(one, now=NOW)

    assert [word for word in ("Confidential", "secret-plan", "name you") if word in shown] == []
    assert not any("name" in str(item.part.label) and not item.part.is_told for item in previewing.preview(one).items)


def test_a_name_makes_no_tie_to_a_host():
    user = somebody()
    mail(make.HostFactory(slug="elsewhere").slug)

    assert personal.hosts(personal.of_user(user)) == {host_of(user)}


def test_an_invitation_and_a_request_make_no_tie_to_a_host():
    user = make.UserFactory(email="evil@evil.example")
    event = make.EventFactory()
    make.InvitationFactory(event=event, email=user.email)
    make.PrivacyRequestFactory(host=event.host, email=user.email, subject=f"user:{user.public_id}")
    outbox.post(to=Address(user.email), subject="Invited", text="x", kind="x", scope=event.host.slug, now=NOW)

    assert personal.hosts(personal.of_user(user)) == frozenset()
    assert personal.held(event.host.slug, f"user:{user.public_id}") is None


@pytest.mark.parametrize(
    ("facts", "days"),
    [
        ({"state": MailState.QUEUED}, 60),
        ({"state": MailState.SENDING, "leased": True}, 60),
        ({"is_secret": True}, 60),
        ({"scope": "elsewhere"}, 60),
        ({"text": "Kind regardsman"}, 60),
        ({}, 20),
    ],
    ids=["queued", "being sent", "secret", "of another host", "part of a word", "by a new account"],
)
def test_a_mail_to_another_stays_as_it_is(facts, days):
    user = somebody(days=days)
    facts = {"scope": host_of(user)} | facts
    is_leased = facts.pop("leased", False)
    state = facts.pop("state", MailState.SENT)
    found = mail(facts.pop("scope"), attachments=[Attachment("a.ics", NAME.encode(), "text/calendar")], **facts)
    lease = NOW if is_leased else None
    found_text = found.text
    if facts.get("text"):
        found.attachments.update(content=b"Kind regardsman")
    OutgoingMail.objects.filter(pk=found.pk).update(state=state, leased_until=lease)

    erase(user)

    found.refresh_from_db()
    assert (found.text, found.state, found.attachments.count()) == (found_text, state, 1)


def test_a_mail_that_was_sent_loses_her_name_and_its_page():
    user = somebody()
    found = mail(host_of(user), html=f"<p>{NAME}</p>")

    erase(user)

    found.refresh_from_db()
    assert (found.text, found.html) == ("—", "")


def test_markup_is_never_masked():
    user = somebody(name="strong class")
    found = mail(host_of(user), text="no name", html='<p><strong class="x">Hello</strong></p>')

    erase(user)

    found.refresh_from_db()
    assert (found.text, "—" in found.html) == ("no name", False)


def test_a_name_that_she_chose_just_now_masks_nothing():
    user = somebody(name="Vera Alt")
    found = mail(host_of(user))
    accounts.change(user, name=NAME, language="en", by=user)

    erase(user)

    found.refresh_from_db()
    assert found.text == NAME


def test_a_name_that_she_corrected_just_now_masks_nothing():
    user = somebody(name="Vera Alt")
    person = make.PersonFactory(user=user, name="Vera Alt")
    found = mail(host_of(user))
    people.correct(person, name=NAME, name_latin="", languages={}, by=user, now=NOW)

    erase(user)

    found.refresh_from_db()
    assert found.text == NAME


@pytest.mark.parametrize("name", ["Anna", "A B", "x 12", ""])
def test_short_names_name_nobody(name):
    assert personal.of_user(somebody(name=name)).words == {"evil@evil.example"}


def test_an_address_is_not_found_inside_of_another():
    user = somebody(email="a@x.example")
    text = "maria@x.example, a@x.example.org, b+a@x.example; a@x.example."
    found = mail(host_of(user), text=text, reply_to="maria@x.example")

    erase(user)

    found.refresh_from_db()
    assert found.text == text.replace("; a@x.example", "; —")
    assert found.reply_to == "maria@x.example"


def test_an_address_that_was_only_entered_leads_to_nothing():
    user = somebody()
    EmailAddress.objects.create(user=user, email="third@x.example", verified=False)
    found = mail(host_of(user), text="For your eyes only", state=MailState.QUEUED)

    assert "third@x.example" not in personal.of_user(user).emails
    erase(user)

    found.refresh_from_db()
    assert (found.state, found.text) == (MailState.QUEUED, "For your eyes only")


def test_sign_ins_of_others_do_not_end():
    user = somebody(email="a@x.example")
    for held in ({"account_login": {"email": "maria@x.example"}}, {"account_login": {"email": "a@x.example"}}):
        store = SessionStore()
        store.update(held)
        store.create()

    erase(user)

    left = [one.get_decoded()["account_login"]["email"] for one in Session.objects.all()]
    assert left == ["maria@x.example"]


def test_news_for_others_lose_her_name():
    user = somebody(name="Vera Victim")
    outbox.note(to=Address("o@x.example"), line="Vera Victim has declined", scope=host_of(user), now=NOW)
    outbox.note(to=Address("o@x.example"), line="Vera Victim has declined", scope="elsewhere", now=NOW)

    erase(user)

    assert sorted(News.objects.values_list("line", flat=True)) == ["Vera Victim has declined", "— has declined"]
