"""Pages about mails: who sees them, what they say, what they refuse."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from handschlag.engine.language import Text
from handschlag.events.roles import RIGHTS, Right, Role
from handschlag.foundation import outbox
from handschlag.foundation.models import MailState, OutgoingMail
from handschlag.foundation.outbox import secrets
from handschlag.mail.models import Mailing, MailText
from handschlag.mail.services import mailings, texts
from handschlag.mail.states import MailingState
from tests import factories as make
from tests.foundation.letters.hostile import HOSTILE
from tests.mail.conftest import INVITED, NOON

pytestmark = pytest.mark.django_db

CANARY = "canary-7f3a"


@pytest.fixture
def mail(office):
    return outbox.post(
        to=outbox.Address("anna@example.org", "Anna"),
        subject=f"{CANARY} subject",
        text=f"{CANARY} text",
        html=f"<p style='color:red'>{CANARY} page</p>",
        kind="greeting",
        scope=office.host.slug,
        now=NOON,
    )


@pytest.fixture
def letter(draft):
    return draft(subject=Text.of(de=CANARY), body=Text.of(de=f"{CANARY} {{name}}"))


@pytest.fixture
def addresses(office, mail, letter, kind):
    """Every page of this flat, by its name."""
    host = office.host.slug
    arguments = {
        "sent": [host],
        "texts": [host],
        "mailings": [host],
        "new_mailing": [host],
        "mail": [host, mail.public_id],
        "mail_page": [host, mail.public_id],
        "try_again": [host, mail.public_id],
        "stop": [host, mail.public_id],
        "text": [host, kind.key, "de"],
        "text_page": [host, kind.key, "de"],
        "reset": [host, kind.key, "de"],
        "mailing": [host, letter.public_id],
        "change_mailing": [host, letter.public_id],
        "mailing_page": [host, letter.public_id, "de"],
        "release": [host, letter.public_id],
        "decide": [host, letter.public_id],
        "stop_mailing": [host, letter.public_id],
    }
    return {name: reverse(f"mail:{name}", args=given) for name, given in arguments.items()}


SENT_ONLY = {"try_again", "stop", "reset", "release", "decide", "stop_mailing"}
NAMES = ["sent", "texts", "mailings", "new_mailing", "mail", "mail_page", "text", "text_page", "mailing"]
NAMES += ["change_mailing", "mailing_page"]


def test_no_address_is_untested(addresses):
    from handschlag.mail import urls

    assert {pattern.name for pattern in urls.urlpatterns} == set(NAMES) | SENT_ONLY == set(addresses)


@pytest.mark.parametrize("language", ["de", "en", "ru"])
@pytest.mark.parametrize("name", NAMES)
def test_an_organiser_sees_every_page(client, office, addresses, name, language):
    client.force_login(office.organiser)

    answer = client.get(addresses[name].replace("/de/", f"/{language}/", 1))

    html = answer.content.decode()
    assert answer.status_code == 200
    assert [gap for gap in ("%(", "{%", "Undefined", ">None<", "gettext") if gap in html] == []


def test_who_organises_one_event_sees_its_mails_and_letters_and_nothing_else(client, office, mail, draft, addresses):
    """``office.event`` is not hers; the addresses are those of rows that are not."""
    own = make.EventFactory(host=office.host)
    client.force_login(make.MembershipFactory(event=own).user)
    hers = outbox.post(
        to=outbox.Address("a@example.org"), subject="hers", text="x", kind="x", scope=office.host.slug, event=own.slug
    )
    letter = draft(event=own, subject=Text.of(de="hers"), body=Text.of(de="x"))
    pages = [
        *(reverse(f"mail:{name}", args=[office.host.slug]) for name in ("sent", "mailings", "new_mailing")),
        reverse("mail:mail", args=[office.host.slug, hers.public_id]),
        reverse("mail:mailing", args=[office.host.slug, letter.public_id]),
    ]

    shown = [client.get(page) for page in pages]
    others = {
        name: client.get(addresses[name]).status_code for name in set(NAMES) - {"sent", "mailings", "new_mailing"}
    }
    given = {"audience": "representatives", "event": office.event.public_id, "subject_de": "x", "body_de": "x"}
    refused = [client.post(pages[2], given | changed).status_code for changed in ({}, {"audience": "office"})]

    assert ([answer.status_code for answer in shown], set(others.values()), refused) == ([200] * 5, {404}, [422, 422])
    assert not any(CANARY in answer.content.decode() for answer in shown)
    assert ["hers" in answer.content.decode() for answer in shown[:2]] == [True, True]


@pytest.mark.wide
@pytest.mark.parametrize("name", sorted({*NAMES, *SENT_ONLY}))
def test_nobody_else_gets_in_and_nobody_learns_what_exists(client, office, addresses, name):
    """Visitors, organisers of other hosts, guests, and everybody who works for the host without the right."""
    without = [role for role in Role if Right.WRITE_TO_MANY not in RIGHTS[role]]
    people = [office.stranger, office.guests[0]]
    people += [make.MembershipFactory(event=None, host=office.host, role=role).user for role in without]
    ask = client.post if name in SENT_ONLY else client.get
    visitor = ask(addresses[name])

    answers = []
    for user in people:
        client.force_login(user)
        answers.append(ask(addresses[name]))

    assert (visitor.status_code, {answer.status_code for answer in answers}) == (302, {404})
    assert not any(CANARY in answer.content.decode() for answer in answers)
    assert set(Mailing.objects.values_list("state", flat=True)) == {MailingState.DRAFT}


@pytest.mark.parametrize("name", sorted(SENT_ONLY))
def test_what_changes_something_is_only_sent(client, office, addresses, name):
    client.force_login(office.organiser)

    assert client.get(addresses[name]).status_code == 405


def test_a_row_of_another_host_is_not_there(client, office, mail, letter):
    client.force_login(office.stranger)
    other = office.stranger.memberships.get().host.slug

    answers = [
        client.get(reverse("mail:mail", args=[other, mail.public_id])),
        client.get(reverse("mail:mailing", args=[other, letter.public_id])),
        client.post(reverse("mail:release", args=[other, letter.public_id])),
    ]

    assert [answer.status_code for answer in answers] == [404, 404, 404]


@pytest.mark.parametrize("name", ["mail_page", "text_page", "mailing_page"])
def test_a_mail_in_its_frame_may_have_styles_and_nothing_else(client, office, addresses, name):
    client.force_login(office.organiser)

    answer = client.get(addresses[name])

    policy = answer["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'; img-src 'none'; form-action 'none';")
    assert "sandbox allow-popups" in policy
    assert "script" not in policy
    assert (answer["X-Frame-Options"], "no-store" in answer["Cache-Control"]) == ("SAMEORIGIN", True)


@pytest.mark.parametrize("name", ["mail", "text", "mailing"])
def test_a_page_that_frames_a_mail_may_frame_this_site_only(client, office, addresses, name):
    client.force_login(office.organiser)

    answer = client.get(addresses[name])

    assert "frame-src 'self'" in answer["Content-Security-Policy"]
    assert re.findall(r'<iframe[^>]*sandbox="allow-popups allow-popups-to-escape-sandbox"', answer.content.decode())


def test_the_list_is_narrowed_by_state_kind_and_address(client, office):
    for name, kind, state in (("anna", "a", "sent"), ("bob", "a", "failed"), ("cara", "news", "sent")):
        mail = outbox.post(
            to=outbox.Address(f"{name}@example.org"), subject=f"to {name}", text="x", kind=kind, scope=office.host.slug
        )
        OutgoingMail.objects.filter(pk=mail.pk).update(state=state)
    client.force_login(office.organiser)

    def listed(query):
        html = client.get(reverse("mail:sent", args=[office.host.slug]) + query).content.decode()
        return re.findall(r">to (\w+)<", html)

    assert [listed(query) for query in ("?state=failed", "?kind=news", "?to=AN", "?state=nonsense", "?page=99")] == [
        ["bob"],
        ["cara"],
        ["anna"],
        ["cara", "bob", "anna"],
        ["cara", "bob", "anna"],
    ]


@pytest.mark.parametrize("name", ["sent", "mailings", "texts"])
def test_a_list_takes_the_same_queries_however_long_it_is(client, office, kind, draft, addresses, name):
    client.force_login(office.organiser)

    def queries():
        with CaptureQueriesContext(connection) as asked:
            assert client.get(addresses[name]).status_code == 200
        return len(asked)

    queries()
    few = queries()
    for one in range(2):
        outbox.post(to=outbox.Address(f"p{one}@example.org"), subject="x", text="x", kind="a", scope=office.host.slug)
        mailings.release(draft(), by=office.organiser, now=NOON)
        texts.say(kind, ["de", "ru"][one], host=office.host, subject="x", body="{link}", by=office.organiser, now=NOON)

    assert queries() == few


def test_a_mail_is_read_as_it_was_sent_with_what_the_server_said(client, office, mail, addresses):
    mail.attempts.create(code=451, answer="Come <again>", at=NOON)
    client.force_login(office.organiser)

    page = client.get(addresses["mail"]).content.decode()

    assert (f"{CANARY} text" in page, "Come &lt;again&gt;" in page, "451" in page) == (True, True, True)
    assert client.get(addresses["mail_page"]).content.decode() == mail.html


def test_words_that_are_not_kept_are_said_not_to_be(client, office, mail, addresses):
    secrets.erase([mail.pk], now=NOON)
    OutgoingMail.objects.update(state=MailState.FAILED)
    client.force_login(office.organiser)

    page = client.get(addresses["mail"]).content.decode()
    again = client.post(addresses["try_again"], follow=True).content.decode()

    assert (CANARY in page, addresses["try_again"] in page) == (False, False)
    assert OutgoingMail.objects.get().state == MailState.FAILED
    assert "note" in again


def test_a_mail_is_stopped_and_sent_again_by_hand(client, office, mail, addresses):
    client.force_login(office.organiser)
    states = []

    for step in ("stop", "try_again"):
        client.post(addresses[step])
        mail.refresh_from_db()
        states.append(mail.state)

    assert states == [MailState.STOPPED, MailState.QUEUED]


def test_a_host_says_a_letter_in_its_own_words_and_goes_back(client, office, kind, addresses):
    client.force_login(office.organiser)
    said = {"subject": "Komm, {name}!", "body": "Bitte: [Ja]({link})"}

    client.post(addresses["text"], said)
    own = outbox.write(
        kind.key, to=outbox.Address("a@example.org", "Anna", "de"), scope=office.host.slug, values=kind.samples
    )
    other = outbox.write(
        kind.key, to=outbox.Address("a@example.org", "Anna", "ru"), scope=office.host.slug, values=kind.samples
    )
    client.post(addresses["reset"])
    usual = outbox.write(
        kind.key, to=outbox.Address("a@example.org", "Anna", "de"), scope=office.host.slug, values=kind.samples
    )

    assert [mail.subject for mail in (own, other, usual)] == [
        "Komm, Olga Weber!",
        "Invitation of Olga Weber",
        "Invitation of Olga Weber",
    ]
    assert (own.from_name, "Street 1" in own.text) == ("Agency", True)


@pytest.mark.parametrize(
    ("subject", "body", "says"),
    [
        ("x", "no address", "{link}"),
        ("{nobody}", "{link}", "{nobody}"),
        ("", "{link}", ""),
        ("x" * 251, "{link}", ""),
        ("x", "x" * 20_001, ""),
    ],
)
def test_words_that_cannot_be_sent_are_refused_and_kept_in_the_form(client, office, addresses, subject, body, says):
    client.force_login(office.organiser)

    answer = client.post(addresses["text"], {"subject": subject, "body": body})

    page = answer.content.decode()
    assert (answer.status_code, MailText.objects.count()) == (422, 0)
    assert says in page
    assert 'role="alert"' in page


def test_a_test_goes_to_oneself_and_keeps_nothing(client, office, addresses):
    client.force_login(office.organiser)

    answer = client.post(addresses["text"], {"subject": "Try", "body": "{link}", "test": "1"})

    mail = OutgoingMail.objects.get(subject="Try")
    assert (answer.status_code, mail.to_email, mail.is_urgent, MailText.objects.count()) == (
        200,
        office.organiser.email,
        True,
        0,
    )


@pytest.mark.parametrize(("kind_key", "language"), [("nothing", "de"), ("mailing", "de"), (INVITED.key, "fr")])
def test_a_text_that_no_host_can_change_is_not_there(client, office, kind, kind_key, language):
    client.force_login(office.organiser)

    assert client.get(reverse("mail:text", args=[office.host.slug, kind_key, language])).status_code == 404


def test_a_letter_is_written_looked_at_released_and_stopped(client, office):
    client.force_login(office.organiser)
    host = office.host.slug
    given = {
        "audience": "representatives",
        "event": office.event.public_id,
        "subject_de": "Neues",
        "body_de": "Tag {name}",
    }

    written = client.post(reverse("mail:new_mailing", args=[host]), given)
    letter = Mailing.objects.get()
    looked_at = client.get(written.url).content.decode()
    client.post(reverse("mail:release", args=[host, letter.public_id]))
    mailings.write_out(letter.public_id, now=NOON)
    released = client.get(written.url).content.decode()
    client.post(reverse("mail:stop_mailing", args=[host, letter.public_id]))

    letter.refresh_from_db()
    assert (written.url, letter.state) == (reverse("mail:mailing", args=[host, letter.public_id]), MailingState.STOPPED)
    assert [name in looked_at for name in ("Anna", "Boris", "Chen", "Olga Weber")] == [True] * 4
    assert reverse("mail:stop_mailing", args=[host, letter.public_id]) in released
    assert set(OutgoingMail.objects.values_list("state", flat=True)) == {MailState.STOPPED}


@pytest.mark.parametrize(
    "changed",
    [
        {"event": ""},
        {"event": "of another host"},
        {"audience": "nobody"},
        {"body_de": "{nothing}"},
        {"body_de": ""},
        {"subject_de": "", "body_de": ""},
        {"subject_ru": "only a subject"},
    ],
)
def test_a_letter_that_cannot_be_sent_is_refused(client, office, changed):
    client.force_login(office.organiser)
    given = {"audience": "representatives", "event": office.event.public_id, "subject_de": "Neues", "body_de": "Tag"}
    if changed.get("event"):
        changed = {"event": make.EventFactory().public_id}

    answer = client.post(reverse("mail:new_mailing", args=[office.host.slug]), given | changed)

    assert (answer.status_code, Mailing.objects.count()) == (422, 0)
    assert 'role="alert"' in answer.content.decode()


def test_released_twice_the_second_one_is_told_why_not(client, office, letter, addresses):
    client.force_login(office.organiser)

    first, again = client.post(addresses["release"]), client.post(addresses["release"])

    assert (first.status_code, again.status_code) == (302, 422)
    assert 'role="alert"' in again.content.decode()


def test_a_second_person_confirms_and_the_first_one_takes_back(client, office, draft):
    letter = draft(needs_second=True)
    release, decide = (
        reverse(f"mail:{name}", args=[office.host.slug, letter.public_id]) for name in ("release", "decide")
    )

    client.force_login(office.organiser)
    client.post(release)
    client.post(decide, {"step": "withdraw"})
    nothing = client.post(decide, {"step": "confirm"})
    client.post(release)
    alone = client.post(decide, {"step": "confirm"})
    client.force_login(office.second)
    client.post(decide, {"step": "confirm"})

    letter.refresh_from_db()
    assert (nothing.status_code, alone.status_code, letter.state) == (404, 422, MailingState.RELEASED)


def test_a_letter_that_waits_offers_no_change_and_says_why_not(client, office, draft):
    letter = draft(needs_second=True)
    names = ("release", "change_mailing", "mailing")
    release, change, page = (reverse(f"mail:{one}", args=[office.host.slug, letter.public_id]) for one in names)
    given = {"audience": "representatives", "event": office.event.public_id, "subject_de": "Other", "body_de": "Other"}
    client.force_login(office.organiser)
    offered_before = change in client.get(page).content.decode()
    client.post(release)

    refused = client.post(change.replace("/de/", "/en/"), given)

    letter.refresh_from_db()
    assert (refused.status_code, str(letter.subject), letter.needs_second) == (422, "Neues", True)
    assert "Take the proposal back first" in refused.content.decode()
    assert (offered_before, change in client.get(page).content.decode()) == (True, False)
    assert client.get(change).url == page


def test_a_draft_is_changed_and_a_released_letter_is_not(client, office, letter, addresses):
    client.force_login(office.organiser)
    given = {"audience": "representatives", "event": office.event.public_id, "subject_de": "Other", "body_de": "Other"}

    client.post(addresses["change_mailing"], given)
    client.post(addresses["release"])
    answer = client.post(addresses["change_mailing"], given | {"subject_de": "Too late"})

    letter.refresh_from_db()
    assert (answer.status_code, str(letter.subject)) == (302, "Other")


@pytest.mark.parametrize("words", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_names_are_shown_as_they_are_and_do_nothing(client, office, words):
    mail = outbox.post(
        to=outbox.Address("a@example.org", words), subject=words, text=words, kind="x", scope=office.host.slug
    )
    client.force_login(office.organiser)

    for name, given in (("sent", []), ("mail", [mail.public_id])):
        page = client.get(reverse(f"mail:{name}", args=[office.host.slug, *given])).content.decode()
        assert not re.search(
            r"<(script|svg|img|b)\b(?![^>]*(class=\"|viewBox|src=\"/static))[^>]*(alert|evil|body)", page
        )
        assert "\u202e" not in re.sub(r"<pre.*?</pre>", "", page, flags=re.DOTALL)
