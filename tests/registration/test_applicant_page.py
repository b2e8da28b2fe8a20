"""The page of an application: its state in plain words, and what those who applied can do with it."""

from datetime import timedelta

import pytest
from django.conf import settings as site
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from icalendar import Calendar

from handschlag.companies.models import Representative
from handschlag.engine.language import Text
from handschlag.foundation.models import AuditEntry, OutgoingMail, StoredFile
from handschlag.registration.models import Answer, Application
from handschlag.registration.services import deciding
from handschlag.registration.states import ApplicationState
from handschlag.registration.telling import TOLD
from handschlag.registration.tickets import code_of, ticket_in
from tests import factories as make
from tests.accounts.people import address

pytestmark = pytest.mark.django_db
BACKEND = site.AUTHENTICATION_BACKENDS[0]
REASON = Text.of(de="Nur Firmen aus Sachsen", en="Only companies from Saxony", ru="Только фирмы из Саксонии")


@pytest.fixture
def user(client):
    found = make.UserFactory(email="anna@werk.example")
    client.force_login(found, backend=BACKEND)
    return found


@pytest.fixture
def event():
    now = timezone.now()
    found = make.EventFactory(starts_at=now + timedelta(days=60), ends_at=now + timedelta(days=61), languages=["de"])
    make.RegistrationRulesFactory(event=found, offer_hours=24)
    make.QuotaFactory(event=found, capacity=3)
    return found


def application(event, user, **facts):
    side = make.SideFactory(event=event)
    usual = {"user": user, "email": user.email, "side": side, "organisation": make.OrganisationFactory()}
    return make.ApplicationFactory(event=event, submitted_at=timezone.now(), **(usual | facts))


def approved(event, user, **facts):
    row = application(event, user, state="submitted", **facts)
    return deciding.approve(row, by=make.UserFactory(), now=timezone.now())


def at(name, row, *more, language="de"):
    return address(f"registration:{name}", row.event.slug, row.public_id, *more, language=language)


def test_every_state_is_told_in_words():
    assert set(TOLD) == set(ApplicationState)


@pytest.mark.parametrize("language", ["de", "en", "ru"])
@pytest.mark.parametrize("state", list(ApplicationState))
def test_every_state_has_its_page_in_every_language(client, event, user, state, language):
    facts = {"waiting": {"queue_number": 1}, "offered": {"offered_until": timezone.now() + timedelta(hours=5)}}
    row = application(event, user, state=state, reason=REASON, **facts.get(state, {}))

    answer = client.get(at("application", row, language=language))

    with translation.override(language):
        assert str(TOLD[state].title) in answer.content.decode()
    assert REASON.best((language,)).text in answer.content.decode()


def test_nobody_else_finds_it(client, event, user):
    row = application(event, make.UserFactory(), state="submitted")

    pages = ["application", "cancel_application", "ticket", "change_application", "add_colleague", "answer_questions"]

    assert [client.get(at(name, row)).status_code for name in pages] == [404] * len(pages)
    assert client.get(address("registration:newest_application", event.slug)).status_code == 404


def test_of_several_the_one_that_goes_on_is_shown(client, event, user):
    application(event, user, state="cancelled", organisation=None)
    going_on = application(event, user, state="submitted")
    application(event, user, state="cancelled", organisation=None)

    answer = client.get(address("registration:newest_application", event.slug))

    assert answer.url == at("application", going_on)


def test_the_place_on_the_waiting_list_is_said(client, event, user):
    application(event, make.UserFactory(), state="waiting", queue_number=1)
    row = application(event, user, state="waiting", queue_number=2)

    shown = client.get(at("application", row, language="en")).content.decode()

    assert "You are number 2 on the waiting list." in shown


def test_an_offer_is_taken_with_one_click(client, event, user):
    until = timezone.now() + timedelta(hours=5)
    row = application(event, user, state="offered", offered_until=until)

    answer = client.post(at("application_step", row), {"step": "accept"})

    assert (answer.status_code, Application.objects.get().state) == (302, "approved")


def test_an_offer_that_has_lapsed_is_refused_with_a_sentence(client, event, user):
    row = application(event, user, state="offered", offered_until=timezone.now() - timedelta(seconds=1))

    answer = client.post(at("application_step", row, language="en"), {"step": "accept"})

    assert (answer.status_code, Application.objects.get().state) == (422, "offered")
    assert "The time for taking this place is over" in answer.content.decode()


def test_a_refusal_can_be_objected_to_in_words(client, event, user):
    row = application(event, user, state="refused", reason=REASON)

    empty = client.post(at("application_step", row), {"step": "object", "words": " "})
    client.post(at("application_step", row), {"step": "object", "words": "Wir sitzen in Chemnitz."})

    found = Application.objects.get()
    assert (empty.status_code, found.state, found.objection) == (422, "objected", "Wir sitzen in Chemnitz.")


def test_a_step_that_there_is_not_changes_nothing(client, event, user):
    row = application(event, user, state="submitted")

    answers = [client.post(at("application_step", row), {"step": step}) for step in ("x", "accept", "object")]

    assert [one.status_code for one in answers] == [422] * 3
    assert Application.objects.get().state == "submitted"


def test_cancelling_says_first_what_comes_of_it(client, event, user):
    row = approved(event, user)

    shown = client.get(at("cancel_application", row, language="en")).content.decode()
    before = Application.objects.get().state
    client.post(at("cancel_application", row))

    assert [words in shown for words in ("Your place becomes free.", "Your ticket no longer counts.")] == [True, True]
    assert (before, Application.objects.get().state) == ("approved", "cancelled")


def test_what_is_over_cannot_be_cancelled_twice(client, event, user):
    row = application(event, user, state="cancelled")

    assert [
        client.get(at("cancel_application", row)).status_code,
        client.post(at("cancel_application", row)).status_code,
    ] == [
        200,
        422,
    ]


def test_the_ticket_holds_a_signed_code_that_a_door_can_read(client, event, user):
    row = approved(event, user)
    row.refresh_from_db()

    shown = client.get(at("ticket", row)).content.decode()

    assert (code_of(row) in shown, "<svg" in shown, ticket_in(code_of(row))) == (True, True, row.ticket)


def test_whoever_is_not_approved_has_neither_ticket_nor_calendar(client, event, user):
    row = application(event, user, state="submitted")

    assert [client.get(at(name, row)).status_code for name in ("ticket", "application_calendar")] == [404, 404]


def test_the_event_goes_into_the_calendar_at_its_moment(client, event, user):
    row = approved(event, user)

    (entry,) = Calendar.from_ical(client.get(at("application_calendar", row)).content).walk("VEVENT")

    assert abs(entry["dtstart"].dt - event.starts_at) < timedelta(seconds=1)
    assert at("application", row) in entry["url"]


@pytest.mark.parametrize("language", ["de", "en", "ru"])
def test_the_letter_of_approval_brings_the_event_along(event, user, language):
    row = approved(event, user, language=language)

    (mail,) = OutgoingMail.objects.filter(kind="registration.approved")
    (file,) = mail.attachments.all()

    (entry,) = Calendar.from_ical(bytes(file.content)).walk("VEVENT")
    assert (file.content_type, file.method) == ("text/calendar", "PUBLISH")
    assert entry["url"].endswith(at("application", row, language=language))
    assert entry["summary"] == event.title.best((language,)).text


def test_without_a_certain_day_nothing_goes_into_a_calendar(client, event, user):
    event.when_text = Text.of(de="im Frühjahr")
    event.save()
    row = approved(event, user)

    assert client.get(at("application_calendar", row)).status_code == 404
    assert OutgoingMail.objects.get(kind="registration.approved").attachments.count() == 0


def test_a_change_follows_into_the_places(client, event, user):
    row = approved(event, user, country="DE", size="small")

    answer = client.post(
        at("change_application", row),
        {"contact_name": "Anna B.", "language": "de", "country": "AT", "side": row.side.key, "size": "large"},
    )

    found = Application.objects.get()
    assert (answer.status_code, found.contact_name, found.country, found.size) == (302, "Anna B.", "AT", "large")


def test_a_change_without_a_place_for_it_changes_nothing(client, event, user):
    row = approved(event, user, country="DE", size="small")
    make.QuotaFactory(event=event, size="large", capacity=0)

    answer = client.post(
        at("change_application", row),
        {"contact_name": "Anna B.", "language": "de", "country": "AT", "side": row.side.key, "size": "large"},
    )

    assert (answer.status_code, Application.objects.get().size) == (422, "small")


def test_a_colleague_is_named_later_and_speaks_at_once(client, event, user):
    row = approved(event, user)

    answer = client.post(at("add_colleague", row), {"name": "Boris Kühn", "level_de": "C1"})

    assert answer.status_code == 302
    assert [one.person.name for one in Representative.objects.filter(person__name="Boris Kühn")] == ["Boris Kühn"]
    assert client.post(at("add_colleague", row), {"name": ""}).status_code == 422


def test_what_is_sensitive_is_asked_after_approval_and_never_stands_in_the_log(client, event, user):
    diet = make.QuestionFactory(event=event, is_sensitive=True, is_required=True, kind="long")
    row = approved(event, user)

    first = client.get(at("application", row)).content.decode()
    refused = client.post(at("answer_questions", row), {f"o-q_{diet.public_id}": ""})
    client.post(at("answer_questions", row), {f"o-q_{diet.public_id}": "ohne Nüsse"})

    entries = str(list(AuditEntry.objects.values()))
    assert (diet.label.best(("de",)).text in first, refused.status_code) == (True, 422)
    assert [one.value for one in Answer.objects.all()] == ["ohne Nüsse"]
    assert "Nüsse" not in entries


def test_a_file_is_looked_into_and_given_back_to_its_owner_alone(client, event, user):
    passport = make.QuestionFactory(event=event, stage="approved", kind="file")
    row, name = approved(event, user), f"o-q_{passport.public_id}"
    pdf = b"%PDF-1.4\n%%EOF\n"

    bad = client.post(at("answer_questions", row), {name: SimpleUploadedFile("x.pdf", b"MZ no pdf")})
    client.post(at("answer_questions", row), {name: SimpleUploadedFile("pass.pdf", pdf)})
    stored = StoredFile.objects.get()
    mine = client.get(at("application_file", row, stored.public_id))
    client.force_login(make.UserFactory(), backend=BACKEND)

    assert (bad.status_code, b"".join(mine.streaming_content)) == (422, pdf)
    assert client.get(at("application_file", row, stored.public_id)).status_code == 404


def test_a_file_goes_with_its_answer_and_with_the_next_one(client, event, user):
    passport = make.QuestionFactory(event=event, stage="approved", kind="file")
    row, name = approved(event, user), f"o-q_{passport.public_id}"

    for number in (1, 2):
        client.post(
            at("answer_questions", row), {name: SimpleUploadedFile("a.pdf", b"%%PDF-1.4\n%d%%%%EOF\n" % number)}
        )
    kept = StoredFile.objects.count()
    Answer.objects.all().delete()

    assert (kept, StoredFile.objects.count()) == (1, 0)


def test_the_page_takes_as_many_queries_with_three_people_as_with_one(client, event, user):
    row = application(event, user, state="submitted")

    def count():
        with CaptureQueriesContext(connection) as caught:
            client.get(at("application", row))
        return len(caught)

    make.ApplicantFactory(application=row)
    count()
    first = count()
    make.ApplicantFactory.create_batch(2, application=row)

    assert count() == first
