"""An organisation applies: an address, a mailed code, a form that keeps what is typed."""

import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings as site
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from handschlag.accounts.brakes import CODES, FORMS
from handschlag.accounts.models import User
from handschlag.companies.models import Organisation
from handschlag.engine.language import Text
from handschlag.foundation import limits
from handschlag.foundation.errors import RuleBroken
from handschlag.foundation.models import Tally
from handschlag.registration.filling import Filling
from handschlag.registration.models import Answer, Applicant, Application
from tests import factories as make
from tests.accounts.people import add_app, address, code_in, mails
from tests.accounts.people import person as staff

pytestmark = pytest.mark.django_db
ANNA = "anna@werk.example"
BACKEND = site.AUTHENTICATION_BACKENDS[0]
MOST_STATEMENTS = {"by_hand": (1, 4, 12, 15), "automatic": (1, 4, 12, 29)}
"""Of each request, beside those that only begin and end transactions. The first ones ever: the log begins, too."""
MOST_IN_ALL = {"sqlite": 30, "postgresql": 31}
STATE = {"by_hand": "submitted", "automatic": "approved"}


@pytest.fixture(autouse=True)
def no_demonstration(settings):
    settings.DEMO = False


def forum(capacity=5, **facts):
    now = timezone.now()
    rules = {name: facts.pop(name) for name in ("takes_late", "approval") if name in facts}
    dates = {"starts_at": now + timedelta(days=60), "ends_at": now + timedelta(days=61)}
    event = make.EventFactory(languages=["de", "en"], **(dates | facts))
    make.RegistrationRulesFactory(event=event, **rules)
    make.SideFactory(event=event, key="ours", number=1)
    make.SideFactory(event=event, key="theirs", number=2)
    if capacity is not None:
        make.QuotaFactory(event=event, capacity=capacity)
    return event


def page(event):
    return address("registration:apply", event.slug)


def filled(**more):
    return {
        "contact_name": "Anna Berg",
        "language": "de",
        "organisation_name": "Werk Eins GmbH",
        "country": "DE",
        "side": "ours",
        "people": "1",
        "p0-name": "Anna Berg",
        "p0-level_de": "native",
        "p0-level_en": "B2",
    } | more


def enter(client, event, email=ANNA):
    client.post(page(event), {"step": "address", "email": email})
    return client.post(page(event), {"step": "code", "code": code_in(mails(email)[0])})


def person(email=ANNA):
    return make.UserFactory(email=email, name="Anna Berg")


def test_one_form_and_one_mailed_code_make_an_application_and_an_account(client):
    event = forum()

    answers = [client.get(page(event)), client.post(page(event), {"step": "address", "email": ANNA})]
    code = code_in(mails(ANNA)[0])
    answers += [client.post(page(event), {"step": "code", "code": code})]
    answers += [client.post(page(event), filled(step="send"))]

    application = Application.objects.get()
    assert [one.status_code for one in answers] == [200, 200, 200, 302]
    assert answers[-1].url == address("registration:application", event.slug, application.public_id)
    assert (application.state, application.email, application.user.email) == ("approved", ANNA, ANNA)
    assert (application.organisation.name, application.participant.organisation.country) == ("Werk Eins GmbH", "DE")
    assert [one.languages for one in Applicant.objects.all()] == [
        [{"language": "de", "level": "native"}, {"language": "en", "level": "B2"}]
    ]
    assert application.user.name == "Anna Berg"


@pytest.mark.parametrize("is_person", [False, True], ids=["a new person", "a known person"])
@pytest.mark.parametrize("is_kept", [False, True], ids=["at once", "kept before"])
def test_whoever_is_named_twice_is_one_person_and_all_who_are_named_speak(client, is_person, is_kept):
    event = forum()
    enter(client, event)
    if is_person:
        make.PersonFactory(user=User.objects.get(email=ANNA), name="Anna")
    named = {
        "p0-email": ANNA,
        "p1-name": "A. Berg",
        "p1-email": ANNA,
        "p2-name": "Boris",
        "p2-email": "boris@b.example",
    }
    form = filled(people="4", **named, **{"p3-name": "Clara"})
    if is_kept:
        client.post(page(event), form | {"step": "save"})

    client.post(page(event), form | {"step": "send"})

    application = Application.objects.get()
    speakers = application.participant.representatives.all()
    assert application.state == "approved"
    users = [one.person.user for one in speakers]
    assert sorted(one.email if one else "" for one in users) == ["", ANNA, "boris@b.example"]
    assert {one.person_id for one in application.applicants.all()} == {one.person_id for one in speakers}
    assert sorted(one.user.email for one in event.memberships.filter(role="representative")) == [
        ANNA,
        "boris@b.example",
    ]


def test_an_account_is_made_when_the_code_comes_back_and_not_before(client):
    event = forum()

    client.post(page(event), {"step": "address", "email": "Anna@Werk.example"})
    before = User.objects.filter(email=ANNA).count()
    client.post(page(event), {"step": "code", "code": code_in(mails(ANNA)[0])})

    user = User.objects.get(email=ANNA)
    assert (before, user.last_login is not None, user.has_usable_password()) == (0, True, False)
    assert list(EmailAddress.objects.filter(user=user).values_list("email", "verified", "primary")) == [
        (ANNA, True, True)
    ]
    assert client.session["_auth_user_id"] == str(user.pk)


@pytest.mark.parametrize("has_second", [False, True])
def test_whose_account_was_opened_while_the_code_was_under_way_gets_into_that_one(client, has_second):
    event = forum()
    client.post(page(event), {"step": "address", "email": ANNA})
    user = staff(ANNA, confirmed=False)
    if has_second:
        add_app(user)

    answer = client.post(page(event), {"step": "code", "code": code_in(mails(ANNA)[0])})

    assert (answer.status_code, "_auth_user_id" in client.session) == ((302, False) if has_second else (200, True))
    assert (User.objects.filter(email=ANNA).count(), EmailAddress.objects.get(user=user).verified) == (1, True)


def test_an_account_that_was_closed_while_the_code_was_under_way_lets_nobody_in(client):
    event = forum()
    client.post(page(event), {"step": "address", "email": ANNA})
    staff(ANNA, is_active=False)

    client.post(page(event), {"step": "code", "code": code_in(mails(ANNA)[0])})

    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("is_known", [False, True])
def test_the_page_for_signing_in_knows_nothing_of_the_code(client, is_known):
    event = forum()
    if is_known:
        staff(ANNA)
    client.post(page(event), {"step": "address", "email": ANNA})

    answer = client.post(reverse("account_confirm_login_code"), {"code": code_in(mails(ANNA)[0])})

    assert (answer.status_code, "_auth_user_id" in client.session) == (422, False)


@pytest.mark.parametrize(
    "sent", [{"step": "code", "code": "0000-0000"}, {"step": "again"}, {"step": "other"}, None], ids=str
)
def test_an_address_that_nobody_has_costs_the_same_statements_as_one_that_somebody_has(sent):
    event = forum()
    staff("known@werk.example")
    asked = []

    for email in ("known@werk.example", "other@werk.example"):
        client = Client()
        with CaptureQueriesContext(connection) as caught:
            client.post(page(event), {"step": "address", "email": email})
            client.post(page(event), sent) if sent else client.get(page(event))
        asked.append([one["sql"].split("(")[0][:40] for one in caught])

    assert asked[0] == asked[1]


@pytest.mark.django_db(transaction=True)
def test_a_whole_application_takes_no_more_statements_than_ever_with_its_transactions(client):
    """With what begins and ends them; a delivery waits, and the log has begun."""
    event = forum(approval="by_hand")
    for email in ("first@werk.example", ANNA):
        asked = 0
        for sent in (None, {"step": "address", "email": email}, {"step": "code"}, filled(step="send")):
            if sent and sent["step"] == "code":
                sent = sent | {"code": code_in(mails(email)[0])}
            if sent and sent["step"] == "send":
                sent = sent | {"organisation_name": f"Werk {email}"}
            with CaptureQueriesContext(connection) as caught:
                client.post(page(event), sent) if sent else client.get(page(event))
            asked += len(caught)
        client = Client()

    assert Application.objects.count() == 2
    assert asked <= MOST_IN_ALL[connection.vendor], asked


@pytest.mark.parametrize("approval", MOST_STATEMENTS)
def test_it_takes_four_requests_and_no_more_statements_than_ever(client, approval):
    event = forum(approval=approval)
    asked = []

    for sent in (None, {"step": "address", "email": ANNA}, {"step": "code"}, filled(step="send")):
        with CaptureQueriesContext(connection) as caught:
            if sent and sent["step"] == "code":
                sent = sent | {"code": code_in(mails(ANNA)[0])}
            client.post(page(event), sent) if sent else client.get(page(event))
        asked.append(sum(not one["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN")) for one in caught))

    most = MOST_STATEMENTS[approval]
    assert Application.objects.get().state == STATE[approval]
    assert [number <= limit for number, limit in zip(asked, most, strict=True)] == [True] * 4, asked


def test_a_wrong_code_lets_nobody_in(client):
    event = forum()
    client.post(page(event), {"step": "address", "email": ANNA})

    answer = client.post(page(event), {"step": "code", "code": "0000-0000"})

    assert (answer.status_code, Application.objects.count(), "_auth_user_id" in client.session) == (422, 0, False)


def test_the_page_says_the_same_whether_the_address_is_known_or_not(client, rf):
    event = forum()
    make.UserFactory(email="known@werk.example")

    pages = [
        client.post(page(event), {"step": "address", "email": email}).content.decode().replace(email, "x")
        for email in ("known@werk.example", "other@werk.example")
    ]

    without_token = [re.sub(r'value="[A-Za-z0-9]{64}"', "", one) for one in pages]
    assert without_token[0] == without_token[1]


def test_what_is_typed_is_kept_and_shown_on_another_device(client):
    event, user = forum(), person()
    client.force_login(user, backend=BACKEND)
    client.post(page(event), filled(step="keep", contact_name="Anna Bergmann"))
    other = Client()
    other.force_login(user, backend=BACKEND)

    shown = other.get(page(event)).content.decode()

    assert Application.objects.get().state == "draft"
    assert [word in shown for word in ("Anna Bergmann", "Werk Eins GmbH")] == [True, True]


def test_what_cannot_be_kept_leaves_what_was_kept_before(client):
    event = forum()
    client.force_login(person(), backend=BACKEND)
    client.post(page(event), filled(step="keep", **{"p0-email": "anna@werk.example"}))

    answer = client.post(page(event), filled(step="keep", **{"p0-email": "anna@", "p0-office": "Leiterin"}))

    speaker = Applicant.objects.get()
    assert (answer.status_code, speaker.email, str(speaker.office)) == (200, "anna@werk.example", "Leiterin")


def test_sending_says_at_each_field_what_is_missing_and_keeps_the_rest(client):
    event = forum()
    client.force_login(person(), backend=BACKEND)

    answer = client.post(page(event), filled(step="send", country="", side=""))

    assert answer.status_code == 422
    assert [f'href="#id_{name}' in answer.content.decode() for name in ("country", "side", "city")] == [
        True,
        True,
        False,
    ]
    assert (Application.objects.get().state, Application.objects.get().organisation_name) == (
        "draft",
        "Werk Eins GmbH",
    )


def test_somebody_else_can_be_named_without_a_script(client):
    event = forum()
    client.force_login(person(), backend=BACKEND)

    more = client.post(page(event), filled(step="more"))
    client.post(
        page(event),
        filled(step="save", people="2", **{"p1-name": "Boris Kühn", "p1-more": "ru", "p1-level_of_more": "C1"}),
    )

    assert (more.status_code, "p1-name" in more.content.decode()) == (200, True)
    assert list(Applicant.objects.values_list("name", "email", "is_contact")) == [
        ("Anna Berg", ANNA, True),
        ("Boris Kühn", "", False),
    ]
    assert Applicant.objects.get(name="Boris Kühn").languages == [{"language": "ru", "level": "C1"}]


def test_a_language_without_its_level_is_asked_for(client):
    event = forum()
    client.force_login(person(), backend=BACKEND)

    answer = client.post(page(event), filled(step="send", **{"p0-more": "ru"}))

    assert (answer.status_code, "#id_p0-level_of_more" in answer.content.decode()) == (422, True)


@pytest.mark.parametrize("typed", ["Челябинск Машзавод", "Tscheljabinsk Maschsawod GmbH", "ООО Челябинск Машзавод"])
def test_an_organisation_that_was_here_is_found_across_scripts_and_taken_over(client, typed):
    event = forum()
    known = make.ParticipantFactory(organisation__name="Челябинск Машзавод", organisation__country="RU").organisation
    make.OrganisationFactory(name="Челябинск Машзавод", country="RU")  # has never taken part: nobody's business
    client.force_login(person(), backend=BACKEND)

    asked = client.post(page(event), filled(step="send", organisation_name=typed))
    client.post(page(event), filled(organisation_name=typed, us=known.public_id))
    client.post(page(event), filled(step="send", organisation_name=known.name, country="RU"))

    assert (asked.status_code, asked.content.decode().count('name="us" value="')) == (422, 1)
    assert (Application.objects.get().claimed, Application.objects.get().organisation.name) == (known, known.name)
    assert Application.objects.get().state == "submitted"  # a person looks at who says so for the first time


def test_whoever_says_that_it_is_another_one_gets_a_row_of_her_own(client):
    event = forum()
    known = make.ParticipantFactory(organisation__name="Werk Eins GmbH").organisation
    client.force_login(person(), backend=BACKEND)

    client.post(page(event), filled(step="send", asked="1"))

    application = Application.objects.get()
    assert (application.state, application.organisation == known) == ("approved", False)
    assert Organisation.objects.filter(name="Werk Eins GmbH").count() == 2


def test_questions_of_the_host_are_answered_by_kind_and_what_is_sensitive_waits(client):
    event = forum()
    texts = make.QuestionFactory(event=event, is_required=True)
    number = make.QuestionFactory(event=event, kind="number", is_for_each=True)
    diet = make.QuestionFactory(event=event, is_sensitive=True, is_required=True, label=Text.of(de="Kost"))
    client.force_login(person(), backend=BACKEND)

    missing = client.post(page(event), filled(step="send"))
    given = {f"o-q_{texts.public_id}": "Pumpen", f"p0q-q_{number.public_id}": "3"}
    client.post(page(event), filled(step="send", **given))

    assert (missing.status_code, f"o-q_{diet.public_id}" in missing.content.decode()) == (422, False)
    assert dict(Answer.objects.values_list("question", "value")) == {texts.pk: "Pumpen", number.pk: 3}
    assert Application.objects.get().state == "approved"


def test_a_mail_leads_back_to_what_was_begun(client):
    event = forum()
    client.force_login(person(), backend=BACKEND)

    client.post(page(event), filled(step="later"))

    application = Application.objects.get()
    assert [mail.kind for mail in mails(ANNA)] == ["registration.begun"]
    assert address("registration:application", event.slug, application.public_id) in mails(ANNA)[0].text


def test_whoever_has_applied_is_led_to_her_application(client):
    event, user = forum(), person()
    mine = make.ApplicationFactory(event=event, user=user, state="submitted", submitted_at=timezone.now())
    client.force_login(user, backend=BACKEND)

    assert client.get(page(event)).url == address("registration:application", event.slug, mine.public_id)


def test_after_the_deadline_a_reason_is_asked_for(client):
    event = forum(registration_closes_at=timezone.now() - timedelta(seconds=5))
    client.force_login(person(), backend=BACKEND)

    without = client.post(page(event), filled(step="send"))
    client.post(page(event), filled(step="send", late_reason="Die Post kam spät."))

    assert (without.status_code, Application.objects.get().state) == (422, "late_request")


@pytest.mark.parametrize(
    "facts",
    [
        {"registration_opens_at": timezone.now() + timedelta(days=1)},
        {"registration_closes_at": timezone.now() - timedelta(days=1), "takes_late": False},
        {"starts_at": timezone.now() - timedelta(days=3), "ends_at": timezone.now() - timedelta(days=2)},
    ],
)
def test_before_and_after_its_time_the_page_says_why_nothing_can_be_sent(client, facts):
    event = forum(**facts)
    user = person()

    anonymous = [client.get(page(event)), client.post(page(event), {"step": "address", "email": ANNA})]
    client.force_login(user, backend=BACKEND)
    signed_in = [client.get(page(event)), client.post(page(event), filled(step="send"))]

    assert [one.status_code for one in anonymous + signed_in] == [200, 422, 200, 422]
    assert (Application.objects.count(), mails()) == (0, [])


def test_an_event_that_nobody_sees_takes_no_application(client):
    assert client.get(page(forum(published_at=None))).status_code == 404


def test_one_and_three_people_take_the_same_number_of_queries(client):
    event, user = forum(), person()
    draft = make.ApplicationFactory(event=event, user=user, email=ANNA)
    client.force_login(user, backend=BACKEND)

    def count():
        with CaptureQueriesContext(connection) as caught:
            client.get(page(event))
        return len(caught)

    make.ApplicantFactory(application=draft)
    count()
    first = count()
    make.ApplicantFactory.create_batch(2, application=draft)

    assert count() == first


def test_whoever_has_a_second_factor_proves_it_before_the_form(client):
    event = forum()
    add_app(staff("anna@werk.example"))

    answer = enter(client, event)

    assert (answer.status_code, answer.url) == (302, reverse("mfa_authenticate"))
    assert "_auth_user_id" not in client.session


def test_a_code_can_be_sent_once_more_and_the_address_be_another_one(client):
    event = forum()
    client.post(page(event), {"step": "address", "email": ANNA})

    client.post(page(event), {"step": "again"})
    sent = len(mails(ANNA))
    other = client.post(page(event), {"step": "other"}).content.decode()

    assert (sent, 'name="email"' in other, 'name="code"' in other) == (2, True, False)


def test_an_address_gets_no_more_codes_than_anywhere_else(client):
    event = forum()

    answers = [client.post(page(event), {"step": "address", "email": ANNA}) for _ in range(CODES.most + 2)]

    assert {one.status_code for one in answers} == {200}
    assert len(mails(ANNA)) == CODES.most


def test_a_line_that_has_sent_too_many_forms_uses_up_no_codes_of_others(client):
    event = forum()
    Tally.objects.create(
        key=limits._key(FORMS, "127.0.0.1"), tries=FORMS.most, ends_at=timezone.now() + timedelta(minutes=1)
    )

    answers = [client.post(page(event), {"step": "address", "email": ANNA}) for _ in range(CODES.most + 2)]
    Tally.objects.filter(key=limits._key(FORMS, "127.0.0.1")).delete()
    client.post(page(event), {"step": "address", "email": ANNA})

    assert {one.status_code for one in answers} == {429}
    assert len(mails(ANNA)) == 1


def test_what_is_no_address_counts_as_a_form_of_the_line_too(client):
    event = forum()

    answer = client.post(page(event), {"step": "address", "email": "anna"})

    assert answer.status_code == 422
    assert Tally.objects.get().tries == 1


def test_the_form_marks_what_is_needed_before_it_is_sent(client):
    event = forum()
    client.force_login(person(), backend=BACKEND)

    shown = client.get(address("registration:apply", event.slug, language="en")).content.decode()

    assert re.findall(r">(Name of your organisation|Country|City)( <small)?", shown) == [
        ("Name of your organisation", ""),
        ("Country", ""),
        ("City", " <small"),
    ]


def test_what_is_asked_since_the_form_was_opened_is_missed_and_nothing_is_written():
    event, user = forum(), person()
    form = Filling(Application(event=event, user=user, email=ANNA), filled(step="send"), is_final=True)
    question = make.QuestionFactory(event=event, is_required=True)

    assert form.is_valid()
    with pytest.raises(RuleBroken) as refused:
        form.send(by=user, now=timezone.now())

    assert (refused.value.code, str(question) in refused.value.messages[0]) == ("unanswered", True)
    assert (Application.objects.count(), Applicant.objects.count(), Organisation.objects.count()) == (0, 0, 0)


def test_the_steps_say_how_far_it_is(client):
    event, user = forum(), person()
    question = make.QuestionFactory(event=event, is_required=True)
    draft = make.ApplicationFactory(event=event, user=user, email=ANNA)

    found = [Filling(draft).steps()]
    draft.organisation_name, draft.country = "Werk", "DE"
    make.ApplicantFactory(application=draft)
    found += [Filling(draft).steps()]
    make.AnswerFactory(application=draft, question=question)
    found += [Filling(draft).steps()]

    assert found == [
        ["now", "next", "next", "next"],
        ["done", "done", "now", "next"],
        ["done", "done", "done", "now"],
    ]


@pytest.mark.parametrize("people", ["-1", "0", "x", "99999999999999", "²"])
def test_whatever_is_said_of_the_number_of_people_the_page_answers(client, people):
    event = forum()
    client.force_login(person(), backend=BACKEND)

    assert client.post(page(event), filled(step="keep", people=people)).status_code == 200
